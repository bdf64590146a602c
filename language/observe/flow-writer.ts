/** Writes the flow file `flows.csv`: what flow-file.ts reads, in blocks, so that no text of a whole long file need be held. */
import papaparse from 'papaparse';
import { formatAddress } from '../model/addresses.ts';
import { FORMULA } from '../spreadsheets.ts';
import type { Captures, Conversation } from './conversation.ts';
import { COLUMNS } from './flow-file.ts';

const ROWS_PER_BLOCK = 1000;

/**
 * The text of a flow file, block by block. Every cell is an address, a number, an instant, a word of this project or the name of a
 * service: nothing in it can end a cell, and a spreadsheet takes none for a formula.
 */
export function* flowFileText(captures: Captures, conversations: Iterable<Conversation>): Generator<string> {
  for (const { from, to } of captures) yield `# capture ${instantText(from)} ${instantText(to - 1)}\n`;
  yield `${COLUMNS.join(',')}\n`;
  let rows: (string | number)[][] = [];
  for (const conversation of conversations) {
    rows.push(cells(conversation));
    if (rows.length === ROWS_PER_BLOCK) {
      yield block(rows);
      rows = [];
    }
  }
  if (rows.length > 0) yield block(rows);
}

function block(rows: (string | number)[][]): string {
  return `${papaparse.unparse(rows, { newline: '\n', escapeFormulae: FORMULA })}\n`;
}

function cells(c: Conversation): (string | number)[] {
  return [
    formatAddress(c.source),
    formatAddress(c.target),
    c.protocol,
    c.port,
    instantText(c.first),
    instantText(c.last),
    c.packets,
    c.bytes,
    c.direction,
    c.reply,
    c.services.join(' '),
  ];
}

/** UTC, to the millisecond. */
export function instantText(instant: number): string {
  return new Date(instant).toISOString();
}

/** The order in which conversations are written: by source, target, protocol, port and time. The same conversations, the same bytes. */
export function compareConversations(a: Conversation, b: Conversation): number {
  if (a.source !== b.source) return a.source < b.source ? -1 : 1;
  if (a.target !== b.target) return a.target < b.target ? -1 : 1;
  if (a.protocol !== b.protocol) return a.protocol < b.protocol ? -1 : 1;
  return a.port - b.port || a.first - b.first || a.last - b.last || a.packets - b.packets || a.bytes - b.bytes;
}
