/** The entries that one rule comes to: of itself, and of the replies to what it permits. */
import { type AtomSet, atoms } from '../../model/atoms.ts';
import { intersect, subtract, union } from '../../model/intervals.ts';
import type { CompiledRule } from '../entry.ts';
import { accessEntry, addressBlocks, type Ios, type Match, openings, repliesTo } from './cisco-ios-syntax.ts';
import { type Answerable, answerable } from './cisco-replies.ts';
import type { TimeRange, UtcTimetable } from './cisco-times.ts';
import { byFamily, type Family, serviceParts } from './common/parts.ts';

/** Entries of one rule, in one list and family; more are refused: no list that long is read or fits into a switch. */
export const MOST_ENTRIES = 2000;

/** IP protocols of one rule whose replies are written; each needs entries of its own. */
export const MOST_PROTOCOLS = 16;

const TCP = atoms('tcp');
const OTHER = union(atoms('udp'), atoms('icmp'), atoms('icmpv6'));
/** Without number 0, which IOS reads as every protocol. */
const PROTOCOLS = atoms('ip', 1);

export type ReplyKind = 'tcp' | 'other' | 'protocols';

/** Kinds of replies, each written wholly or not at all. */
export const REPLY_KINDS: Readonly<Record<ReplyKind, AtomSet>> = { tcp: TCP, other: OTHER, protocols: PROTOCOLS };

interface Product extends Omit<Answerable, 'services'> {
  readonly matches: (family: Family) => readonly Match[];
}

/** Makes entries of rules; `name` gives time ranges their names. */
export class EntryMaker {
  private readonly times: UtcTimetable;
  private readonly name: (rule: string, range: TimeRange, index: number) => Ios;

  constructor(times: UtcTimetable, name: (rule: string, range: TimeRange, index: number) => Ios) {
    this.times = times;
    this.name = name;
  }

  /** Of what a rule permits or denies. */
  opening(r: CompiledRule, family: Family): Ios[] {
    return this.entries(r, [opened(r)], family, r.action === 'allow' ? 'permit' : 'deny', r.log);
  }

  /** Of the replies to what an allow permits, of one kind; other rules say what denies take away. */
  replies(r: CompiledRule, kind: ReplyKind, rules: readonly CompiledRule[], family: Family): Ios[] {
    return this.entries(r, answered(r, kind, rules) ?? [], family, 'permit', false);
  }

  /** Whether a rule is too long to be written, or its replies of a kind are. */
  tooLong(r: CompiledRule, rules: readonly CompiledRule[], kind?: ReplyKind): boolean {
    const products = kind === undefined ? [opened(r)] : answered(r, kind, rules);
    if (products === undefined || (kind === 'protocols' && protocolCount(r.services) > MOST_PROTOCOLS)) return true;
    return ([4, 6] as const).some(
      (family) => products.reduce((n, p) => n + this.count(r, p, family), 0) > MOST_ENTRIES,
    );
  }

  private count(r: CompiledRule, p: Product, family: Family): number {
    const i = family === 4 ? 0 : 1;
    const [from, to] = [byFamily(p.sources)[i], byFamily(p.targets)[i]];
    if (from.length === 0 || to.length === 0) return 0;
    const blocks = addressBlocks(from, family).length * addressBlocks(to, family).length;
    return blocks * p.matches(family).length * (this.times.of({ ...r, times: p.times })?.length ?? 1);
  }

  private entries(
    r: CompiledRule,
    products: readonly Product[],
    family: Family,
    action: 'permit' | 'deny',
    log: boolean,
  ): Ios[] {
    const i = family === 4 ? 0 : 1;
    return products.flatMap((p) => {
      const [sources, targets] = [byFamily(p.sources)[i], byFamily(p.targets)[i]].map((s) => addressBlocks(s, family));
      const ranges = this.times.of({ ...r, times: p.times });
      const when = ranges === undefined ? [undefined] : ranges.map((range, n) => this.name(r.id, range, n + 1));
      return when.flatMap((timeRange) =>
        p
          .matches(family)
          .flatMap((m) =>
            (sources ?? []).flatMap((from) =>
              (targets ?? []).map((to) => accessEntry({ ...m, action, from, to, log, timeRange })),
            ),
          ),
      );
    });
  }
}

function opened(r: CompiledRule): Product {
  return {
    ...{ sources: r.sources.addresses, targets: r.targets.addresses, times: r.times },
    matches: (family) => serviceParts(r.services, family).flatMap((p) => openings(p, family)),
  };
}

/** Replies go from targets to sources. Undefined: denies cut them into too many pieces. */
function answered(r: CompiledRule, kind: ReplyKind, rules: readonly CompiledRule[]): Product[] | undefined {
  return answerable(r, REPLY_KINDS[kind], rules)?.map((p) => ({
    ...{ sources: p.targets, targets: p.sources, times: p.times },
    matches: (family) => serviceParts(p.services, family).flatMap(repliesTo),
  }));
}

/** Of what kinds a rule has replies that entries can be written for. */
export function replyKinds(r: CompiledRule, untracked: boolean): ReplyKind[] {
  if (r.action === 'deny' || r.oneWay || r.crossing.kind === 'input') return [];
  const kinds: readonly ReplyKind[] = untracked ? ['tcp', 'other', 'protocols'] : ['tcp'];
  return kinds.filter((k) => intersect(r.services, REPLY_KINDS[k]).length > 0);
}

function protocolCount(services: AtomSet): number {
  return intersect(services, PROTOCOLS).reduce((n, i) => n + i.to - i.from, 0);
}

/** Services of a rule whose replies cannot be written. */
export function withoutReply(services: AtomSet): AtomSet {
  return intersect(services, subtract(atoms('ip'), PROTOCOLS));
}
