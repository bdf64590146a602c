/** The change to cascadia that the design's picture of a review shows: one conduit more, one fewer, one wider, one asset moved. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const EDITS: Readonly<Record<string, (text: string) => string>> = {
  'zones.seg': (text) =>
    text
      .replace(/^ +asset HMI-2 .*\n/m, '')
      .replace(/^( +)asset 101-PT-22/m, '$1asset HMI-2 : hmi at 10.41.0.12\n$1asset 101-PT-22'),
  'conduits.seg': (text) =>
    text
      .replace(/^conduit Reports .*\n/m, '')
      .replace(' during Maintenance', '')
      .concat(
        'conduit KilnHistory {\n  between Kiln and IDMZ\n  sl-t 2\n  encrypted\n  allow PLC-301 -> HIST-DMZ : opc-ua because "kiln history"\n}\n',
      ),
};

/** Cascadia as it is. */
export function cascadiaFiles(): SourceFile[] {
  const folder = join(import.meta.dirname, '..', '..', 'examples', 'cascadia');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.seg'))
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
}

/** Cascadia with the change. */
export function changedCascadiaFiles(): SourceFile[] {
  return cascadiaFiles().map(({ path, text }) => ({ path, text: EDITS[path]?.(text) ?? text }));
}
