/** The quick-fix of `dmz-bypassed`: a conduit becomes two that meet on a broker in the DMZ. */
import { freeAddress } from '../../analysis/leg-moves.ts';
import { isWithin, sideOf } from '../../analysis/zones.ts';
import { formatAddress } from '../../model/addresses.ts';
import type { Conduit, Place, Rule, SelectorList, Zone, ZoneRef } from '../../model/policy.ts';
import { withoutRules } from '../blast/cuts.ts';
import type { CheckContext } from '../check.ts';
import {
  freeName,
  insertAfter,
  insertMembers,
  quoted,
  referenceTo,
  replace,
  replaceDeclaration,
  textAt,
} from '../edits.ts';
import type { Fix, TextEdit } from '../finding.ts';
import { label } from '../words.ts';
import { ConduitComments } from './conduit-comments.ts';

/** One fix per DMZ of the policy (at most two), or one that declares a DMZ; none for a conduit of three zones or without its text. */
export function throughDmzFixes(context: CheckContext, conduit: Conduit, upper: ZoneRef, lower: ZoneRef): Fix[] {
  const { policy } = context;
  const text = context.text(conduit.place.file);
  if (text === undefined || conduit.body === undefined || conduit.zones.length !== 2) return [];
  const flips = expectationsTurned(context, conduit);
  if (flips === undefined) return [];
  const apart = (z: Zone) =>
    [upper, lower].every((s) => !isWithin(policy, z.index, s) && !isWithin(policy, s, z.index));
  const dmzs = policy.zones.filter((z) => z.kind === 'dmz' && apart(z) && z.children.length === 0);
  if (dmzs.length === 0)
    return [
      rerouted(context, conduit, { upper, lower }, { ...newDmz(context, conduit, [upper, lower]), flips }),
    ].flatMap((f) => f ?? []);
  return dmzs
    .slice(0, 2)
    .flatMap((dmz) => rerouted(context, conduit, { upper, lower }, { ...existingDmz(context, dmz), flips }) ?? []);
}

/** A DMZ with a broker in it: how they are written, and the edits that make them. */
interface Dmz {
  /** Edits of expectations that the new way changes. */
  readonly flips?: readonly TextEdit[];
  readonly title: string;
  readonly zone: string;
  readonly broker: string;
  readonly edits: readonly TextEdit[];
  /** Declaration of a DMZ that is not there yet. */
  readonly declaration?: string;
}

/** Expectations that relied on the direct connection, turned; undefined where one cannot be turned. */
function expectationsTurned(context: CheckContext, conduit: Conduit): TextEdit[] | undefined {
  const { policy, analyses } = context;
  const before = new Set(analyses.failedExpectations(policy));
  const parted = withoutRules(policy, new Set(conduit.rules));
  const edits: TextEdit[] = [];
  for (const index of analyses.failedExpectations(parted)) {
    const expectation = policy.expectations[index];
    if (before.has(index) || expectation?.question.kind === 'reach') continue;
    if (expectation?.question.kind !== 'permission' || expectation.verdictPlace === undefined) return undefined;
    const question = { ...expectation.question, allowed: false };
    const variant = { ...parted, expectations: [{ ...expectation, index: 0, question }] };
    if (analyses.failedExpectations(variant).length > 0) return undefined;
    edits.push(replace(expectation.verdictPlace, 'denied'));
  }
  return edits;
}

function existingDmz(context: CheckContext, zone: Zone): Dmz {
  const broker = freeName(context, 'BROKER-1');
  const address = freeAddressIn(context, zone);
  const member = `asset ${broker} : gateway${address === undefined ? '' : ` at ${address}`} "Broker"`;
  return {
    title: `zone ${label(context.policy, zone)}`,
    zone: referenceTo(context, zone),
    broker,
    edits: insertMembers(context, zone, [member]),
  };
}

function newDmz(context: CheckContext, conduit: Conduit, sides: readonly ZoneRef[]): Dmz {
  const zone = freeName(context, 'DMZ');
  const broker = freeName(context, 'BROKER-1');
  const slt = conduit.slt === undefined ? [] : [`  sl-t ${Math.max(...conduit.slt.value)}`];
  const members = ['  level 3.5', '  kind dmz', ...slt, `  asset ${broker} : gateway "Broker"`];
  const declaration = `zone ${zone} {\n${members.join('\n')}\n}`;
  return { title: `a new zone ${zone}`, zone, broker, edits: interfaceTo(context, zone, sides), declaration };
}

/** An interface to the new zone on a firewall that leads to one of the sides, so that something parts it. */
function interfaceTo(context: CheckContext, zone: string, sides: readonly ZoneRef[]): TextEdit[] {
  const { policy, analyses } = context;
  const topology = analyses.topology();
  const points = sides.flatMap((s) => topology.pointsAt.get(topology.segmentOf[s] ?? -1) ?? []);
  const firewall = policy.firewalls[points[0] ?? 0];
  if (topology.implied || firewall === undefined) return [];
  const taken = firewall.interfaces.map((i) => i.name);
  return insertMembers(context, firewall, [
    `interface ${quoted(taken.includes(zone) ? `${zone} broker` : zone)} to ${zone}`,
  ]);
}

/** The first address of the zone's first network, network and gateway addresses left out, that no asset has. */
export function freeAddressIn({ policy }: CheckContext, zone: Zone): string | undefined {
  const [free] = freeAddress(policy, zone);
  return free === undefined ? undefined : formatAddress(free.from);
}

function rerouted(
  context: CheckContext,
  conduit: Conduit,
  sides: { upper: ZoneRef; lower: ZoneRef },
  dmz: Dmz,
): Fix | undefined {
  const { policy } = context;
  const [upper, lower] = [policy.zones[sides.upper], policy.zones[sides.lower]];
  if (upper === undefined || lower === undefined) return undefined;
  const allows = conduit.rules.flatMap((r) => policy.rules[r] ?? []).filter((r) => r.action === 'allow' && !r.broken);
  const comments = new ConduitComments(context, conduit.place, new Map(allows.map((r) => [r, copiedOf(r)])));
  const halves = [upper, lower].map((zone) => ({ zone, rules: halfOf(context, conduit, allows, zone, dmz, comments) }));
  const properties = conduitProperties(context, conduit);
  const second = freeName(context, `${conduit.name}Lower`);
  const names = [
    textAt(context, conduit.namePlace) ?? conduit.name,
    /^[\p{L}\p{N}_-]+$/u.test(second) ? second : `'${second}'`,
  ];
  const titled = conduit.title === undefined ? '' : ` ${quoted(conduit.title)}`;
  const declarations = halves.map(({ zone, rules }, i) => {
    const ends = [`between ${referenceTo(context, zone)} and ${dmz.zone}`, ...directionOf(context, conduit, zone, dmz)];
    const members = [...(i === 0 ? comments.left : []), ...ends, ...properties, ...rules];
    return `conduit ${names[i]}${titled} {\n${members.map((l) => `  ${l}`).join('\n')}\n}`;
  });
  const [first, ...others] = dmz.declaration === undefined ? declarations : [dmz.declaration, ...declarations];
  const edits = [
    ...replaceDeclaration(context, conduit, first ?? ''),
    ...insertAfter(context, conduit, others.join('\n\n')),
    ...dmz.edits,
    ...(dmz.flips ?? []),
  ];
  const denied = (dmz.flips ?? []).length > 0 ? ' and expect the direct connection denied' : '';
  return {
    title: `Route conduit ${conduit.name} over a broker in ${dmz.title}${denied}`,
    edits,
    safe: false,
    preferred: true,
  };
}

/** The part of a one-way conduit's direction that its half has. */
function directionOf(context: CheckContext, { oneWay }: Conduit, zone: Zone, dmz: Dmz): string[] {
  if (oneWay === undefined) return [];
  const name = referenceTo(context, zone);
  return [oneWay.from === zone.index ? `one-way from ${name} to ${dmz.zone}` : `one-way from ${dmz.zone} to ${name}`];
}

/** What the conduit says of itself that holds for its two halves too. `via` is left to the placement. */
function conduitProperties(context: CheckContext, conduit: Conduit): string[] {
  const slt = conduit.slt === undefined ? undefined : textAt(context, conduit.slt.place);
  const written = slt === undefined ? [] : [slt.startsWith('sl-t') ? slt : `sl-t ${slt}`];
  return [
    ...written,
    ...(conduit.owner === undefined ? [] : [`owner ${quoted(conduit.owner)}`]),
    ...(conduit.proxied ? ['proxied'] : []),
    ...(conduit.encrypted ? ['encrypted'] : []),
    ...(conduit.inspected ? ['inspected'] : []),
  ];
}

/** The rules between one of the conduit's zones and the broker, each once, below what is said of them. */
function halfOf(
  context: CheckContext,
  conduit: Conduit,
  allows: readonly Rule[],
  zone: Zone,
  { broker }: Dmz,
  comments: ConduitComments,
): string[] {
  const said = new Map<string, readonly string[]>();
  for (const rule of allows)
    for (const text of halfRules(context, conduit, rule, zone, broker))
      said.set(text, [...(said.get(text) ?? []), ...comments.take(rule)]);
  return [...said].flatMap(([text, above]) => [...above, text]);
}

/** What of a rule its halves repeat as it stands. */
function copiedOf(rule: Rule): readonly Place[] {
  return [rule.sources.place, rule.targets.place, restOf(rule)];
}

function restOf(rule: Rule): Place {
  return { ...rule.place, offset: servicesAt(rule) };
}

/** The rule's part between one of the conduit's zones and the broker. */
function halfRules(context: CheckContext, conduit: Conduit, rule: Rule, zone: Zone, broker: string): string[] {
  const { policy, analyses } = context;
  const here = (list: SelectorList) =>
    analyses.units(list, rule).some((u) => sideOf(policy, conduit.index, u.zone) === zone.index);
  const rest = textAt(context, restOf(rule)) ?? '';
  const arrow = rule.both ? '<->' : '->';
  const out: string[] = [];
  if (here(rule.sources)) out.push(`allow ${written(context, rule.sources.place)} ${arrow} ${broker} : ${rest}`);
  if (here(rule.targets)) out.push(`allow ${broker} ${arrow} ${written(context, rule.targets.place)} : ${rest}`);
  return out;
}

function servicesAt(rule: Rule): number {
  return rule.services[0]?.place.offset ?? rule.clausesAt.offset;
}

function written(context: CheckContext, place: Place): string {
  return textAt(context, place) ?? '';
}
