/** Asset types, assets and their legs. */
import type * as ast from '../../grammar/generated/ast.ts';
import { union } from '../intervals.ts';
import type {
  Asset,
  AssetAddress,
  AssetClass,
  AssetProperties,
  AssetType,
  Criticality,
  Exposure,
  Leg,
  Zone,
} from '../policy.ts';
import { NodeMemo, placeOf, placeOfProperty } from '../source.ts';
import type { BuildContext } from './context.ts';
import { type Draft, type Drafts, declared } from './declare.ts';
import { firstOf, readAddresses, readLevels, readSl } from './values.ts';

export const CRITICALITIES: readonly Criticality[] = ['low', 'medium', 'high', 'safety'];
export const ASSET_CLASSES: readonly AssetClass[] = [
  'business',
  'operations',
  'control',
  'safety',
  'infrastructure',
  'external',
];

const ASSET_FLAGS = new Set(['monitored', 'wireless', 'portable', 'shared']);
const MEMBER_NAMES: Readonly<Record<string, string>> = {
  CriticalityMember: 'criticality',
  SlCapability: 'sl-c',
  Vendor: 'vendor',
  Model: 'model',
  Firmware: 'firmware',
  Owner: 'owner',
  ClassMember: 'class',
  Level: 'level',
};

/** What a body states; absent where it says nothing. */
type OwnProperties = { -readonly [K in keyof AssetProperties]: AssetProperties[K] };

const ownFacts = new NodeMemo<Omit<OwnProperties, 'serves'>>();

/** What a body states. Only `serves` depends on other files; the rest is kept with the node while it has no findings. */
function readProperties(file: string, node: ast.AssetDecl | ast.TypeDecl, context: BuildContext): OwnProperties {
  const members: readonly ast.TypeMember[] = node.body?.members ?? [];
  const before = context.findings.length;
  const facts = ownFacts.get(
    node,
    () => readOwnFacts(file, members, context),
    () => context.findings.length === before,
  );
  const serves: number[] = [];
  for (const m of members) {
    if (m.$type !== 'Serves') continue;
    for (const ref of m.services) {
      const service = context.resolve(file, ref, ['service']);
      if (service !== undefined && !serves.includes(service.index)) serves.push(service.index);
    }
  }
  return { ...facts, serves };
}

function readOwnFacts(
  file: string,
  members: readonly ast.TypeMember[],
  context: BuildContext,
): Omit<OwnProperties, 'serves'> {
  context.once(file, members, (m) => (m.$type === 'Flag' ? m.name : MEMBER_NAMES[m.$type]));
  const text = (type: 'Vendor' | 'Model' | 'Firmware' | 'Owner') => {
    const node = firstOf(members, type);
    return node === undefined ? undefined : context.text(file, node, 'value', node.value);
  };
  const flag = (name: string) => members.some((m) => m.$type === 'Flag' && m.name === name);
  const criticality = firstOf(members, 'CriticalityMember');
  const slc = firstOf(members, 'SlCapability');
  for (const m of members)
    if (m.$type === 'Flag' && !ASSET_FLAGS.has(m.name))
      context.report('invalid-value', `An asset cannot be ${m.name}.`, placeOf(file, m));
  return {
    criticality:
      criticality && context.word(file, criticality, 'value', criticality.value, CRITICALITIES, 'criticality'),
    slc: slc && readSl(file, slc, context),
    tags: distinct(
      members.flatMap((m) =>
        m.$type === 'Tags' ? m.values.map((v, i) => context.text(file, m, 'values', v, i) ?? '') : [],
      ),
    ),
    vendor: text('Vendor'),
    model: text('Model'),
    firmware: text('Firmware'),
    owner: text('Owner'),
    mac: readMacs(file, members, context),
    exposures: members.flatMap((m) => (m.$type === 'ExposureMember' ? [readExposure(file, m, context)] : [])),
    monitored: flag('monitored'),
    wireless: flag('wireless'),
    portable: flag('portable'),
    shared: flag('shared'),
  };
}

function readExposure(file: string, node: ast.ExposureMember, context: BuildContext): Exposure {
  const effect =
    node.effect === undefined
      ? undefined
      : context.word(file, node, 'effect', node.effect, ['code-execution'], 'effect of an exposure');
  return {
    what: context.text(file, node, 'what', node.what) ?? '',
    codeExecution: effect !== undefined,
    place: placeOf(file, node),
  };
}

const MAC = /^[0-9A-Fa-f]{2}([:-])[0-9A-Fa-f]{2}(\1[0-9A-Fa-f]{2}){4}$/;

/** MAC addresses, lower case, with colons. */
function readMacs(file: string, members: readonly ast.TypeMember[], context: BuildContext): string[] {
  const out: string[] = [];
  for (const m of members) {
    if (m.$type !== 'Mac') continue;
    m.values.forEach((written, i) => {
      if (MAC.test(written)) out.push(written.toLowerCase().replaceAll('-', ':'));
      else
        context.report(
          'invalid-value',
          `${written} is no MAC address: six pairs, as in 00:1b:1b:1c:cd:47.`,
          placeOfProperty(file, m, 'values', i),
        );
    });
  }
  return out;
}

/** What is stated nearer replaces what is stated farther; `serves` and `tags` add. */
function inherit(own: OwnProperties, from: AssetProperties | undefined): AssetProperties {
  if (from === undefined) return own;
  return {
    criticality: own.criticality ?? from.criticality,
    slc: own.slc ?? from.slc,
    serves: both(own.serves, from.serves),
    tags: both(own.tags, from.tags),
    vendor: own.vendor ?? from.vendor,
    model: own.model ?? from.model,
    firmware: own.firmware ?? from.firmware,
    owner: own.owner ?? from.owner,
    mac: own.mac.length > 0 ? own.mac : from.mac,
    exposures: own.exposures.length > 0 ? own.exposures : from.exposures,
    monitored: own.monitored || from.monitored,
    wireless: own.wireless || from.wireless,
    portable: own.portable || from.portable,
    shared: own.shared || from.shared,
  };
}

function distinct<T>(list: readonly T[]): readonly T[] {
  return list.length < 2 ? list : [...new Set(list)];
}

/** What is in either list, once; one of the two themselves where the other is empty. */
function both<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  if (a.length === 0) return b;
  return b.length === 0 ? a : [...new Set([...a, ...b])];
}

/** All types with what they inherit. A type above itself is reported and cut loose. */
export function buildTypes(drafts: Drafts, context: BuildContext): AssetType[] {
  const parents = drafts.types.map((d) => context.resolve(d.file, d.node.parent, ['type'])?.index);
  const built: (AssetType | undefined)[] = [];
  const open = new Set<number>();
  const build = (index: number): AssetType | undefined => {
    const draft = drafts.types[index];
    if (draft === undefined || open.has(index)) return undefined;
    const done = built[index];
    if (done !== undefined) return done;
    open.add(index);
    const parentIndex = parents[index];
    const parent = parentIndex === undefined ? undefined : build(parentIndex);
    open.delete(index);
    if (parentIndex !== undefined && parent === undefined)
      context.report('reference', `The type ${draft.name} stands above itself.`, draft.namePlace);
    const type = readType(draft, parent, context);
    built[index] = type;
    return type;
  };
  return drafts.types.map((draft) => build(draft.index) as AssetType);
}

function readType(draft: Draft<ast.TypeDecl>, parent: AssetType | undefined, context: BuildContext): AssetType {
  const { node, file } = draft;
  const members = node.body?.members ?? [];
  const own = readProperties(file, node, context);
  const classNode = firstOf(members, 'ClassMember');
  const levelNode = firstOf(members, 'Level');
  return {
    ...declared(draft, context),
    ...inherit(own, parent),
    parent: parent?.index,
    ancestors: parent === undefined ? [] : [parent.index, ...parent.ancestors],
    class:
      (classNode && context.word(file, classNode, 'value', classNode.value, ASSET_CLASSES, 'class')) ?? parent?.class,
    levels: (levelNode && readLevels(file, levelNode, context)) ?? parent?.levels,
  };
}

export interface Assets {
  readonly assets: Asset[];
  readonly legs: Leg[];
}

/** All assets and legs. Adds each leg to its zone's `legs`. */
export function buildAssets(
  drafts: Drafts,
  types: readonly AssetType[],
  zones: readonly Zone[],
  context: BuildContext,
): Assets {
  const assets: Asset[] = [];
  const legs: Leg[] = [];
  const zoneTags = zones.map(() => [] as string[]);
  for (const zone of zones)
    zoneTags[zone.index] = [...zone.tags, ...(zone.parent === undefined ? [] : (zoneTags[zone.parent] ?? []))];
  for (const draft of drafts.assets) {
    const { node, file } = draft;
    const zone = zones[draft.zone as number] as Zone;
    const typeIndex = context.resolve(file, node.type, ['type'])?.index;
    const type = typeIndex === undefined ? undefined : types[typeIndex];
    const properties = inherit(readProperties(file, node, context), type);
    const own = readLegs(draft, zone.index, zones, legs.length, context);
    legs.push(...own);
    for (const leg of own) (zones[leg.zone] as unknown as { legs: number[] }).legs.push(leg.index);
    assets.push({
      ...declared(draft, context),
      ...properties,
      monitored: properties.monitored || zone.monitored,
      type: type?.index,
      typePlace: node.type && placeOf(file, node.type),
      zone: zone.index,
      legs: own.map((l) => l.index),
      effectiveTags: both(properties.tags, zoneTags[zone.index] ?? []),
      class: type?.class,
    });
  }
  return { assets, legs };
}

function readLegs(
  draft: Draft<ast.AssetDecl>,
  zone: number,
  zones: readonly Zone[],
  from: number,
  context: BuildContext,
): Leg[] {
  const { node, file, index: asset } = draft;
  const out: Leg[] = [
    { index: from, asset, zone, place: draft.place, primary: true, ...readLegAddresses(file, node, context) },
  ];
  for (const also of node.legs) {
    const second = context.resolve(file, also.zone, ['zone'], [zone]);
    if (second === undefined) continue;
    const place = placeOf(file, also);
    if (out.some((l) => l.zone === second.index)) {
      context.report('invalid-value', `${draft.name} already has a leg in ${zones[second.index]?.id}.`, place);
      continue;
    }
    for (let z: number | undefined = second.index; z !== undefined; z = zones[z]?.parent) draft.within.push(z);
    out.push({
      index: from + out.length,
      asset,
      zone: second.index,
      place,
      primary: false,
      ...readLegAddresses(file, also, context),
    });
  }
  return out;
}

type LegAddresses = Pick<Leg, 'addresses' | 'addressSet' | 'dhcp'>;
const legAddresses = new NodeMemo<LegAddresses>();

function readLegAddresses(file: string, node: ast.AssetDecl | ast.AlsoIn, context: BuildContext): LegAddresses {
  const before = context.findings.length;
  const read = (): LegAddresses => {
    const { list, dhcp } = readAddressEntries(file, node.addresses, context, true);
    return { addresses: list, addressSet: union(...list.map((a) => a.addresses), []), dhcp };
  };
  return legAddresses.get(node, read, () => context.findings.length === before);
}

/** A list of addresses and ranges; `dhcp` where the caller takes it. */
export function readAddressEntries(
  file: string,
  entries: readonly ast.AddressEntry[],
  context: BuildContext,
  mayBeDhcp: boolean,
): { list: AssetAddress[]; dhcp: boolean } {
  const list: AssetAddress[] = [];
  let dhcp = false;
  for (const entry of entries) {
    const place = placeOf(file, entry);
    if (mayBeDhcp && entry.value === 'dhcp') {
      dhcp = true;
      continue;
    }
    const found = readAddresses(entry.value, place, context);
    if (found !== undefined) list.push({ text: entry.value, addresses: found, place });
  }
  return { list, dhcp };
}
