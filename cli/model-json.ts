/** The resolved policy as published JSON: what `bulkhead model` prints. Names are ids, lists sorted by id, lines count from one. */
import type {
  Access,
  Asset,
  AssetAddress,
  Conduit,
  Firewall,
  Group,
  Policy,
  Rule,
  RuleContainer,
  Schedule,
  SelectorList,
  Service,
  Zone,
} from '../language/model/policy.ts';
import { formatWeek } from '../language/model/times.ts';
import { addressesJson, instantJson, placeJson, rangesJson, slJson } from './json.ts';

type Json = Record<string, unknown>;

/** The whole policy without what the standard library declares, but for the services and types that are in use. */
export function modelJson(policy: Policy): Json {
  const own = <T extends { readonly place: { readonly file: string } }>(all: readonly T[]): T[] =>
    all.filter(({ place }) => !place.file.startsWith('library:'));
  const services = usedServices(policy);
  return {
    policy: headerJson(policy),
    files: policy.files.filter(({ library }) => !library).map(({ path }) => path),
    zones: sorted(policy.zones).map((zone) => zoneJson(policy, zone)),
    assets: sorted(policy.assets).map((asset) => assetJson(policy, asset)),
    types: sorted(own(policy.types)).map((type) => ({
      ...declaredJson(type),
      parent: idOf(policy.types, type.parent),
      class: type.class,
      levels: type.levels,
      ...propertiesJson(policy, type),
    })),
    services: sorted(policy.services.filter(({ index }) => services.has(index))).map((service) =>
      serviceJson(policy, service),
    ),
    groups: sorted(policy.groups).map((group) => groupJson(policy, group)),
    schedules: sorted(policy.schedules).map(scheduleJson),
    conduits: sorted(policy.conduits).map((conduit) => conduitJson(policy, conduit)),
    accesses: sorted(policy.accesses).map((access) => accessJson(policy, access)),
    rules: policy.rules.map((rule) => ruleJson(policy, rule)).sort(byIdAndPlace),
    firewalls: sorted(policy.firewalls).map((firewall) => firewallJson(policy, firewall)),
    expectations: policy.expectations.map(({ text, place }) => ({ text, ...placeJson(place) })),
  };
}

function byIdAndPlace(a: Json, b: Json): number {
  const key = (rule: Json): string => `${rule.id}\n${rule.file}\n${String(rule.line).padStart(9, '0')}`;
  return key(a) < key(b) ? -1 : 1;
}

function sorted<T extends { readonly id: string }>(all: readonly T[]): T[] {
  return [...all].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function idOf(all: readonly { readonly id: string }[], ref: number | undefined): string | undefined {
  return ref === undefined ? undefined : all[ref]?.id;
}

function idsOf(all: readonly { readonly id: string }[], refs: readonly number[]): string[] {
  return refs.flatMap((ref) => all[ref]?.id ?? []).sort();
}

/** Services that the policy declares, that its rules name, that its assets serve, and what those are made of. */
function usedServices(policy: Policy): ReadonlySet<number> {
  const used = new Set<number>();
  const take = (ref: number | undefined): void => {
    if (ref === undefined || used.has(ref)) return;
    used.add(ref);
    for (const part of policy.services[ref]?.parts ?? []) take(part);
  };
  for (const service of policy.services) if (!service.place.file.startsWith('library:')) take(service.index);
  for (const rule of policy.rules) for (const term of rule.services) take(term.service);
  for (const asset of policy.assets) for (const service of asset.serves) take(service);
  return used;
}

function headerJson({ header }: Policy): Json {
  return {
    title: header.title,
    owner: header.owner,
    timezone: header.timezone,
    blastRadiusAtMost: header.blastLimit?.value,
    accessAtMostDays: header.accessAtMostDays,
    standards: header.standards,
  };
}

function declaredJson(
  declared: Zone | Asset | Service | Group | Conduit | Firewall | Access | Schedule | Policy['types'][number],
): Json {
  return {
    id: declared.id,
    name: declared.name,
    title: declared.title,
    doc: declared.doc,
    ...placeJson(declared.place),
  };
}

function zoneJson(policy: Policy, zone: Zone): Json {
  return {
    ...declaredJson(zone),
    parent: idOf(policy.zones, zone.parent),
    level: zone.level,
    kind: zone.kind,
    slT: slJson(zone.slt),
    vlans: zone.vlans,
    site: zone.site,
    owner: zone.owner,
    monitored: zone.monitored,
    networks: zone.networks.map((network) => ({
      text: network.text,
      addresses: addressesJson(network.addresses),
      translated: network.translated && addressesJson(network.translated.addresses),
    })),
    rest: zone.rest,
    tags: zone.tags,
    microsegmented: zone.microsegmented,
    enforcedBy: idOf(policy.firewalls, zone.enforcedBy),
    blastRadiusAtMost: zone.blastLimit?.value,
    reachedThrough: idOf(policy.assets, zone.reachedThrough),
  };
}

function propertiesJson(policy: Policy, properties: Asset | Policy['types'][number]): Json {
  return {
    criticality: properties.criticality,
    slC: slJson(properties.slc),
    serves: idsOf(policy.services, properties.serves),
    tags: properties.tags,
    vendor: properties.vendor,
    model: properties.model,
    firmware: properties.firmware,
    owner: properties.owner,
    mac: properties.mac,
    exposures: properties.exposures.map(({ what, codeExecution }) => ({ what, codeExecution })),
    monitored: properties.monitored,
    wireless: properties.wireless,
    portable: properties.portable,
    shared: properties.shared,
  };
}

function assetJson(policy: Policy, asset: Asset): Json {
  return {
    ...declaredJson(asset),
    type: idOf(policy.types, asset.type),
    class: asset.class,
    zone: idOf(policy.zones, asset.zone),
    legs: asset.legs.flatMap((ref) => {
      const leg = policy.legs[ref];
      if (leg === undefined) return [];
      const texts = leg.addresses.map(({ text }) => text);
      return [{ zone: idOf(policy.zones, leg.zone), addresses: texts, dhcp: leg.dhcp, primary: leg.primary }];
    }),
    ...propertiesJson(policy, asset),
    effectiveTags: asset.effectiveTags,
  };
}

function serviceJson(policy: Policy, service: Service): Json {
  return {
    ...declaredJson(service),
    ranges: rangesJson(service.atoms),
    parts: idsOf(policy.services, service.parts),
    secure: idOf(policy.services, service.secure),
    source: service.source,
    initiator: service.initiator,
    category: service.category,
    risks: service.risks,
    dynamic: service.dynamic,
  };
}

function selectorsJson(list: SelectorList): Json {
  const texts = (items: SelectorList['items']): string[] => items.map(({ text }) => text);
  return { items: texts(list.items), except: texts(list.except) };
}

function groupJson(policy: Policy, group: Group): Json {
  return { ...declaredJson(group), zone: idOf(policy.zones, group.zone), members: selectorsJson(group.members) };
}

function scheduleJson(schedule: Schedule): Json {
  return { ...declaredJson(schedule), every: formatWeek(schedule.week) };
}

function conduitJson(policy: Policy, conduit: Conduit): Json {
  const { oneWay } = conduit;
  return {
    ...declaredJson(conduit),
    zones: conduit.zones.map((zone) => idOf(policy.zones, zone)),
    oneWay: oneWay && { from: idOf(policy.zones, oneWay.from), to: idOf(policy.zones, oneWay.to) },
    proxied: conduit.proxied,
    slT: slJson(conduit.slt?.value),
    owner: conduit.owner,
    via: conduit.via.map((firewall) => idOf(policy.firewalls, firewall)),
    encrypted: conduit.encrypted,
    inspected: conduit.inspected,
  };
}

function accessJson(policy: Policy, access: Access): Json {
  return {
    ...declaredJson(access),
    vendor: access.vendor,
    from: instantJson(access.from?.value),
    until: instantJson(access.until?.value),
    every: access.week && formatWeek(access.week),
    owner: access.owner,
    ticket: access.ticket,
    requires: access.requires,
    approvedBy: access.approvedBy,
    rules: access.rules.flatMap((rule) => policy.rules[rule]?.id ?? []),
  };
}

function containerJson(policy: Policy, container: RuleContainer): Json {
  if (container.kind === 'conduit') return { conduit: idOf(policy.conduits, container.conduit) };
  if (container.kind === 'zone') return { zone: idOf(policy.zones, container.zone) };
  return { access: idOf(policy.accesses, container.access) };
}

function ruleJson(policy: Policy, rule: Rule): Json {
  return {
    id: rule.id,
    action: rule.action,
    in: containerJson(policy, rule.container),
    sources: selectorsJson(rule.sources),
    targets: selectorsJson(rule.targets),
    both: rule.both,
    services: rangesJson(rule.atoms),
    schedule: idOf(policy.schedules, rule.schedule),
    from: instantJson(rule.from?.value),
    until: instantJson(rule.until?.value),
    every: rule.week && formatWeek(rule.week),
    log: rule.log,
    owner: rule.owner,
    ticket: rule.ticket,
    because: rule.because?.value,
    text: rule.text,
    ...placeJson(rule.place),
  };
}

function firewallJson(policy: Policy, firewall: Firewall): Json {
  return {
    ...declaredJson(firewall),
    platform: firewall.platform,
    interfaces: firewall.interfaces.map(({ name, zones, addresses }) => ({
      name,
      zones: zones.map((zone) => idOf(policy.zones, zone)),
      addresses: addresses.map(({ text }: AssetAddress) => text),
    })),
    rulesAtMost: firewall.rulesAtMost?.value,
    defaultLog: firewall.defaultLog,
    fails: firewall.fails,
    twinOf: idOf(policy.firewalls, firewall.twinOf),
  };
}
