/** Words of the picture that other tools' files show too. */
import type { PillRow } from '../graph.ts';

const ARROWS = { up: '↑', down: '↓', both: '↕' } as const;

/** A row of a conduit's label in one line: direction, services, condition. */
export function rowText(row: PillRow): string {
  const condition = [row.schedule, row.vendor, row.oneWay ? 'one-way' : undefined].filter((text) => text !== undefined);
  const head = row.action === 'allow' ? ARROWS[row.direction] : row.action === 'deny' ? '⊘' : '';
  return [head, row.text, condition.length === 0 ? '' : `(${condition.join(', ')})`]
    .filter((text) => text !== '')
    .join(' ');
}
