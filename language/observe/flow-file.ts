/**
 * The flow file `flows.csv`: reads it, row by row. What a row says badly is listed with its line and a reason; the other rows count.
 *
 * The format is documented in docs/observed-traffic.md. Lines that begin with `#` are comments; those of the form `# capture FROM UNTIL`
 * say when the wire was looked at.
 */
import papaparse from 'papaparse';
import { parseAddress } from '../model/addresses.ts';
import { type Interval, normalize } from '../model/intervals.ts';
import {
  atomOfFlow,
  type Captures,
  type Conversation,
  DIRECTIONS,
  type Direction,
  FLOW_PROTOCOLS,
  type FlowFile,
  type FlowProblem,
  REPLIES,
  type Reply,
} from './conversation.ts';

/** The columns, in the order in which they are written. */
export const COLUMNS = [
  'source',
  'target',
  'protocol',
  'port',
  'first',
  'last',
  'packets',
  'bytes',
  'direction',
  'reply',
  'services',
] as const;
export type Column = (typeof COLUMNS)[number];
const REQUIRED: readonly Column[] = ['source', 'target', 'protocol', 'port', 'first'];

/** So many rows that cannot be read are listed; beyond it they are counted. */
const MAX_PROBLEMS = 100;
const SERVICE_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.+-]{0,63}$/u;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
/** Instants that a calendar shows: up to the year 9999. */
const LAST_INSTANT = 253_402_300_799_999;

/** Reads a flow file. Never throws, whatever the text. */
export function readFlowFile(path: string, text: string): FlowFile {
  return new FlowReader(path, text).read();
}

/** Epoch milliseconds of an ISO instant with its distance from UTC, or of seconds since 1970; undefined where it is neither. */
export function parseInstant(text: string): number | undefined {
  const value = /^\d{1,12}(?:\.\d{1,9})?$/.test(text)
    ? Math.floor(Number(text) * 1000 + 1e-6)
    : INSTANT.test(text)
      ? Date.parse(text)
      : Number.NaN;
  return value >= 0 && value <= LAST_INSTANT ? value : undefined;
}

type Cells = ReadonlyMap<Column, number>;

class FlowReader {
  readonly #path: string;
  readonly #text: string;
  readonly #conversations: Conversation[] = [];
  readonly #problems: { readonly at: number; readonly reason: string }[] = [];
  #problemCount = 0;
  #columns: Cells | undefined;
  /** Addresses and lists of services recur: each is made once. */
  readonly #addresses = new Map<string, bigint | undefined>();
  readonly #services = new Map<string, readonly string[] | string>();

  constructor(path: string, text: string) {
    this.#path = path;
    this.#text = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }

  read(): FlowFile {
    papaparse.parse<string[]>(this.#text, {
      comments: '#',
      delimiter: ',',
      skipEmptyLines: true,
      step: ({ data, errors, meta }, parser) => {
        const [error] = errors;
        if (error !== undefined) this.#problem(meta.cursor, `It is no CSV: ${error.message}.`);
        else if (this.#columns !== undefined) this.#row(data, meta.cursor);
        else if (!this.#header(data, meta.cursor)) parser.abort();
      },
    });
    if (this.#columns === undefined && this.#problemCount === 0)
      this.#problem(0, `It has no header line; it begins with ${COLUMNS.join(',')}.`);
    return {
      path: this.#path,
      conversations: this.#conversations,
      captures: capturesOf(this.#text, this.#conversations),
      problems: this.#located(),
      problemCount: this.#problemCount,
    };
  }

  #header(cells: readonly string[], at: number): boolean {
    const names = cells.map((c) => c.trim().toLowerCase());
    const missing = REQUIRED.filter((c) => !names.includes(c));
    const twice = COLUMNS.find((c) => names.indexOf(c) !== names.lastIndexOf(c));
    if (missing.length > 0)
      this.#problem(at, `The header has no column ${missing.join(', ')}, so nothing of the file can be read.`);
    else if (twice !== undefined)
      this.#problem(at, `The header has the column ${twice} twice, so nothing of the file can be read.`);
    else this.#columns = new Map(COLUMNS.filter((c) => names.includes(c)).map((c) => [c, names.indexOf(c)]));
    return this.#columns !== undefined;
  }

  #row(cells: readonly string[], at: number): void {
    const cell = (column: Column): string => cells[this.#columns?.get(column) ?? -1]?.trim() ?? '';
    const read = this.#conversation(cell);
    if (typeof read === 'string') this.#problem(at, read);
    else this.#conversations.push(read);
  }

  /** The conversation that a row tells of, or what is wrong with it. */
  #conversation(cell: (column: Column) => string): Conversation | string {
    const source = this.#address(cell('source'));
    if (source === undefined) return `source ${shown(cell('source'))} is no address.`;
    const target = this.#address(cell('target'));
    if (target === undefined) return `target ${shown(cell('target'))} is no address.`;
    const protocol = FLOW_PROTOCOLS.find((p) => p === cell('protocol').toLowerCase());
    if (protocol === undefined) return `protocol ${shown(cell('protocol'))} is none of ${FLOW_PROTOCOLS.join(', ')}.`;
    const port = numberOf(cell('port'));
    if (port === undefined || atomOfFlow(protocol, port) === undefined)
      return `${protocol} has no port or number ${shown(cell('port'))}.`;
    const times = timesOf(cell('first'), cell('last'));
    if (typeof times === 'string') return times;
    const rest = this.#rest(cell);
    return typeof rest === 'string' ? rest : { source, target, protocol, port, ...times, ...rest };
  }

  #rest(cell: (column: Column) => string) {
    const packets = cell('packets') === '' ? 1 : numberOf(cell('packets'));
    if (packets === undefined || packets === 0) return `packets ${shown(cell('packets'))} is no number above 0.`;
    const bytes = cell('bytes') === '' ? 0 : numberOf(cell('bytes'));
    if (bytes === undefined) return `bytes ${shown(cell('bytes'))} is no number.`;
    const direction = wordOf<Direction>(cell('direction'), DIRECTIONS, 'syn');
    if (direction === undefined) return `direction ${shown(cell('direction'))} is none of ${DIRECTIONS.join(', ')}.`;
    const reply = wordOf<Reply>(cell('reply'), REPLIES, 'unknown');
    if (reply === undefined) return `reply ${shown(cell('reply'))} is none of ${REPLIES.join(', ')}.`;
    const services = this.#serviceNames(cell('services'));
    return typeof services === 'string' ? services : { packets, bytes, direction, reply, services };
  }

  #address(text: string): bigint | undefined {
    const known = this.#addresses.get(text);
    if (known !== undefined || this.#addresses.has(text)) return known;
    const address = parseAddress(text);
    this.#addresses.set(text, address);
    return address;
  }

  #serviceNames(text: string): readonly string[] | string {
    const known = this.#services.get(text);
    if (known !== undefined) return known;
    const names = text === '' ? [] : text.split(/\s+/);
    const odd = names.find((n) => !SERVICE_NAME.test(n));
    const read = odd === undefined ? names : `services holds ${shown(odd)}, which cannot be a service's name.`;
    this.#services.set(text, read);
    return read;
  }

  #problem(at: number, reason: string): void {
    if (this.#problemCount++ < MAX_PROBLEMS) this.#problems.push({ at, reason });
  }

  /** Problems with the lines at whose ends the reader was; counted once for all of them. */
  #located(): FlowProblem[] {
    let [line, at] = [1, 0];
    return this.#problems.map(({ at: end, reason }) => {
      const start = Math.max(0, this.#text.charCodeAt(end - 1) === 10 ? end - 1 : end);
      for (; at < start; at++) if (this.#text.charCodeAt(at) === 10) line++;
      return { line: end === 0 ? 0 : line, reason };
    });
  }
}

function numberOf(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function wordOf<W extends string>(text: string, words: readonly W[], fallback: W): W | undefined {
  return text === '' ? fallback : words.find((w) => w === text.toLowerCase());
}

function timesOf(firstText: string, lastText: string): { readonly first: number; readonly last: number } | string {
  const first = parseInstant(firstText);
  if (first === undefined) return `first ${shown(firstText)} is no time such as 2031-03-04T08:00:00Z.`;
  const last = lastText === '' ? first : parseInstant(lastText);
  if (last === undefined) return `last ${shown(lastText)} is no time such as 2031-03-04T08:00:00Z.`;
  return last < first ? `last ${shown(lastText)} is before first ${shown(firstText)}.` : { first, last };
}

/** A cell as a message may carry it: short, in quotes, on one line. */
export function shown(text: string): string {
  const line = text.replace(/[\u0000-\u001f\u007f]/g, ' ');
  return line === '' ? '(empty)' : `"${line.length > 40 ? `${line.slice(0, 37)}...` : line}"`;
}

/** What the comments say of the captures, else the time from the first to the last conversation. */
function capturesOf(text: string, conversations: readonly Conversation[]): Captures {
  const stated: Interval<number>[] = [];
  for (const match of text.matchAll(/^#[ \t]*capture[ \t]+(\S+)[ \t]+(\S+)[ \t]*\r?$/gm)) {
    const [from, to] = [parseInstant(match[1] ?? ''), parseInstant(match[2] ?? '')];
    if (from !== undefined && to !== undefined && from <= to) stated.push({ from, to: to + 1 });
  }
  if (stated.length > 0) return normalize(stated);
  return spanOf(conversations);
}

/** The time from the first to the last conversation. */
export function spanOf(conversations: Iterable<Conversation>): Captures {
  let [from, to] = [Infinity, -Infinity];
  for (const c of conversations) {
    from = Math.min(from, c.first);
    to = Math.max(to, c.last);
  }
  return from <= to ? [{ from, to: to + 1 }] : [];
}
