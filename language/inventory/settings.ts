/** What `inventory` of `bulkhead.json` says: which columns mean what, and which patterns of cells mean which type and zone. */

/** What a column may mean. */
export const FIELDS = {
  name: ['name', 'asset', 'assetid', 'hostname', 'host', 'device', 'devicename', 'tag', 'id'],
  address: ['address', 'addresses', 'ip', 'ips', 'ipaddress', 'ipaddresses', 'ipv4', 'ipv6'],
  type: ['type', 'assettype', 'devicetype'],
  title: ['title'],
  mac: ['mac', 'macaddress'],
  vendor: ['vendor', 'manufacturer', 'make'],
  model: ['model', 'product'],
  firmware: ['firmware', 'firmwareversion', 'version'],
  owner: ['owner'],
} as const;
export type Field = keyof typeof FIELDS;

/** Cells, by the names of their columns, that fit patterns - `*` any text, `?` one character, letter case aside - mean `value`. */
export interface Mapping {
  readonly match: ReadonlyMap<string, string>;
  readonly value: string;
}

export interface InventorySettings {
  /** Relative to the policy's folder. */
  readonly file: string;
  readonly columns: Partial<Readonly<Record<Field, string>>>;
  /** The first that fits counts. */
  readonly types: readonly Mapping[];
  readonly zones: readonly Mapping[];
}

export const DEFAULT_FILE = 'inventory.seg';

/** Reads the section as it stands in the file. What it says badly is a sentence; nothing is guessed for it. */
export function readSettings(section: unknown): {
  readonly settings: InventorySettings;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const object = asObject(section, 'inventory', problems);
  for (const name of object.keys())
    if (!['file', 'columns', 'types', 'zones'].includes(name))
      problems.push(`inventory of bulkhead.json has no "${name}"; there are "file", "columns", "types" and "zones".`);
  const file = object.get('file');
  if (file !== undefined && !isSegPath(file))
    problems.push('"file" of inventory is a path inside the policy\'s folder that ends with .seg.');
  const columns: Partial<Record<Field, string>> = {};
  for (const [field, column] of asObject(object.get('columns'), 'columns', problems)) {
    if (!Object.hasOwn(FIELDS, field))
      problems.push(`"columns" of inventory has no "${field}"; there are ${Object.keys(FIELDS).join(', ')}.`);
    else if (typeof column !== 'string') problems.push(`"columns" of inventory names a column for ${field} in quotes.`);
    else columns[field as Field] = column;
  }
  const settings: InventorySettings = {
    file: isSegPath(file) ? file : DEFAULT_FILE,
    columns,
    types: readMappings(object.get('types'), 'type', problems),
    zones: readMappings(object.get('zones'), 'zone', problems),
  };
  return { settings, problems };
}

/** A path inside the policy's folder, as a regular expression that JSON Schema takes too. */
export const SEG_PATH = '^(?!\\.)[^/\\\\:]+(/(?!\\.)[^/\\\\:]+)*\\.seg$';

function isSegPath(value: unknown): value is string {
  return typeof value === 'string' && new RegExp(SEG_PATH, 'u').test(value);
}

function asObject(value: unknown, name: string, problems: string[]): ReadonlyMap<string, unknown> {
  if (value === undefined) return new Map();
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return new Map(Object.entries(value));
  problems.push(`"${name}" of bulkhead.json is an object in braces.`);
  return new Map();
}

function readMappings(value: unknown, word: 'type' | 'zone', problems: string[]): Mapping[] {
  if (value === undefined) return [];
  const form = `{ "match": { "COLUMN": "PATTERN" }, "${word}": "NAME" }`;
  if (!Array.isArray(value)) {
    problems.push(`"${word}s" of inventory is a list of ${form}.`);
    return [];
  }
  return value.flatMap((item, i): Mapping[] => {
    const entry = asObject(item, `${word}s, entry ${i + 1}`, problems);
    const match = asObject(entry.get('match'), 'match', problems);
    const patterns = [...match].flatMap(([column, p]) => (typeof p === 'string' ? [[column, p] as const] : []));
    const name = entry.get(word);
    const isWhole = patterns.length === match.size && match.size > 0 && entry.size === 2;
    if (typeof name === 'string' && name !== '' && isWhole) return [{ match: new Map(patterns), value: name }];
    problems.push(`Entry ${i + 1} of "${word}s" of inventory is ${form}.`);
    return [];
  });
}

/** A column's name with letter case, blanks and punctuation aside: `IP Address` and `ip_address` are the same. */
export function columnKey(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}.]+/gu, '');
}

/** Whether a cell fits a pattern. Only the last `*` is taken up again, so that no pattern takes longer than the product of both lengths. */
export function fits(pattern: string, cell: string): boolean {
  const [p, c] = [pattern.toLowerCase(), cell.toLowerCase()];
  let [i, j, star, from] = [0, 0, -1, 0];
  while (j < c.length) {
    if (i < p.length && (p[i] === '?' || p[i] === c[j]) && p[i] !== '*') {
      i++;
      j++;
    } else if (p[i] === '*') {
      star = i++;
      from = j;
    } else if (star >= 0) {
      i = star + 1;
      j = ++from;
    } else return false;
  }
  while (p[i] === '*') i++;
  return i === p.length;
}
