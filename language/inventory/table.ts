/** Reads an inventory - CSV with a header, JSON, or Nmap's XML - as rows of named cells. Whatever the bytes, it ends with rows or a sentence. */
import { XMLParser } from 'fast-xml-parser';
import papaparse from 'papaparse';

/** A row by the names of its columns, as written. No cell is empty. */
export interface InventoryRow {
  /** Counts from one; of CSV the header is row 1. */
  readonly number: number;
  readonly cells: ReadonlyMap<string, string>;
}

export interface InventoryTable {
  readonly form: 'csv' | 'json' | 'nmap';
  readonly columns: readonly string[];
  readonly rows: readonly InventoryRow[];
  /** What could not be read, in sentences. */
  readonly problems: readonly string[];
}

/** Larger inventories are refused with a sentence; no plant's is. */
export const MAX_INVENTORY_BYTES = 64 * 1024 * 1024;
export const MAX_INVENTORY_ROWS = 200_000;
/** A cell is cut to so many characters. */
const LONGEST_CELL = 1000;
const DEEPEST = 20;

/** The text of an inventory's bytes: UTF-8 or UTF-16 by its mark, else UTF-8, and what is none is Windows-1252, as spreadsheets write it. */
export function decodeInventory(bytes: Uint8Array): { readonly text: string; readonly encoding: string } {
  const [a, b] = bytes;
  const encoding = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding };
  } catch {
    const fallback = encoding === 'utf-8' ? 'windows-1252' : encoding;
    return { text: new TextDecoder(fallback).decode(bytes), encoding: fallback };
  }
}

/** The rows of an inventory; what it is, its first character tells. Never throws. */
export function readInventory(text: string): InventoryTable {
  const start = text.trimStart()[0];
  const table = start === '<' ? readNmap(text) : start === '[' || start === '{' ? readJson(text) : readCsv(text);
  if (table.rows.length <= MAX_INVENTORY_ROWS) return table;
  const problem = `It has ${table.rows.length} rows; the first ${MAX_INVENTORY_ROWS} are read.`;
  return { ...table, rows: table.rows.slice(0, MAX_INVENTORY_ROWS), problems: [...table.problems, problem] };
}

function readCsv(text: string): InventoryTable {
  const parsed = papaparse.parse<string[]>(text, { skipEmptyLines: 'greedy' });
  const [header = [], ...lines] = parsed.data;
  const columns = header.map((name) => name.trim());
  const twice = columns.filter((name, i) => name !== '' && columns.indexOf(name) !== i);
  const problems = [
    ...parsed.errors
      .filter((e) => e.code !== 'UndetectableDelimiter')
      .slice(0, 5)
      .map((e) => `Row ${(e.row ?? 0) + 1}: ${e.message}.`),
    ...[...new Set(twice)].map((name) => `The column ${name} is there twice; the first counts.`),
  ];
  const rows = lines.map((cells, i) =>
    rowOf(
      i + 2,
      columns.map((name, at) => [name, cells[at] ?? ''] as const),
    ),
  );
  return { form: 'csv', columns: columns.filter((c) => c !== ''), rows, problems };
}

/** Of cells of one name the first that is not empty counts. */
function rowOf(number: number, cells: Iterable<readonly [string, string]>): InventoryRow {
  const found = new Map<string, string>();
  for (const [name, value] of cells) {
    const cell = value.trim().slice(0, LONGEST_CELL);
    if (name !== '' && cell !== '' && !found.has(name)) found.set(name, cell);
  }
  return { number, cells: found };
}

function tableOf(form: 'json' | 'nmap', rows: readonly InventoryRow[]): InventoryTable {
  return { form, columns: [...new Set(rows.flatMap((r) => [...r.cells.keys()]))], rows, problems: [] };
}

function readJson(text: string): InventoryTable {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { form: 'json', columns: [], rows: [], problems: [`This is no JSON: ${why}.`] };
  }
  const list = listIn(value);
  if (list === undefined)
    return {
      form: 'json',
      columns: [],
      rows: [],
      problems: ['There is no list of assets in it: a list of objects is expected.'],
    };
  return tableOf(
    'json',
    list.map((item, i) => rowOf(i + 1, [...flattened(item, '', 0)])),
  );
}

/** The list itself, or the only list of objects among the members. */
function listIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const lists = Object.values(value).filter(
    (v) => Array.isArray(v) && v.every((i) => typeof i === 'object' && i !== null),
  );
  return lists.length === 1 ? (lists[0] as unknown[]) : undefined;
}

/** `{"net": {"ip": "10.0.0.1"}}` has the cell `net.ip`; a list of texts is one cell with blanks between. */
function* flattened(value: unknown, path: string, depth: number): Generator<readonly [string, string]> {
  if (value === null || value === undefined || depth > DEEPEST) return;
  if (Array.isArray(value)) {
    const texts = value.filter((v) => typeof v === 'string' || typeof v === 'number');
    yield [path, texts.join(' ')];
  } else if (typeof value === 'object')
    for (const [name, inner] of Object.entries(value))
      yield* flattened(inner, path === '' ? name : `${path}.${name}`, depth + 1);
  else yield [path, String(value)];
}

/** What is read of Nmap's XML: hosts that are up. */
interface NmapHost {
  readonly status?: { readonly '@state'?: string };
  readonly address?: readonly {
    readonly '@addr'?: string;
    readonly '@addrtype'?: string;
    readonly '@vendor'?: string;
  }[];
  readonly hostnames?: { readonly hostname?: readonly { readonly '@name'?: string }[] };
  readonly ports?: {
    readonly port?: readonly {
      readonly '@protocol'?: string;
      readonly '@portid'?: string;
      readonly state?: { readonly '@state'?: string };
      readonly service?: { readonly '@name'?: string; readonly '@product'?: string };
    }[];
  };
  readonly os?: { readonly osmatch?: readonly { readonly '@name'?: string }[] };
}

const LISTS = new Set(['host', 'address', 'hostname', 'port', 'osmatch']);

function readNmap(text: string): InventoryTable {
  const nothing = (problem: string): InventoryTable => ({ form: 'nmap', columns: [], rows: [], problems: [problem] });
  let hosts: unknown;
  try {
    const parser = new XMLParser({
      ...{ ignoreAttributes: false, attributeNamePrefix: '@', parseAttributeValue: false, parseTagValue: false },
      isArray: (name) => LISTS.has(name),
    });
    hosts = parser.parse(text)?.nmaprun?.host;
  } catch (error) {
    return nothing(`This is no XML that can be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!Array.isArray(hosts)) return nothing('There is no host in it: XML as nmap -oX writes it is expected.');
  const up = (hosts as NmapHost[]).filter((host) => host?.status?.['@state'] !== 'down');
  return tableOf(
    'nmap',
    up.map((host, i) => rowOf(i + 1, hostCells(host))),
  );
}

function hostCells({ address = [], hostnames, ports, os }: NmapHost): (readonly [string, string])[] {
  const ofType = (pattern: RegExp) => address.filter((a) => pattern.test(a['@addrtype'] ?? ''));
  const open = (ports?.port ?? []).filter((p) => p.state?.['@state'] === 'open');
  const texts = (values: readonly (string | undefined)[]) =>
    values.filter((v) => v !== undefined && v !== '').join(' ');
  return [
    ['name', hostnames?.hostname?.[0]?.['@name'] ?? ''],
    ['address', texts(ofType(/^ipv[46]$/).map((a) => a['@addr']))],
    ['mac', ofType(/^mac$/)[0]?.['@addr'] ?? ''],
    ['vendor', ofType(/^mac$/)[0]?.['@vendor'] ?? ''],
    ['os', os?.osmatch?.[0]?.['@name'] ?? ''],
    ['ports', texts(open.map((p) => `${p['@protocol']}/${p['@portid']}`))],
    ['services', texts(open.map((p) => p.service?.['@name']))],
    ['products', texts(open.map((p) => p.service?.['@product']))],
  ];
}
