/** Check `observed-unknown-host`: a host in a zone's network took part in traffic and is no declared asset. */
import { formatAddress } from '../../model/addresses.ts';
import { has } from '../../model/intervals.ts';
import type { Asset, AssetType, Policy, Zone } from '../../model/policy.ts';
import type { UnknownHost, UnknownHosts } from '../../observe/index.ts';
import { type Check, type CheckContext, type Report, threshold } from '../check.ts';
import { freeName, insertMembers } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { servedBy } from '../rules/services.ts';
import { label, listed, plural } from '../words.ts';
import { comparing } from './comparing.ts';
import { serviceWords, trafficWords } from './words.ts';

const ZONE = `zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
`;

export const observedUnknownHost: Check = {
  name: 'observed-unknown-host',
  family: 'observed',
  severity: 'warning',
  documentation: {
    summary: 'A host in the network of a zone took part in traffic, and no asset with its address is declared.',
    why: `What is not declared is in no blast radius, in no rule that names types, and in no inventory; it may also be somebody's laptop.

An address counts as a host where it opened something or answered; one that was called in vain - by a scan, by a station that waits for a
device - does not. Addresses in a zone of kind \`external\` or with \`network rest\` are strangers, not unknown hosts, and so are groups and broadcasts.
Where assets of the zone are \`at dhcp\`, as many undeclared addresses as there are of these assets may be theirs, and are not told.

There is a finding for each host; the hosts of a zone that has more than \`hosts\` of them are one finding.`,
    avoid: `${ZONE}}
`,
    prefer: `${ZONE}  asset PLC-2 : plc at 10.41.0.77
}
`,
    flows: `source,target,protocol,port,first,last,packets,bytes,direction,reply,services
10.41.0.10,10.41.0.77,tcp,502,2026-11-20T08:00:00Z,2026-11-20T09:00:00Z,7200,460800,syn,answered,modbus-tcp
`,
    fixes: [
      'Declare an asset with the address in the zone, of the type whose assets answer to what the host answers to. Name and type are a proposal.',
    ],
    basis: 'IEC 62443-3-2 ZCR 1: the system under consideration is known; IEC 62443-2-1',
  },
  thresholds: { hosts: { value: 10, meaning: 'The undeclared hosts of a zone that has more are told as one.' } },
  *run(context) {
    const comparison = comparing(context);
    for (const unknown of comparison?.unknown ?? []) yield* reports(context, unknown);
  },
};

function* reports(context: CheckContext, { zone: ref, hosts, dhcp }: UnknownHosts): Iterable<Report> {
  const { policy } = context;
  const zone = policy.zones[ref];
  if (zone === undefined) return;
  const maybe =
    dhcp.length === 0
      ? ''
      : ` ${dhcp.length} of these may be ${listed(dhcp.flatMap((a) => policy.assets[a] ?? []).map((a) => label(policy, a)))}, at dhcp.`;
  if (dhcp.length === 0 && hosts.length <= threshold(observedUnknownHost, 'hosts', context.configuration))
    for (const host of hosts) yield hostReport(context, zone, host);
  else
    yield {
      message: `${plural(hosts.length, 'host')} in the network of ${label(policy, zone)} ${hosts.length === 1 ? 'is' : 'are'} declared nowhere and took part in traffic: ${listed(
        hosts.map((h) => formatAddress(h.address)),
        6,
      )}.${maybe} Declare them, or find out what they are.`,
      place: zone.namePlace,
      fixes: () => declareFix(context, zone, hosts),
    };
}

function hostReport(context: CheckContext, zone: Zone, host: UnknownHost): Report {
  const { policy } = context;
  const services = host.answered.map((a) => serviceWords(policy, a, []));
  const answers = services.length === 0 ? '' : ` It answers to ${listed(services, 3)}.`;
  return {
    message: `Host ${formatAddress(host.address)} in the network of ${label(policy, zone)} is declared nowhere and took part in traffic, ${trafficWords(policy, host.traffic)}.${answers} Declare it, or find out what it is.`,
    place: zone.namePlace,
    fixes: () => declareFix(context, zone, [host]),
  };
}

/** So many assets are proposed at once. */
const MOST = 100;

function declareFix(context: CheckContext, zone: Zone, hosts: readonly UnknownHost[]): Fix[] {
  if (hosts.length > MOST) return [];
  const members = hosts.map((host) => {
    const address = formatAddress(host.address);
    const name = freeName(context, `host-${address.replace(/[^0-9a-f]+/g, '-').replace(/^-|-$/g, '')}`);
    return { name, type: typeOf(context.policy, zone, host), address };
  });
  const edits = insertMembers(
    context,
    zone,
    members.map((m) => `asset ${m.name} : ${m.type.name} at ${m.address}`),
  );
  const [first] = members;
  if (edits.length === 0 || first === undefined) return [];
  const title =
    members.length === 1
      ? `Declare ${first.address} as ${first.type.name} ${first.name}`
      : `Declare all ${members.length}, with proposed names and types`;
  return [{ title, edits, safe: false, preferred: true }];
}

/** The commonest type of the zone's, else of all assets that serve what the host answers to; else a server, or what only asks. */
function typeOf(policy: Policy, zone: Zone, host: UnknownHost): Pick<AssetType, 'name'> {
  const answers = (asset: Asset) => host.answered.some((atom) => has(servedBy(policy, asset) ?? [], atom));
  const near = policy.assets.filter((a) => a.zone === zone.index && answers(a));
  const all = near.length > 0 ? near : policy.assets.filter(answers);
  const counts = new Map<number, number>();
  for (const { type } of all) if (type !== undefined) counts.set(type, (counts.get(type) ?? 0) + 1);
  const [commonest] = [...counts].sort(([a, x], [b, y]) => y - x || a - b);
  const type = commonest === undefined ? undefined : policy.types[commonest[0]];
  return type ?? { name: host.answered.length > 0 ? 'server' : 'workstation' };
}
