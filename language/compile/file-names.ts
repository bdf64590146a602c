/** File names for outputs: from the names of firewalls, whatever those hold, and no two alike on any file system. */

const LONGEST = 80;
/** Names that Windows keeps for devices, with any extension. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** Per name a file name of letters, digits, `-`, `_` and `.`; those that would clash, by letter case too, get a number. */
export function fileNames(names: readonly string[], extension: string): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain = name
      .replace(/[^A-Za-z0-9_.-]+/g, '-')
      .replace(/\.{2,}/g, '.')
      .replace(/^[.-]+|[.-]+$/g, '')
      .slice(0, LONGEST);
    const stem =
      plain === '' || RESERVED.test(plain.split('.')[0] as string) ? `firewall-${plain}`.replace(/-$/, '') : plain;
    let file = `${stem}.${extension}`;
    for (let n = 2; taken.has(file.toLowerCase()); n++) file = `${stem}-${n}.${extension}`;
    taken.add(file.toLowerCase());
    return file;
  });
}
