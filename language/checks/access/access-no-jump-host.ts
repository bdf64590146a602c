/** Check `access-no-jump-host`: an access leads into OT from something that is no jump host. */
import type { Unit } from '../../analysis/universe.ts';
import { joiningConduits } from '../../analysis/zones.ts';
import type { Asset, Policy, Rule } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { referenceTo, replace, separatorAt, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { isOt } from '../levels.ts';
import { label, listed } from '../words.ts';

export const accessNoJumpHost: Check = {
  name: 'access-no-jump-host',
  family: 'access',
  severity: 'error',
  documentation: {
    summary: 'An `access` leads to an OT target from a source that is no jump host.',
    why: `From a jump host a session is watched, recorded and cut; a vendor's own machine that talks to the plant directly brings whatever it caught.
OT is level 3 and below, except zones of kind \`dmz\`, \`business\` and \`external\`. A jump host is an asset of that type or of one derived from it.`,
    avoid: `zone DMZ {
  level 3.5
  kind dmz
  network 10.20.0.0/24
  asset JUMP-1 : jump-host at 10.20.0.10
}

zone Remote {
  level 3.5
  kind dmz
  network 10.19.0.0/24
  asset REM-1 : server at 10.19.0.11
}

zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset ENG-1 : engineering-workstation at 10.30.0.40
}

conduit Edge {
  between DMZ and Supervisory
  sl-t 1
  allow ENG-1 -> JUMP-1 : https because "patches"
}

conduit RemoteFiles {
  between Remote and Supervisory
  sl-t 1
  allow ENG-1 -> REM-1 : https because "fetches files"
}

conduit RemoteEdge {
  between Remote and DMZ
  sl-t 1
  allow REM-1 -> JUMP-1 : https because "status"
}

access Drives "Drive tuning" {
  vendor "ABB"
  from 2026-12-07T08:00 until 2026-12-07T17:00
  requires mfa, session-recording
  approved by "J. Ortiz" ticket "CHG-1042"
  allow REM-1 -> ENG-1 : rdp
}
`,
    prefer: `zone DMZ {
  level 3.5
  kind dmz
  network 10.20.0.0/24
  asset JUMP-1 : jump-host at 10.20.0.10
}

zone Remote {
  level 3.5
  kind dmz
  network 10.19.0.0/24
  asset REM-1 : server at 10.19.0.11
}

zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset ENG-1 : engineering-workstation at 10.30.0.40
}

conduit Edge {
  between DMZ and Supervisory
  sl-t 1
  allow ENG-1 -> JUMP-1 : https because "patches"
}

conduit RemoteFiles {
  between Remote and Supervisory
  sl-t 1
  allow ENG-1 -> REM-1 : https because "fetches files"
}

conduit RemoteEdge {
  between Remote and DMZ
  sl-t 1
  allow REM-1 -> JUMP-1 : https because "status"
}

access Drives "Drive tuning" {
  vendor "ABB"
  from 2026-12-07T08:00 until 2026-12-07T17:00
  requires mfa, session-recording
  approved by "J. Ortiz" ticket "CHG-1042"
  allow REM-1  -> JUMP-1 : rdp
  allow JUMP-1 -> ENG-1  : rdp
}
`,
    fixes: [
      'Make two hops of the rule: to a jump host that a conduit joins with both ends, by its own services, and on from there.',
    ],
    basis: 'NERC CIP-005 R2.1',
  },
  *run(context) {
    const { policy, analyses } = context;
    for (const access of policy.accesses)
      for (const ref of access.rules) {
        const rule = policy.rules[ref];
        if (rule === undefined || rule.broken) continue;
        const [sources, targets] = [analyses.units(rule.sources, rule), analyses.units(rule.targets, rule)];
        const ends = rule.both
          ? ([
              [sources, targets],
              [targets, sources],
            ] as const)
          : ([[sources, targets]] as const);
        for (const [from, to] of ends) {
          const ot = to.flatMap((u) => policy.zones[u.zone] ?? []).find((z) => isOt(context, z));
          const direct = from.filter((u) => !isJumpHost(context, u));
          if (ot === undefined || direct.length === 0) continue;
          const names = [...new Set(direct.flatMap((u) => nameOf(context, u)))];
          yield {
            message: `Access ${access.name} leads into OT zone ${label(policy, ot)} from ${listed(names)}, which is no jump host. Let it end on a jump host and go on from there.`,
            place: rule.place,
            related: [{ place: ot.namePlace, message: `Zone ${label(policy, ot)} is OT.` }],
            fixes: () => (rule.both ? [] : hopFixes(context, rule, [...from], [...to])),
          };
          break;
        }
      }
  },
};

function isJumpHost({ policy, analyses }: CheckContext, unit: Unit): boolean {
  const assets = analyses.assetsOf(unit).flatMap((a) => policy.assets[a] ?? []);
  return assets.length > 0 && assets.every((a) => isOfJumpHostType(policy, a));
}

export function isOfJumpHostType(policy: Policy, asset: Asset): boolean {
  const type = asset.type === undefined ? undefined : policy.types[asset.type];
  return type !== undefined && [type.index, ...type.ancestors].some((t) => policy.types[t]?.id === 'jump-host');
}

function nameOf({ policy, analyses }: CheckContext, unit: Unit): string[] {
  const assets = analyses.assetsOf(unit).flatMap((a) => policy.assets[a] ?? []);
  if (assets.length > 0) return assets.map((a) => label(policy, a));
  return policy.zones[unit.zone] === undefined
    ? []
    : [`undeclared addresses of ${label(policy, policy.zones[unit.zone] as never)}`];
}

/** Two hops over the first jump host that a conduit joins with every source and every target. */
function hopFixes(context: CheckContext, rule: Rule, from: readonly Unit[], to: readonly Unit[]): Fix[] {
  const { policy } = context;
  const joined = (a: number, b: number) => joiningConduits(policy, a, b).some((j) => j.permits);
  const host = policy.assets.find(
    (a) =>
      isOfJumpHostType(policy, a) &&
      from.every((u) => joined(u.zone, a.zone)) &&
      to.every((u) => joined(a.zone, u.zone)),
  );
  const [sources, targets] = [rule.sources, rule.targets].map((l) => textAt(context, l.place));
  const services = textAt(context, { ...rule.place, offset: rule.services[0]?.place.offset ?? rule.clausesAt.offset });
  if (host === undefined || sources === undefined || targets === undefined || services === undefined) return [];
  const name = referenceTo(context, host);
  const clauses = textAt(context, { ...rule.place, offset: rule.clausesAt.offset }) ?? '';
  const hops = [
    `allow ${sources} -> ${name} : ${firstHop(policy, host)}${clauses}`,
    `allow ${name} -> ${targets} : ${services}`,
  ];
  const edit = replace(rule.place, hops.join(separatorAt(context, rule.place)));
  return [{ title: `Make two hops of it, over ${host.name}`, edits: [edit], safe: false, preferred: true }];
}

/** What a session on the jump host is opened with: of what it serves the first for remote access, else rdp. */
export function firstHop(policy: Policy, host: Asset): string {
  const served = [...host.serves, ...(policy.types[host.type ?? -1]?.serves ?? [])].flatMap(
    (s) => policy.services[s] ?? [],
  );
  return served.find((s) => s.category === 'remote-access')?.id ?? 'rdp';
}
