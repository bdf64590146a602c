/** Check `observed-not-permitted`: traffic was seen that the policy does not permit at any time. */
import type { Place, Policy } from '../../model/policy.ts';
import { type NotPermitted, SCAN_AT_LEAST, type Scan } from '../../observe/index.ts';
import type { Check, CheckContext, Report } from '../check.ts';
import { label, listed, plural } from '../words.ts';
import { comparing } from './comparing.ts';
import { permittingFixes } from './permitting.ts';
import { directionWords, placeOfSide, relatedSide, serviceWords, sideWords, trafficWords } from './words.ts';

const ZONES = `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HIST-1 : historian at 10.30.0.20
  asset HMI-1  : hmi       at 10.30.0.11
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
  asset PLC-2 : plc at 10.41.0.11
}

conduit Supervision {
  between Supervisory and Cell
  sl-t 1
`;

export const observedNotPermitted: Check = {
  name: 'observed-not-permitted',
  family: 'observed',
  severity: 'warning',
  documentation: {
    summary: 'Traffic was seen that the policy permits at no time.',
    why: `Once the rules are enforced it stops. Either it is needed, and production stops with it, or it is not, and nobody knew of it. Both are to
be found out before the rules go to a firewall.

What is compared are the flow files that \`observed\` of \`bulkhead.json\` names, as \`bulkhead observe\` writes them
([observed traffic](../observed-traffic.md)). A conversation is judged by permission itself, with everything that denies, one-way conduits,
schedules and undeclared addresses mean. There is one finding for each source - an asset, a firewall, or the undeclared addresses of a
zone -, zone of the targets and port. It stands at the conduit or microsegmented zone that lacks the rule, at the deny that speaks against it, and where no conduit joins the two
at the asset. Groups, broadcasts and addresses that mean something on their own link only are not judged.

Many ports of one target, or one port of many targets of which nothing answered, are a scan and one finding at its source. Dynamic ports
look alike, and the finding says so. Where a capture begins in the middle and neither port is a service's, nobody can tell who opened: such traffic of a source with a zone is one finding,
without a fix.`,
    avoid: `${ZONES}  allow hmi -> plc : modbus because "operator control"
}
`,
    prefer: `${ZONES}  allow historian -> plc : modbus because "trend data"
  allow hmi       -> plc : modbus because "operator control"
}
`,
    flows: `source,target,protocol,port,first,last,packets,bytes,direction,reply,services
10.30.0.11,10.41.0.10,tcp,502,2026-11-20T08:00:00Z,2026-11-20T09:00:00Z,7200,460800,syn,answered,modbus-tcp
10.30.0.20,10.41.0.10,tcp,502,2026-11-20T08:00:00Z,2026-11-20T09:00:00Z,3600,230400,syn,answered,modbus-tcp
10.30.0.20,10.41.0.11,tcp,502,2026-11-20T08:00:01Z,2026-11-20T09:00:00Z,3600,230400,syn,answered,modbus-tcp
`,
    fixes: [
      'Insert the rule that permits it, in the form that the rules around it use: by type where they name types, else by name. In a new conduit where none joins the zones. Only where no check calls the result an error; its reason is left for you to write.',
    ],
    basis: 'Bulkhead: a policy is compared with the wire before it is enforced; NIST SP 800-82',
  },
  thresholds: {
    scan: {
      value: SCAN_AT_LEAST,
      meaning: 'So many ports of one target, or targets of one port that did not answer, are told as one scan.',
    },
  },
  *run(context) {
    const comparison = comparing(context);
    if (comparison === undefined) return;
    for (const seen of comparison.notPermitted) yield* report(context, seen);
    for (const scan of comparison.scans) yield* scanReport(context, scan);
  },
};

function* report(context: CheckContext, seen: NotPermitted): Iterable<Report> {
  const { policy } = context;
  const { source, target, atoms, traffic } = seen;
  const place = placeOf(policy, seen);
  if (place === undefined) return;
  const names = atoms.map((a) => serviceWords(policy, a, traffic.services));
  const [from, to] = [sideWords(policy, source), sideWords(policy, target)];
  const who =
    traffic.direction === 'unsure'
      ? `${from} and ${to} talked, one of them at ${listed(names, 4)}`
      : `${from} opened ${listed(names)} to ${to}`;
  yield {
    message: `Not permitted: ${who}, ${trafficWords(policy, traffic)}.${directionWords(traffic)} ${reasonWords(policy, seen)} ${adviceFor(seen)}`,
    place,
    related: [...relatedSide(policy, source), ...relatedSide(policy, target)].filter((r) => r.place !== place),
    fixes: () => permittingFixes(context, seen),
  };
}

function adviceFor({ deniedBy, reason }: NotPermitted): string {
  if (deniedBy.length > 0) return 'Find out what sends it, or whether the deny is right.';
  if (reason === 'no zone') return 'Declare the zone that the address lies in, or stop what sends it.';
  return 'Permit what is needed, and stop the rest.';
}

/** At what could permit it: the deny, the conduit, the microsegmented zone; else where an end is declared. */
function placeOf(policy: Policy, { source, target, deniedBy, conduits }: NotPermitted): Place | undefined {
  const deny = policy.rules[deniedBy[0] ?? -1];
  if (deny !== undefined) return deny.place;
  const conduit = policy.conduits[conduits[0] ?? -1];
  if (conduit !== undefined) return conduit.namePlace;
  if (source.zone !== undefined && source.zone === target.zone) return policy.zones[source.zone]?.namePlace;
  const declared = [source, target].find((s) => s.assets.length + s.firewalls.length > 0);
  return placeOfSide(policy, declared ?? (source.zone === undefined ? target : source));
}

function reasonWords(policy: Policy, { source, target, reason, deniedBy, conduits }: NotPermitted): string {
  const zone = (ref: number | undefined) => {
    const found = policy.zones[ref ?? -1];
    return found === undefined ? '?' : label(policy, found);
  };
  const named = listed(conduits.flatMap((c) => policy.conduits[c]?.name ?? []));
  if (deniedBy.length > 0) return 'This rule denies it.';
  if (reason === 'no zone') return `${source.zone === undefined ? 'Its source' : 'Its target'} lies in no zone.`;
  if (reason === 'against one-way') return `Conduit ${named} is one-way the other way round.`;
  if (reason === 'no conduit') return `No conduit joins ${zone(source.zone)} and ${zone(target.zone)}.`;
  if (source.zone === target.zone) return `${zone(source.zone)} is microsegmented, and no rule of it permits this.`;
  return `No rule of ${conduits.length > 1 ? 'the conduits' : 'conduit'} ${named} permits it.`;
}

function* scanReport({ policy }: CheckContext, scan: Scan): Iterable<Report> {
  const { source, zones, targets, atoms, atom, traffic } = scan;
  const place = placeOfSide(policy, source) ?? policy.zones[zones[0] ?? -1]?.namePlace;
  if (place === undefined) return;
  const ports = atom === undefined ? plural(atoms, 'port') : serviceWords(policy, atom, []);
  const where = listed(
    zones.flatMap((z) => policy.zones[z] ?? []).map((z) => label(policy, z)),
    4,
  );
  const tried = `${ports} of ${targets === 1 ? '1 address' : `${targets} addresses`}`;
  yield {
    message: `Not permitted, and looks like a scan or dynamic ports: ${sideWords(policy, source)} tried ${tried}${where === '' ? '' : ` in ${where}`}, ${trafficWords(policy, traffic)}. Find out what it looks for.`,
    place,
    related: [],
  };
}
