/**
 * What a device cannot say, found before anything is written: rules left out, and why. A refused allow is lost; where a deny is
 * refused the allows that it cuts are refused with it, so that what is left is never wider than the policy.
 */
import { type AtomSet, atomRanges, atoms } from '../../../model/atoms.ts';
import { contains, intersect, overlaps, subtract, union } from '../../../model/intervals.ts';
import { ALWAYS, isAlways } from '../../../model/times.ts';
import type { CompiledRule, FirewallRules } from '../../entry.ts';
import type { Capabilities, Fallback, Refusal, Target, TargetRequest } from '../target.ts';

/** For stateful devices that cannot hold the replies of a one-way permission back. */
export const ONE_WAY_REPLIES: Fallback = {
  name: 'one-way-replies',
  meaning: 'A one-way permission is written as any other: replies to connections that it opens pass.',
};

/** For stateless devices: replies that no flag tells from new packets. */
export const STATELESS_REPLIES: Fallback = {
  name: 'stateless-replies',
  meaning:
    'Replies other than TCP have entries of their own, by address and source port: packets that look like replies pass without a question.',
};

/** For devices without times: what is timed is closed at all times. */
export const TIMED_CLOSED: Fallback = {
  name: 'timed-closed',
  meaning: 'Where a target has no times, permissions with times are left out and denies with times hold always.',
};

/** Characters of ids in one line of a header. */
const IDS_LENGTH = 800;

/** Lines that name rules by their ids, every one, `say` around as many as fit. */
function naming(rules: readonly CompiledRule[], say: (ids: string) => string): string[] {
  const lists: string[] = [];
  for (const id of [...new Set(rules.flatMap((r) => [r.id, ...(r.merged ?? [])]))].sort()) {
    const last = lists.at(-1);
    if (last === undefined || last.length + id.length > IDS_LENGTH) lists.push(id);
    else lists[lists.length - 1] = `${last}, ${id}`;
  }
  return lists.map(say);
}

/** What a header says where {@link TIMED_CLOSED} changed something. */
function closedNotes({ rules, fallbacks }: Pick<TargetRequest, 'rules' | 'fallbacks'>): string[] {
  if (!fallbacks.includes(TIMED_CLOSED.name)) return [];
  const timed = rules.rules.filter((r) => !isAlways(r.times));
  const of = (action: CompiledRule['action']) => timed.filter((r) => r.action === action);
  return [
    ...naming(of('allow'), (ids) => `Left out, since they have times: ${ids}.`),
    ...naming(of('deny'), (ids) => `Written as if they held always: ${ids}.`),
  ];
}

/** What a header says of rules whose replies pass by {@link ONE_WAY_REPLIES}. */
function oneWayNotes(rules: readonly CompiledRule[]): string[] {
  return naming(
    rules,
    (ids) =>
      `Wider than the policy, as chosen (${ONE_WAY_REPLIES.name}): what answers the one-way rules ${ids} passes.`,
  );
}

/** What a header says of rules whose replies have entries of their own by {@link STATELESS_REPLIES}. */
export function statelessNotes(rules: readonly CompiledRule[]): string[] {
  return naming(
    rules,
    (ids) =>
      `Wider than the policy, as chosen (${STATELESS_REPLIES.name}): what looks like an answer to the rules ${ids} passes, asked for or not.`,
  );
}

/** What one rule comes to on a device: what of it can be written, and what is refused. */
export interface Judgement {
  /** Absent: nothing of it. It may be the rule changed as a fallback says. */
  readonly kept?: CompiledRule;
  readonly refused: readonly Omit<Refusal, 'rule'>[];
}

/** A device's own objections, asked after the common ones, of what those left. */
export type Objection = (rule: CompiledRule) => Judgement;

export interface Accepted {
  /** In the order given. */
  readonly rules: readonly CompiledRule[];
  readonly refused: readonly Refusal[];
  /** What the header says of rules that are written otherwise than the policy has them. */
  readonly notes: readonly string[];
}

const ETHERNET = atoms('ethernet');
/** Atoms whose replies a flag tells from new packets, or that have none: ICMP that is no query. */
const WITHOUT_REPLY_ENTRY: AtomSet = union(
  atoms('tcp'),
  subtract(
    atoms('icmp'),
    [8, 13, 15, 17].flatMap((t) => atoms('icmp', t, t)),
  ),
  subtract(
    atoms('icmpv6'),
    [128, 139].flatMap((t) => atoms('icmpv6', t, t)),
  ),
);

/**
 * The rules of a request that a target can write, judged by its capabilities and then by its own objections, and a refusal for
 * every rule, or part of one, that it cannot.
 */
export function acceptable(
  target: Pick<Target, 'name' | 'capabilities'>,
  request: Pick<TargetRequest, 'rules' | 'fallbacks'>,
  objection: Objection = (rule) => ({ kept: rule, refused: [] }),
): Accepted {
  const refused: Refusal[] = [];
  const kept: CompiledRule[] = [];
  const answered = new Set<CompiledRule>();
  const lostDenies: CompiledRule[] = [];
  for (const rule of request.rules.rules) {
    const judged = judge(rule, target, request.fallbacks, objection);
    for (const r of judged.refused) refused.push(...refusals(rule, r));
    if (judged.kept !== undefined) kept.push(judged.kept);
    if (judged.kept?.action === 'allow' && rule.oneWay && !judged.kept.oneWay) answered.add(judged.kept);
    // Layer 2 is in no allow of a device that cannot say it: a deny of it is no loss.
    if (rule.action === 'deny' && judged.kept === undefined && !contains(ETHERNET, rule.services))
      lostDenies.push(rule);
    else if (rule.action === 'deny' && judged.partly === true) lostDenies.push(rule);
  }
  const rules: CompiledRule[] = [];
  for (const rule of kept) {
    const cut = rule.action === 'allow' ? lostDenies.find((d) => cuts(d, rule)) : undefined;
    if (cut === undefined) rules.push(rule);
    else refused.push(...refusals(rule, { reason: `deny ${cut.id} takes from it, and that is refused` }));
  }
  const notes = [...closedNotes(request), ...oneWayNotes(rules.filter((r) => answered.has(r)))];
  return { rules, refused: distinct(refused), notes };
}

/** Whether some of a rule's replies are told from new packets by nothing that a stateless device looks at. */
export function answersByLooks({ action, oneWay, services }: CompiledRule): boolean {
  return action === 'allow' && !oneWay && !contains(union(WITHOUT_REPLY_ENTRY, ETHERNET), services);
}

/** For devices that pass nothing by an interface that the output does not name: why a rule for the inside of a zone has no effect. */
export function unreached({ crossing }: CompiledRule, { attachments }: FirewallRules): string | undefined {
  const nowhere =
    crossing.kind === 'inside' &&
    attachments.length > 0 &&
    !attachments.some((a) => a.interfaces.length > 0 && a.zones.includes(crossing.zone));
  return nowhere ? `no interface of this device leads to zone ${crossing.zone}, whose inside it enforces` : undefined;
}

/** A refusal of an entry, for each of the rules that it stands for. */
export function refusals(rule: CompiledRule, refused: Omit<Refusal, 'rule'>): Refusal[] {
  return [rule.id, ...(rule.merged ?? [])].map((id) => ({ rule: id, ...refused }));
}

/** Whether a deny may hold some packet of an allow; how they cross the device is not looked at. */
function cuts(deny: CompiledRule, allow: CompiledRule): boolean {
  return (
    overlaps(deny.services, allow.services) &&
    overlaps(deny.sources.addresses, allow.sources.addresses) &&
    overlaps(deny.targets.addresses, allow.targets.addresses)
  );
}

function judge(
  rule: CompiledRule,
  { name, capabilities }: Pick<Target, 'name' | 'capabilities'>,
  fallbacks: readonly string[],
  objection: Objection,
): Judgement & { readonly partly?: boolean } {
  const whole = wholly(rule, name, capabilities, fallbacks);
  if (whole !== undefined) return { refused: [whole] };
  if (capabilities.times === 'none' && !isAlways(rule.times))
    return rule.action === 'allow'
      ? { refused: [] }
      : judge({ ...rule, times: ALWAYS }, { name, capabilities }, fallbacks, objection);
  const refused: Omit<Refusal, 'rule'>[] = [];
  let services = capabilities.layer2 ? rule.services : routedOnly(rule.services, name, refused);
  if (rule.action === 'allow') services = answerable(rule, services, capabilities, fallbacks, refused);
  if (services.length === 0) return { refused };
  const oneWay = rule.oneWay && capabilities.oneWay;
  const own = objection(services === rule.services && oneWay === rule.oneWay ? rule : { ...rule, services, oneWay });
  if (refused.length === 0 && own.refused.length === 0) return own;
  return {
    ...(own.kept === undefined ? {} : { kept: own.kept }),
    refused: [...refused, ...own.refused],
    partly: own.refused.length > 0,
  };
}

/** What refuses a rule whole, whatever it serves. */
function wholly(
  rule: CompiledRule,
  target: string,
  can: Capabilities,
  fallbacks: readonly string[],
): Omit<Refusal, 'rule'> | undefined {
  if (rule.crossing.kind === 'inside' && !can.inside)
    return {
      reason: `${target} does not judge traffic inside a zone: ${rule.crossing.zone} is enforced by this firewall`,
    };
  if (rule.crossing.kind === 'input' && !can.input)
    return { reason: `${target} does not judge traffic to the firewall itself` };
  if (rule.action === 'allow' && rule.oneWay && !can.oneWay && !fallbacks.includes(ONE_WAY_REPLIES.name))
    return {
      reason: `it is one-way, and ${target} lets the replies to every connection pass`,
      fallback: ONE_WAY_REPLIES.name,
    };
  if (can.times === 'none' && !isAlways(rule.times) && !fallbacks.includes(TIMED_CLOSED.name))
    return { reason: `it has times, and ${target} has none`, fallback: TIMED_CLOSED.name };
  return undefined;
}

/** Layer 2 is never forwarded. `any` does not speak of it; a service that names an Ethernet type does. */
function routedOnly(services: AtomSet, target: string, refused: Omit<Refusal, 'rule'>[]): AtomSet {
  if (!overlaps(services, ETHERNET)) return services;
  const layer2 = intersect(services, ETHERNET);
  if (!contains(layer2, ETHERNET)) {
    const types = atomRanges(layer2).map((r) => (r.from === r.to ? hex(r.from) : `${hex(r.from)}-${hex(r.to)}`));
    refused.push({ reason: `Ethernet type ${types.join(', ')} is layer 2: ${target} forwards only IP` });
  }
  return subtract(services, ETHERNET);
}

function hex(type: number): string {
  return `0x${type.toString(16).padStart(4, '0')}`;
}

/** What a stateless device can answer without giving more than the policy; what is one-way needs no answer. */
function answerable(
  rule: CompiledRule,
  services: AtomSet,
  can: Capabilities,
  fallbacks: readonly string[],
  refused: Omit<Refusal, 'rule'>[],
): AtomSet {
  if (can.stateful || rule.oneWay || fallbacks.includes(STATELESS_REPLIES.name)) return services;
  const rest = intersect(services, WITHOUT_REPLY_ENTRY);
  if (contains(rest, services)) return services;
  const protocols = [...new Set(atomRanges(subtract(services, rest)).map((r) => r.proto))].join(', ');
  refused.push({
    reason: `replies of ${protocols} are told from new packets by nothing that the device looks at`,
    fallback: STATELESS_REPLIES.name,
  });
  return rest;
}

function distinct(refused: readonly Refusal[]): Refusal[] {
  const seen = new Map(refused.map((r) => [`${r.rule} ${r.reason}`, r]));
  return [...seen.values()];
}
