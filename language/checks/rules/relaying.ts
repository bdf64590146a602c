/** The quick-fix that leads a rule over an asset in between: two rules, one to it and one on from it, in the conduits that join them. */
import { joiningConduits } from '../../analysis/zones.ts';
import type { Conduit, Policy, Rule, SelectorList, ZoneRef } from '../../model/policy.ts';
import type { CheckContext } from '../check.ts';
import {
  freeName,
  insertAfter,
  insertMembers,
  referenceTo,
  removalOf,
  replace,
  separatorAt,
  textAt,
} from '../edits.ts';
import type { Fix, TextEdit } from '../finding.ts';
import { higher, slText } from '../levels-of-security.ts';
import { assetsAmong } from './flows.ts';
import { breaksWithout } from './removing.ts';

/** The asset that a rule is led over: how it is named, where it stands, and the edits that declare one that is not there yet. */
export interface Relay {
  readonly name: string;
  readonly zone: ZoneRef;
  readonly declaration: readonly TextEdit[];
  /** What the first hop is opened with; absent: what the rule says. */
  readonly first?: string;
}

/** Ends that are written by name: a type or zone could mean more in another conduit. */
const NAMED = 5;

/**
 * Two hops in place of a rule of a conduit; undefined where an end holds what has no name, where a conduit that would have to carry
 * a half is one-way against it, or where an expectation relies on the direct connection.
 */
export function relayFix(context: CheckContext, rule: Rule, relay: Relay, title: string): Fix | undefined {
  const { policy } = context;
  if (rule.both || rule.container.kind !== 'conduit' || rule.action !== 'allow') return undefined;
  const [sources, targets] = [endOf(context, rule, rule.sources), endOf(context, rule, rule.targets)];
  const services = textAt(context, { ...rule.place, offset: rule.services[0]?.place.offset ?? rule.clausesAt.offset });
  const clauses = textAt(context, { ...rule.place, offset: rule.clausesAt.offset });
  if (sources === undefined || targets === undefined || services === undefined || clauses === undefined)
    return undefined;
  if (breaksWithout(context, rule, [])) return undefined;
  const halves: Half[] = [
    half(
      policy,
      sources.zone,
      relay.zone,
      `allow ${sources.names} -> ${relay.name} : ${relay.first === undefined ? services : `${relay.first}${clauses}`}`,
    ),
    half(policy, relay.zone, targets.zone, `allow ${relay.name} -> ${targets.names} : ${services}`),
  ];
  if (halves.some((h) => h.blocked)) return undefined;
  const edits = [...replaced(context, rule, halves), ...relay.declaration];
  return { title, edits, safe: false };
}

interface Half {
  readonly from: ZoneRef;
  readonly to: ZoneRef;
  readonly text: string;
  /** The conduit that carries it; absent: one is to be created. */
  readonly conduit?: Conduit;
  /** Conduits join the two, and every one is one-way against it. */
  readonly blocked: boolean;
}

function half(policy: Policy, from: ZoneRef, to: ZoneRef, text: string): Half {
  const joins = joiningConduits(policy, from, to);
  const conduit = policy.conduits[joins.find((j) => j.permits)?.conduit ?? -1];
  const blocked = from === to || (joins.length > 0 && conduit === undefined);
  return { from, to, text, blocked, ...(conduit === undefined ? {} : { conduit }) };
}

/** The assets of an end by name, all in one zone. */
function endOf(context: CheckContext, rule: Rule, list: SelectorList): { names: string; zone: ZoneRef } | undefined {
  const units = context.analyses.units(list, rule);
  const assets = assetsAmong(context, units);
  const zones = [...new Set(units.map((u) => u.zone))];
  const [zone] = zones;
  const known = units.every((u) => context.analyses.assetsOf(u).length > 0);
  if (zone === undefined || zones.length > 1 || !known || assets.length > NAMED) return undefined;
  if (assets.some((a) => a.legs.length > 1)) return undefined;
  return { names: assets.map((a) => referenceTo(context, a)).join(', '), zone };
}

/** The rule's place taken by what belongs into its own conduit; the rest goes into its conduits, or into new ones. */
function replaced(context: CheckContext, rule: Rule, halves: readonly Half[]): TextEdit[] {
  const { policy } = context;
  const own = rule.container.kind === 'conduit' ? rule.container.conduit : -1;
  const here = halves.filter((h) => h.conduit?.index === own);
  const edits =
    here.length === 0
      ? removalOf(context, rule.place)
      : [replace(rule.place, here.map((h) => h.text).join(separatorAt(context, rule.place)))];
  const others = new Map<Conduit, string[]>();
  for (const h of halves)
    if (h.conduit !== undefined && h.conduit.index !== own)
      others.set(h.conduit, [...(others.get(h.conduit) ?? []), h.text]);
  for (const [conduit, texts] of others) edits.push(...insertMembers(context, conduit, texts));
  const created = halves.filter((h) => h.conduit === undefined).map((h, i) => newConduit(context, h, i));
  const home = policy.conduits[own];
  if (created.length > 0 && home !== undefined) edits.push(...insertAfter(context, home, created.join('\n\n')));
  return edits;
}

function newConduit(context: CheckContext, { from, to, text }: Half, index: number): string {
  const { policy } = context;
  const [a, b] = [policy.zones[from], policy.zones[to]];
  if (a === undefined || b === undefined) return '';
  const levels =
    [a, b].flatMap((z) => z.slt ?? []).length === 0 ? undefined : [a.slt, b.slt].filter((s) => s !== undefined);
  const slt = levels?.[0] === undefined ? [] : [`  sl-t ${slText(levels.reduce(higher, levels[0]))}`];
  const base = `${a.name}-${b.name}`.replace(/[^A-Za-z0-9_-]/g, '-');
  const name = freeName(context, index === 0 ? base : `${base}-onward`);
  return [
    `conduit ${name} {`,
    `  between ${referenceTo(context, a)} and ${referenceTo(context, b)}`,
    ...slt,
    `  ${text}`,
    '}',
  ].join('\n');
}
