/** Properties that assets and types share, and how they are inherited. */
import type * as ast from '../../grammar/generated/ast.ts';
import type { AssetClass, AssetProperties, Criticality, Exposure } from '../policy.ts';
import { placeOf, placeOfProperty } from '../source.ts';
import type { BuildContext } from './context.ts';
import { firstOf, readSl } from './values.ts';

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
type OwnProperties = { readonly [K in keyof Required<AssetProperties>]: AssetProperties[K] };

const NO_PROPERTIES: OwnProperties = {
  criticality: undefined,
  slc: undefined,
  serves: [],
  tags: [],
  vendor: undefined,
  model: undefined,
  firmware: undefined,
  owner: undefined,
  mac: [],
  exposures: [],
  monitored: false,
  wireless: false,
  portable: false,
  shared: false,
};

/** What a body states. */
export function readProperties(file: string, node: ast.AssetDecl | ast.TypeDecl, context: BuildContext): OwnProperties {
  const members: readonly ast.TypeMember[] = node.body?.members ?? [];
  if (members.length === 0) return NO_PROPERTIES;
  const serves: number[] = [];
  for (const m of members) {
    if (m.$type !== 'Serves') continue;
    for (const ref of m.services) {
      const service = context.resolve(file, ref, ['service']);
      if (service !== undefined && !serves.includes(service.index)) serves.push(service.index);
    }
  }
  return { ...readOwnFacts(file, members, context), serves };
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
export function inherit(own: AssetProperties, from: AssetProperties | undefined): AssetProperties {
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
export function both<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  if (a.length === 0) return b;
  return b.length === 0 ? a : [...new Set([...a, ...b])];
}
