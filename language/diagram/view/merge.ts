/** One conduit that stands for several between the same two zones: what they permit, summarised so that it never says more than they do. */
import {
  type Badges,
  type DiagramConduit,
  type DiagramGate,
  type Flow,
  type Mark,
  NO_BADGES,
  type PillRow,
} from '../graph.ts';
import { shortList } from '../text/display.ts';

/** Rows of the pill; what exceeds them is counted in the last. */
const MOST_ROWS = 6;
/** Lines of a row's tooltip. */
const MOST_DETAIL = 12;

/** How many conduits of the policy's picture one line stands for. */
export function memberCount({ members }: DiagramConduit): number {
  return members?.length ?? 1;
}

export function sumOfBadges(all: readonly Badges[]): Badges {
  return all.reduce(
    (sum, b) => ({
      errors: sum.errors + b.errors,
      warnings: sum.warnings + b.warnings,
      infos: sum.infos + b.infos,
      checks: [...new Set([...sum.checks, ...b.checks])].sort(),
    }),
    NO_BADGES,
  );
}

/** At least two conduits, whose ends are the same two zones, as one. The first says which is above. */
export function mergedConduit(id: string, conduits: readonly DiagramConduit[]): DiagramConduit {
  const [first] = conduits as [DiagramConduit];
  const all = conduits.map((c) => (c.upper === first.upper ? c : upsideDown(c)));
  const count = all.reduce((sum, c) => sum + memberCount(c), 0);
  const towardsUpper = mostOpen(all.map((c) => c.towardsUpper));
  const towardsLower = mostOpen(all.map((c) => c.towardsLower));
  const oneWay = all.every((c) => c.oneWay === first.oneWay) ? first.oneWay : undefined;
  const gates = (['upper', 'lower'] as const).flatMap((end) => commonGate(all, end));
  const shown = new Set(gates.map((g) => g.id));
  const hidden = all.flatMap((c) => c.gates).filter((g) => !shown.has(g.id));
  return {
    id,
    title: `${count} conduits`,
    ...(first.sl !== undefined && all.every((c) => c.sl === first.sl) && { sl: first.sl }),
    upper: first.upper,
    lower: first.lower,
    rows: mergedRows(all.map(asItIsNow)),
    ...(towardsUpper && { towardsUpper }),
    ...(towardsLower && { towardsLower }),
    ...(oneWay && { oneWay }),
    encrypted: all.every((c) => c.encrypted),
    inspected: all.every((c) => c.inspected),
    proxied: all.every((c) => c.proxied),
    gates,
    ...markOf(all),
    badges: sumOfBadges([...all.map((c) => c.badges), ...hidden.map((g) => g.badges)]),
    source: first.source,
    members: all.flatMap((c) => c.members ?? [c.id]),
  };
}

/** What a review says of several nodes in one: the same of all, or that something changed. */
export function markOf(nodes: readonly { readonly mark?: Mark }[]): { readonly mark?: Mark } {
  const [first] = nodes;
  if (nodes.every((n) => n.mark === undefined)) return {};
  return { mark: nodes.every((n) => n.mark === first?.mark) ? (first?.mark ?? 'changed') : 'changed' };
}

/** Without the rows that a review shows as gone, in a conduit that is still there. */
function asItIsNow(conduit: DiagramConduit): DiagramConduit {
  const { mark: _, ...rest } = conduit;
  if (conduit.mark === 'removed' || conduit.rows.every((r) => r.mark === 'removed')) return conduit;
  return { ...rest, rows: conduit.rows.filter((r) => r.mark !== 'removed').map(({ mark: __, ...row }) => row) };
}

const OPPOSITE = { up: 'down', down: 'up', both: 'both' } as const;

/** The same conduit with its other end above. */
export function upsideDown(conduit: DiagramConduit): DiagramConduit {
  const { towardsUpper, towardsLower, oneWay, ...rest } = conduit;
  return {
    ...rest,
    upper: conduit.lower,
    lower: conduit.upper,
    rows: conduit.rows.map((r) => ({ ...r, direction: OPPOSITE[r.direction] })),
    ...(towardsLower && { towardsUpper: towardsLower }),
    ...(towardsUpper && { towardsLower: towardsUpper }),
    ...(oneWay && { oneWay: oneWay === 'up' ? 'down' : 'up' }),
    gates: conduit.gates.map((g) => ({ ...g, end: g.end === 'upper' ? 'lower' : 'upper' })),
  };
}

function mostOpen(flows: readonly (Flow | undefined)[]): Flow | undefined {
  return flows.includes('always') ? 'always' : flows.find((f) => f !== undefined);
}

/** A gate is drawn where every one of the conduits has one: elsewhere it would show a firewall on a way that has none. */
function commonGate(conduits: readonly DiagramConduit[], end: 'upper' | 'lower'): DiagramGate[] {
  const gates = conduits.flatMap((c) => c.gates.find((g) => g.end === end) ?? []);
  const [first] = gates;
  if (first === undefined || gates.length < conduits.length) return [];
  const others = new Set(gates.filter((g) => g.firewall !== first.firewall).map((g) => g.firewall));
  const more = others.size > 0 && !first.firewall.includes(' +') ? ` +${others.size}` : '';
  return [{ ...first, firewall: first.firewall + more, badges: sumOfBadges(gates.map((g) => g.badges)) }];
}

/** A row for each direction and condition; one that all conduits have both ways gets a double arrow. */
function mergedRows(conduits: readonly DiagramConduit[]): PillRow[] {
  const groups = new Map<string, PillRow[]>();
  const all = conduits.flatMap((c) => c.rows.map((row) => ({ ...row, detail: `${c.title}: ${row.detail}` })));
  const telling = all.some((r) => r.action !== 'nothing') ? all.filter((r) => r.action !== 'nothing') : all.slice(0, 1);
  for (const row of telling) {
    const key = row.action === 'deny' ? 'deny' : JSON.stringify([row.direction, row.schedule, row.vendor, row.oneWay]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const rows = withBothWays([...groups.values()].map(mergedRow));
  const ordered = [...rows.filter((r) => r.action !== 'deny'), ...rows.filter((r) => r.action === 'deny')];
  if (ordered.length <= MOST_ROWS) return ordered;
  const left = ordered.filter((r) => r.action !== 'deny').slice(MOST_ROWS - 2);
  return [
    ...ordered.filter((r) => r.action !== 'deny').slice(0, MOST_ROWS - 2),
    moreRow(left),
    ...ordered.filter((r) => r.action === 'deny'),
  ];
}

/** The same services under the same condition up and down are one row. */
function withBothWays(rows: readonly PillRow[]): PillRow[] {
  const condition = (r: PillRow): string => JSON.stringify([r.action, r.services, r.schedule, r.vendor, r.oneWay]);
  const opposite = (r: PillRow): PillRow | undefined =>
    r.action === 'allow' && r.direction !== 'both'
      ? rows.find((o) => o.direction === OPPOSITE[r.direction] && condition(o) === condition(r))
      : undefined;
  return rows.flatMap((row, i) => {
    const other = opposite(row);
    if (other === undefined) return [row];
    if (rows.indexOf(other) < i) return [];
    return [{ ...row, direction: 'both', rules: row.rules + other.rules, detail: linesOf([row, other]) }];
  });
}

function mergedRow(rows: readonly PillRow[]): PillRow {
  const [first] = rows as [PillRow];
  if (rows.length === 1) return first;
  const services = [...new Set(rows.flatMap((r) => r.services))];
  const count = rows.reduce((sum, r) => sum + r.rules, 0);
  return {
    ...first,
    text: first.action === 'deny' ? `${count} denied` : shortList(services),
    services,
    rules: count,
    detail: linesOf(rows),
  };
}

function moreRow(rows: readonly PillRow[]): PillRow {
  const [first] = rows as [PillRow];
  return {
    action: 'nothing',
    direction: 'both',
    text: `${rows.length} more under other conditions`,
    services: [...new Set(rows.flatMap((r) => r.services))],
    rules: rows.reduce((sum, r) => sum + r.rules, 0),
    oneWay: false,
    detail: linesOf(rows),
    source: first.source,
  };
}

function linesOf(rows: readonly PillRow[]): string {
  const lines = rows.flatMap((r) => r.detail.split('\n'));
  return lines.length <= MOST_DETAIL
    ? lines.join('\n')
    : [...lines.slice(0, MOST_DETAIL - 1), `+${lines.length - MOST_DETAIL + 1} more`].join('\n');
}
