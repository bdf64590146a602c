/** The rows of a conduit's pill in both versions, service by service: what stays, what came and what went. */

import type { Mark, PillRow, RowPart } from '../graph.ts';
import { shortList } from '../text/display.ts';
import { merge } from './merge.ts';

/** Rows of two versions in one list, marked. */
export function mergedRows(before: readonly PillRow[], after: readonly PillRow[]): PillRow[] {
  const nothing = (row: PillRow): boolean => row.action === 'nothing';
  if (before.every(nothing) && after.every(nothing)) return [...after];
  // `permits nothing` beside rows that came or went would say the contrary of them.
  const told = (rows: readonly PillRow[]): PillRow[] => rows.filter((row) => !nothing(row));
  const rows = merge(told(before), told(after), keyOf).flatMap(({ before: was, after: is }): PillRow[] => {
    if (was === undefined) return is === undefined ? [] : [{ ...is, mark: 'added' }];
    if (is === undefined) return [goneRow(was)];
    return was.parts === undefined || is.parts === undefined ? [is] : split(was, was.parts, is, is.parts);
  });
  return goneBeforeCome(rows).map((row) => withoutSchedule(row, rows));
}

/** Of marked rows that follow each other, what went stands before what came: as a sentence would say it. */
function goneBeforeCome(rows: readonly PillRow[]): PillRow[] {
  const out: PillRow[] = [];
  for (const row of rows) {
    let at = out.length;
    if (row.mark === 'removed')
      while (out[at - 1]?.mark === 'added' && out[at - 1]?.direction === row.direction && row.action === 'allow') at--;
    out.splice(at, 0, row);
  }
  return out;
}

/** A row of the version before that is no more. */
export function goneRow(row: PillRow): PillRow {
  return { ...row, mark: 'removed', source: { ...row.source, old: true } };
}

/** Rows that may hold the same: those of one direction under one condition; a denial is the same only in all its words. */
function keyOf(row: PillRow): string {
  const { action, direction, schedule, vendor, parts } = row;
  return JSON.stringify([action, direction, schedule, vendor, parts === undefined && row.detail]);
}

function split(was: PillRow, old: readonly RowPart[], is: PillRow, now: readonly RowPart[]): PillRow[] {
  const had = new Map(old.map((p) => [p.name, p.pairs]));
  const has = new Set(now.map((p) => p.name));
  const same = (p: RowPart): boolean => had.get(p.name) === p.pairs;
  return [
    ...part(is, now.filter(same)),
    ...part(
      is,
      now.filter((p) => had.has(p.name) && !same(p)),
      'changed',
    ),
    ...part(
      goneRow(was),
      old.filter((p) => !has.has(p.name)),
      'removed',
    ),
    ...part(
      is,
      now.filter((p) => !had.has(p.name)),
      'added',
    ),
  ];
}

/** A row with some of its services. */
function part(row: PillRow, parts: readonly RowPart[], mark?: Mark): PillRow[] {
  if (parts.length === 0) return [];
  const services = parts.map((p) => p.name);
  return [{ ...row, text: shortList(services), services, parts, ...(mark && { mark }) }];
}

/** `s7comm, at any time`, where the same was permitted only at times and is marked as removed. */
function withoutSchedule(row: PillRow, all: readonly PillRow[]): PillRow {
  const isFree = row.mark === 'added' && row.schedule === undefined && row.vendor === undefined;
  const wasTimed = all.some(
    (r) => r.mark === 'removed' && r.schedule !== undefined && r.direction === row.direction && r.text === row.text,
  );
  return isFree && wasTimed ? { ...row, text: `${row.text}, at any time` } : row;
}
