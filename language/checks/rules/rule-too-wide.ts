/** Check `rule-too-wide`: a whole zone for remote access or engineering. */
import type { Rule, Selector } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { replace } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { label, listed } from '../words.ts';
import { namesOf } from './any-selector.ts';

const FOR_FEW = ['remote-access', 'engineering'];

export const ruleTooWide: Check = {
  name: 'rule-too-wide',
  family: 'rules',
  severity: 'warning',
  documentation: {
    summary: 'A rule gives a remote-access or engineering service to a whole zone.',
    why: `A zone stands for every asset in it, for those that come later, and for addresses that nobody declared. Remote desktops and programming
tools are for few of them. A zone narrowed with \`tagged\` is not reported; an access has checks of its own.`,
    avoid: `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset ENG-1 : engineering-workstation at 10.30.0.40
  asset HMI-1 : hmi                     at 10.30.0.11
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10 { serves ssh }
}

conduit Maintenance {
  between Supervisory and Cell
  sl-t 1
  allow Supervisory -> PLC-1 : ssh ticket "CHG-7" because "maintenance"
}
`,
    prefer: `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset ENG-1 : engineering-workstation at 10.30.0.40
  asset HMI-1 : hmi                     at 10.30.0.11
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10 { serves ssh }
}

conduit Maintenance {
  between Supervisory and Cell
  sl-t 1
  allow ENG-1 -> PLC-1 : ssh ticket "CHG-7" because "maintenance"
}
`,
    fixes: ['Expand the zone to what is declared in it: assets by name up to three, else their types.'],
    basis: 'IEC 62443-3-3 SR 2.1, least privilege',
  },
  *run(context) {
    const { policy } = context;
    for (const rule of policy.rules) {
      if (rule.action !== 'allow' || rule.broken || rule.container.kind === 'access') continue;
      const terms = rule.services.filter((t) => FOR_FEW.includes(policy.services[t.service ?? -1]?.category ?? ''));
      if (terms.length === 0) continue;
      for (const selector of [...rule.sources.items, ...rule.targets.items]) {
        const zone =
          selector.kind === 'zone' && selector.narrowedTo === undefined ? policy.zones[selector.ref ?? -1] : undefined;
        if (zone === undefined) continue;
        yield {
          message: `This rule gives ${listed(terms.map((t) => t.text))} to the whole of zone ${label(policy, zone)}, also to what nobody declared there. Name the types or assets that need it.`,
          place: selector.place,
          related: [{ place: zone.namePlace, message: `Zone ${label(policy, zone)} is declared here.` }],
          fixes: () => expandFix(context, rule, selector),
        };
      }
    }
  },
};

function expandFix(context: CheckContext, rule: Rule, selector: Selector): Fix[] {
  const { policy, analyses } = context;
  const units = analyses.units({ items: [selector], except: [], place: selector.place }, rule);
  const assets = [...new Set(units.flatMap((u) => analyses.assetsOf(u)))].flatMap((a) => policy.assets[a] ?? []);
  const names = namesOf(context, assets);
  if (names.length === 0) return [];
  return [
    {
      title: `Change ${selector.text} to what is declared in it: ${listed(names)}`,
      edits: [replace(selector.place, names.join(', '))],
      safe: false,
      preferred: true,
    },
  ];
}
