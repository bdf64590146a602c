/** Words of the picture that other tools' files show too. */
import type { Mark, PillRow } from '../graph.ts';

/** What a review says, as a sign before the words and as a colour that reads on white. */
export const MARKED: Readonly<Record<Mark, { readonly sign: string; readonly colour: string; readonly dash: string }>> =
  {
    added: { sign: '+ ', colour: '#18703a', dash: '' },
    removed: { sign: '− ', colour: '#b3261e', dash: '6 5' },
    changed: { sign: '~ ', colour: '#0a5fb0', dash: '' },
    moved: { sign: '→ ', colour: '#431c78', dash: '' },
    left: { sign: '', colour: '#431c78', dash: '3 3' },
  };

/** The sign before a node's words; nothing where it is as it was, or in no review. */
export function signOf({ mark }: { readonly mark?: Mark }): string {
  return mark === undefined ? '' : MARKED[mark].sign;
}

const ARROWS = { up: '↑', down: '↓', both: '↕' } as const;

/** A row of a conduit's label in one line: direction, services, condition. */
export function rowText(row: PillRow): string {
  const condition = [row.schedule, row.vendor, row.oneWay ? 'one-way' : undefined].filter((text) => text !== undefined);
  const head = row.action === 'allow' ? ARROWS[row.direction] : row.action === 'deny' ? '⊘' : '';
  return [signOf(row).trim(), head, row.text, condition.length === 0 ? '' : `(${condition.join(', ')})`]
    .filter((text) => text !== '')
    .join(' ');
}
