/** Which files `bulkhead.json` takes into a policy. */
import picomatch from 'picomatch';

/** Whether a path, relative to the policy's folder, is included - all are where nothing says which - and not excluded. */
export function fileFilter({
  include,
  exclude,
}: {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}): (path: string) => boolean {
  const wanted = include && include.length > 0 ? picomatch([...include]) : () => true;
  const unwanted = picomatch([...(exclude ?? [])]);
  return (path) => wanted(path) && !unwanted(path);
}
