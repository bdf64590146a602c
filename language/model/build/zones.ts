/** Zones: what each states, and what it inherits from the zones around it. */
import type { Finding } from '../../checks/finding.ts';
import type * as ast from '../../grammar/generated/ast.ts';
import { countAddresses } from '../addresses.ts';
import { overlaps } from '../intervals.ts';
import type { Network, Stated, Zone, ZoneKind } from '../policy.ts';
import { placeOf, placeOfProperty } from '../source.ts';
import type { BuildContext } from './context.ts';
import { type Declarations, type Draft, declared } from './declare.ts';
import { firstOf, readAddresses, readLevel, readSl, stated } from './values.ts';

export const ZONE_KINDS: readonly ZoneKind[] = [
  'business',
  'dmz',
  'control',
  'safety',
  'wireless',
  'external',
  'temporary',
];

const REPEATABLE = new Set(['NetworkList', 'Vlan', 'Tags', 'ZoneDecl', 'AssetDecl', 'GroupDecl', 'RuleDecl']);
const MEMBER_NAMES: Readonly<Record<string, string>> = {
  Level: 'level',
  Kind: 'kind',
  SlTarget: 'sl-t',
  Site: 'site',
  Owner: 'owner',
  EnforcedBy: 'enforced by',
  ReachedThrough: 'reached through',
  BlastLimit: 'blast-radius',
};
const ZONE_FLAGS = new Set(['monitored', 'microsegmented']);

/**
 * The zones of a file; parents stand before their children. `policyLimit`: the policy's own blast limit. `firstRule`: index of the
 * file's first rule. Legs are added when all are known.
 */
export function readZones(
  { zones: drafts, rules: ruleDrafts }: Declarations,
  policyLimit: Stated<number> | undefined,
  firstRule: number,
  context: BuildContext,
): Zone[] {
  const at = new Map(drafts.map((draft, i) => [draft, i]));
  const children: number[][] = drafts.map(() => []);
  for (const draft of drafts) if (draft.outer !== undefined) children[at.get(draft.outer) ?? -1]?.push(draft.index);
  const rules: number[][] = drafts.map(() => []);
  ruleDrafts.forEach(({ container }, i) => {
    if (container.kind === 'zone') rules[at.get(container.draft) ?? -1]?.push(firstRule + i);
  });
  const zones: Zone[] = [];
  drafts.forEach((draft, i) => {
    const parent = draft.outer === undefined ? undefined : zones[at.get(draft.outer) ?? -1];
    const zone = readZone(draft, parent, policyLimit, context);
    reportOverlaps(zone, context);
    zones.push({ ...zone, children: children[i] ?? [], rules: rules[i] ?? [] });
  });
  return zones;
}

function readZone(
  draft: Draft<ast.ZoneDecl>,
  parent: Zone | undefined,
  policyLimit: Stated<number> | undefined,
  context: BuildContext,
): Zone {
  const { node, file } = draft;
  const members = node.body?.members ?? [];
  checkMembers(file, members, context);
  const flag = (name: string) => members.find((m): m is ast.Flag => m.$type === 'Flag' && m.name === name);
  const levelNode = firstOf(members, 'Level');
  const kindNode = firstOf(members, 'Kind');
  const slNode = firstOf(members, 'SlTarget');
  const site = firstOf(members, 'Site');
  const owner = firstOf(members, 'Owner');
  const micro = flag('microsegmented');
  const enforced = firstOf(members, 'EnforcedBy');
  const reached = firstOf(members, 'ReachedThrough');
  const limit = firstOf(members, 'BlastLimit');
  const level = levelNode && stated(file, levelNode, readLevel(file, levelNode, context));
  const kind =
    kindNode && stated(file, kindNode, context.word(file, kindNode, 'value', kindNode.value, ZONE_KINDS, 'zone kind'));
  const slt = slNode && stated(file, slNode, readSl(file, slNode, context));
  const blastLimit = limit && stated(file, limit, readCountLimit(file, limit, context));
  const vlans = members.flatMap((m) =>
    m.$type === 'Vlan'
      ? m.values.map((v, i) => (v.startsWith('"') ? (context.text(file, m, 'values', v, i) ?? '') : v))
      : [],
  );
  const inForce = kind?.value ?? parent?.kind;
  return {
    ...declared(draft, context),
    parent: draft.zone,
    children: [],
    level: level?.value ?? parent?.level,
    kind: inForce,
    slt: slt?.value ?? parent?.slt,
    vlans: vlans.length > 0 ? vlans : (parent?.vlans ?? []),
    site: site === undefined ? parent?.site : context.text(file, site, 'value', site.value),
    owner: owner === undefined ? parent?.owner : context.text(file, owner, 'value', owner.value),
    monitored: flag('monitored') !== undefined || parent?.monitored === true,
    stated: {
      level,
      kind,
      slt,
      blastLimit,
      microsegmented: micro && placeOf(file, micro),
      enforcedBy: enforced && placeOf(file, enforced),
    },
    networks: readNetworks(file, members, context),
    rest: members.some((m) => m.$type === 'NetworkList' && m.networks.some((n) => n.rest === 'rest')),
    tags: members.flatMap((m) =>
      m.$type === 'Tags' ? m.values.map((v, i) => context.text(file, m, 'values', v, i) ?? '') : [],
    ),
    microsegmented: micro !== undefined || inForce === 'external',
    enforcedBy: context.resolve(file, enforced?.firewall, ['firewall'])?.index,
    blastLimit: blastLimit ?? parent?.blastLimit ?? policyLimit,
    reachedThrough: context.resolve(file, reached?.asset, ['asset'], [draft.index])?.index,
    rules: [],
    legs: [],
  };
}

function checkMembers(file: string, members: readonly ast.ZoneMember[], context: BuildContext): void {
  context.once(file, members, (m) =>
    m.$type === 'Flag' ? m.name : REPEATABLE.has(m.$type) ? undefined : (MEMBER_NAMES[m.$type] ?? m.$type),
  );
  for (const m of members)
    if (m.$type === 'Flag' && !ZONE_FLAGS.has(m.name))
      context.report('invalid-value', `A zone cannot be ${m.name}.`, placeOf(file, m));
}

/** `blast-radius at most N assets`. */
export function readCountLimit(
  file: string,
  node: ast.BlastLimit | ast.BlastQuestion | ast.ExposureQuestion,
  context: BuildContext,
): number | undefined {
  if (node.unit !== undefined) context.word(file, node, 'unit', node.unit, ['assets', 'asset'], 'unit');
  return context.count(file, node, 'value', node.value, 0, 1e9, 'number of assets');
}

function readNetworks(file: string, members: readonly ast.ZoneMember[], context: BuildContext): Network[] {
  const out: Network[] = [];
  for (const member of members) {
    if (member.$type !== 'NetworkList') continue;
    for (const entry of member.networks) {
      const place = placeOf(file, entry);
      if (entry.rest !== undefined) {
        context.word(file, entry, 'rest', entry.rest, ['rest'], 'network');
        continue;
      }
      if (entry.address === undefined) continue;
      const addresses = readAddresses(entry.address, placeOfProperty(file, entry, 'address'), context);
      if (addresses === undefined) continue;
      out.push({ addresses, text: entry.address, translated: readTranslation(file, entry, addresses, context), place });
    }
  }
  return out;
}

function readTranslation(
  file: string,
  entry: ast.NetworkEntry,
  inner: Network['addresses'],
  context: BuildContext,
): Network['translated'] {
  if (entry.outer === undefined) return undefined;
  const place = placeOfProperty(file, entry, 'outer');
  const addresses = readAddresses(entry.outer, place, context);
  if (addresses === undefined) return undefined;
  if (countAddresses(addresses) === countAddresses(inner)) return { addresses, text: entry.outer };
  context.report(
    'invalid-value',
    `${entry.outer} has not as many addresses as ${entry.address}: one-to-one translation needs equal sizes.`,
    place,
  );
  return undefined;
}

function reportOverlaps(zone: Zone, context: BuildContext): void {
  zone.networks.forEach((network, i) => {
    const earlier = zone.networks.slice(0, i).find((n) => overlaps(n.addresses, network.addresses));
    if (earlier !== undefined)
      context.report('invalid-value', `${network.text} overlaps ${earlier.text} of the same zone.`, network.place);
  });
}

/** Every zone after the first that claims the rest of all addresses. */
export function reportRest(zones: readonly Zone[], report: (finding: Finding) => void): void {
  const [first, ...others] = zones.filter((z) => z.rest);
  if (first === undefined) return;
  for (const zone of others)
    report({
      check: 'invalid-value',
      severity: 'error',
      message: `Only one zone can hold the rest of all addresses; ${first.id} does already.`,
      place: zone.namePlace,
      related: [{ place: first.namePlace, message: `${first.id} holds the rest` }],
      fixes: () => [],
    });
}
