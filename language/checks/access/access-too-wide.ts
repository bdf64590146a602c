/** Check `access-too-wide`: an access holds a whole zone, or another vendor's devices. */
import type { Access, Rule, Selector } from '../../model/policy.ts';
import type { Check, CheckContext, Report } from '../check.ts';
import { replace, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { namesOf } from '../rules/any-selector.ts';
import { assetsAmong, isOfType } from '../rules/flows.ts';
import { label, listed } from '../words.ts';

const scene = (target: string) => `zone DMZ {
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
  asset HMI-1 : hmi                     at 10.30.0.11
}

conduit Edge {
  between DMZ and Supervisory
  sl-t 1
  allow ENG-1 -> JUMP-1 : https because "patches"
}

access Drives "Drive tuning" {
  vendor "ABB"
  from 2026-12-07T08:00 until 2026-12-07T17:00
  requires mfa, session-recording
  approved by "J. Ortiz" ticket "CHG-1042"
  allow JUMP-1 -> ${target} : rdp
}
`;

export const accessTooWide: Check = {
  name: 'access-too-wide',
  family: 'access',
  severity: 'warning',
  documentation: {
    summary: "An `access` holds a whole zone, or controllers or field devices of another vendor than the access's.",
    why: `A vendor comes for a machine. A zone gives every machine in it, and those that come later; another vendor's devices are none of this vendor's
business. Devices are those of types \`controller\` and \`field-device\` that state a vendor; vendors are compared without regard to case. A zone
narrowed with \`tagged\` is not reported.`,
    avoid: scene('Supervisory'),
    prefer: scene('ENG-1'),
    fixes: [
      'Change the zone to what is declared in it: assets by name up to three, else their types.',
      "Name the targets without the other vendor's.",
    ],
    basis: 'MITRE ATT&CK for ICS T0822; NERC CIP-005 R2',
  },
  *run(context) {
    for (const access of context.policy.accesses)
      for (const ref of access.rules) {
        const rule = context.policy.rules[ref];
        if (rule !== undefined && !rule.broken) yield* reportsOf(context, access, rule);
      }
  },
};

function* reportsOf(context: CheckContext, access: Access, rule: Rule): Generator<Report> {
  const { policy, analyses } = context;
  for (const selector of [...rule.sources.items, ...rule.targets.items]) {
    const zone =
      selector.kind === 'zone' && selector.narrowedTo === undefined ? policy.zones[selector.ref ?? -1] : undefined;
    if (zone === undefined) continue;
    yield {
      message: `Access ${access.name} holds the whole of zone ${label(policy, zone)}, also what nobody declared there. Name what it is for.`,
      place: selector.place,
      related: [{ place: zone.namePlace, message: `Zone ${label(policy, zone)} is declared here.` }],
      fixes: () => expandFix(context, rule, selector),
    };
  }
  const vendor = access.vendor?.trim().toLowerCase();
  if (!vendor) return;
  const targets = assetsAmong(context, analyses.units(rule.targets, rule));
  const foreign = targets.filter(
    (a) =>
      a.vendor !== undefined &&
      a.vendor.trim().toLowerCase() !== vendor &&
      (isOfType(policy, a, 'controller') || isOfType(policy, a, 'field-device')),
  );
  const [first] = foreign;
  if (first === undefined) return;
  const rest = targets.filter((a) => !foreign.includes(a));
  yield {
    message: `Access ${access.name} of vendor ${access.vendor} holds ${listed(
      foreign.map((a) => label(policy, a)),
      3,
    )} of vendor ${first.vendor}. Name the targets without ${foreign.length > 1 ? 'them' : 'it'}.`,
    place: rule.targets.place,
    related: [{ place: first.namePlace, message: `${label(policy, first)} is declared here.` }],
    fixes: () => {
      const names = rest.length > 3 ? [] : namesOf(context, rest);
      if (names.length === 0 || textAt(context, rule.targets.place) === undefined) return [];
      return [
        {
          title: `Narrow the targets to ${listed(names)}`,
          edits: [replace(rule.targets.place, names.join(', '))],
          safe: false,
        },
      ];
    },
  };
}

function expandFix(context: CheckContext, rule: Rule, selector: Selector): Fix[] {
  const units = context.analyses.units({ items: [selector], except: [], place: selector.place }, rule);
  const names = namesOf(context, assetsAmong(context, units));
  if (names.length === 0 || textAt(context, selector.place) === undefined) return [];
  return [
    {
      title: `Change ${selector.text} to what is declared in it: ${listed(names)}`,
      edits: [replace(selector.place, names.join(', '))],
      safe: false,
      preferred: true,
    },
  ];
}
