/** Check `access-off-conduit`: an access between zones that no conduit joins. */
import { joiningConduits } from '../../analysis/zones.ts';
import type { Conduit, Rule, Zone } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { appendDeclarations, freeName, referenceTo } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { isBusiness, isOt } from '../levels.ts';
import { subtreeOf } from '../rules/pairing.ts';
import { label } from '../words.ts';

export const accessOffConduit: Check = {
  name: 'access-off-conduit',
  family: 'access',
  severity: 'error',
  documentation: {
    summary: 'An `access` leads between two zones that no conduit joins.',
    why: `An access opens a conduit for a time; where there is none it opens nothing, and whoever relies on it stands before a closed door. The conduit
also says what protects the way - its SL-T, its firewalls - and it need not have rules.`,
    avoid: `zone DMZ {
  level 3.5
  kind dmz
  network 10.20.0.0/24
  asset JUMP-1 : jump-host at 10.20.0.10
}

zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset ENG-1 : engineering-workstation at 10.30.0.40
}

access Drives "Drive tuning" {
  vendor "ABB"
  from 2026-12-07T08:00 until 2026-12-07T17:00
  requires mfa, session-recording
  approved by "J. Ortiz" ticket "CHG-1042"
  allow JUMP-1 -> ENG-1 : rdp
}
`,
    prefer: `zone DMZ {
  level 3.5
  kind dmz
  network 10.20.0.0/24
  asset JUMP-1 : jump-host at 10.20.0.10
}

zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset ENG-1 : engineering-workstation at 10.30.0.40
}

access Drives "Drive tuning" {
  vendor "ABB"
  from 2026-12-07T08:00 until 2026-12-07T17:00
  requires mfa, session-recording
  approved by "J. Ortiz" ticket "CHG-1042"
  allow JUMP-1 -> ENG-1 : rdp
}

conduit Drives-way {
  between DMZ and Supervisory
  sl-t 1
}
`,
    fixes: ['Create the conduit, without rules.'],
    basis: 'IEC 62443-3-2, ZCR 3.1',
  },
  *run(context) {
    const { policy } = context;
    for (const access of policy.accesses)
      for (const ref of access.rules) {
        const rule = policy.rules[ref];
        const ends = rule === undefined || rule.broken ? undefined : unjoined(context, rule);
        if (rule === undefined || ends === undefined) continue;
        const [from, to] = ends;
        yield {
          message: `Access ${access.name} leads from zone ${label(policy, from)} to zone ${label(policy, to)}, and no conduit joins the two: it permits nothing. Create the conduit, or correct the access.`,
          place: rule.place,
          related: ends.map((z) => ({ place: z.namePlace, message: `Zone ${label(policy, z)} is declared here.` })),
          fixes: () => conduitFix(context, rule, access.name, from, to),
        };
      }
  },
};

/** The first two zones of the rule's ends, where no two of all of them are joined. */
function unjoined({ policy, analyses }: CheckContext, rule: Rule): readonly [Zone, Zone] | undefined {
  const zonesOf = (list: Rule['sources']) =>
    [...new Set(analyses.units(list, rule).map((u) => u.zone))].sort((a, b) => a - b);
  const [sources, targets] = [zonesOf(rule.sources), zonesOf(rule.targets)];
  let first: readonly [Zone, Zone] | undefined;
  for (const a of sources)
    for (const b of targets) {
      if (a === b) continue;
      if (joiningConduits(policy, a, b).length > 0) return undefined;
      const [from, to] = [policy.zones[a], policy.zones[b]];
      if (from !== undefined && to !== undefined) first ??= [from, to];
    }
  return first;
}

/** None between business and OT, which would bypass the DMZ, and none that an expectation forbids. */
function conduitFix(context: CheckContext, rule: Rule, access: string, from: Zone, to: Zone): Fix[] {
  const { policy } = context;
  const [here, there] = [from, to].map((z) => subtreeOf(policy, z.index).flatMap((i) => policy.zones[i] ?? []));
  const bypasses = (a: readonly Zone[] = [], b: readonly Zone[] = []) =>
    a.some((z) => isBusiness(context, z)) && b.some((z) => isOt(context, z));
  if (bypasses(here, there) || bypasses(there, here) || isForbidden(context, rule, from, to)) return [];
  const name = freeName(context, /^[\w-]+$/.test(access) ? `${access}-way` : 'Access-way');
  const text = `conduit ${name} {\n  between ${referenceTo(context, from)} and ${referenceTo(context, to)}\n}`;
  const edits = appendDeclarations(context, rule.place.file, [text]);
  return edits.length === 0
    ? []
    : [
        {
          title: `Create conduit ${name} between ${label(policy, from)} and ${label(policy, to)}`,
          edits,
          safe: false,
          preferred: true,
        },
      ];
}

/** Whether an expectation that holds fails once a conduit joins the two. */
function isForbidden({ policy, analyses }: CheckContext, { place }: Rule, from: Zone, to: Zone): boolean {
  const held = new Set(analyses.failedExpectations(policy));
  const joined: Conduit = {
    ...{ index: policy.conduits.length, id: '', name: '', place, namePlace: place },
    ...{ zones: [from.index, to.index], zonePlaces: [], rules: [], via: [] },
    ...{ proxied: false, encrypted: false, inspected: false, broken: false },
  };
  return analyses.failedExpectations({ ...policy, conduits: [...policy.conduits, joined] }).some((e) => !held.has(e));
}
