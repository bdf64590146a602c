/** Check `dmz-bypassed`: a conduit joins business zones with OT, past the DMZ. */
import { sideOf } from '../../analysis/zones.ts';
import type { Conduit, Policy, Zone, ZoneRef } from '../../model/policy.ts';
import type { Check, Report } from '../check.ts';
import { isBusiness, isOt } from '../levels.ts';
import { subtreeOf } from '../rules/pairing.ts';
import { label, levelOf } from '../words.ts';
import { throughDmzFixes } from './through-dmz.ts';

export const dmzBypassed: Check = {
  name: 'dmz-bypassed',
  family: 'conduits',
  severity: 'error',
  documentation: {
    summary: 'A conduit joins level 4 or above with OT directly.',
    why: `What a business network catches, it passes on to whatever it may talk to. In a DMZ every connection from above ends on a broker, and the
plant fetches from there: there is no path from an office to a controller that does not stop in between.

Business is level 4 and above, except a \`kind dmz\`; OT is level 3 and below, except kinds \`dmz\`, \`business\` and \`external\`. A zone without
level counts by its kind. A conduit counts whatever its rules say: with the zones nested in those that it names, and in whichever direction.`,
    avoid: `zone Enterprise {
  level 4
  kind business
  network 10.10.0.0/24
  asset MES-1 : mes-server at 10.10.0.20
}

zone IDMZ {
  level 3.5
  kind dmz
  network 10.20.0.0/24
  asset HIST-DMZ : historian at 10.20.0.20
}

zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HIST-1 : historian at 10.30.0.20
}

conduit Reports {
  between Enterprise and Supervisory
  sl-t 1
  allow MES-1 -> HIST-1 : https because "reports"
}
`,
    prefer: `zone Enterprise {
  level 4
  kind business
  network 10.10.0.0/24
  asset MES-1 : mes-server at 10.10.0.20
}

zone IDMZ {
  level 3.5
  kind dmz
  network 10.20.0.0/24
  asset HIST-DMZ : historian at 10.20.0.20
}

zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HIST-1 : historian at 10.30.0.20
}

conduit Reports {
  between Enterprise and IDMZ
  sl-t 1
  allow MES-1 -> HIST-DMZ : https because "reports"
}

conduit Replication {
  between Supervisory and IDMZ
  sl-t 1
  allow HIST-1 -> HIST-DMZ : pi because "replication"
}
`,
    fixes: [
      'Part the conduit in two that meet in the DMZ, with a broker there that every rule ends on and starts from. Of a policy without DMZ: with a new one.',
    ],
    basis: 'SP 800-82',
  },
  *run(context) {
    const { policy } = context;
    for (const conduit of policy.conduits) {
      const sides = [...new Set(conduit.zones)].map((side) => ({ side, zones: zonesOfSide(policy, conduit, side) }));
      const above = sides.filter((s) => s.zones.some((z) => isBusiness(context, z)));
      for (const upper of above) {
        const lower = sides.find((s) => s.side !== upper.side && s.zones.some((z) => isOt(context, z)));
        const business = upper.zones.find((z) => isBusiness(context, z));
        const ot = lower?.zones.find((z) => isOt(context, z));
        if (lower === undefined || business === undefined || ot === undefined) continue;
        yield {
          ...reportOf(policy, conduit, business, ot),
          fixes: () => throughDmzFixes(context, conduit, upper.side, lower.side),
        };
        break;
      }
    }
  },
};

/** The zones of a conduit's side that hold something themselves; the side's own zone where none does. */
function zonesOfSide(policy: Policy, conduit: Conduit, side: ZoneRef): readonly Zone[] {
  const inside = subtreeOf(policy, side)
    .filter((z) => sideOf(policy, conduit.index, z) === side)
    .flatMap((z) => policy.zones[z] ?? []);
  const used = inside.filter((z) => z.legs.length > 0 || z.networks.length > 0);
  return used.length > 0 ? used : inside;
}

function reportOf(policy: Policy, conduit: Conduit, business: Zone, ot: Zone): Report {
  return {
    message: `Conduit ${conduit.name} joins zone ${label(policy, business)} (${levelOf(business)}) with zone ${label(policy, ot)} (${levelOf(ot)}) past the DMZ. End both sides on a broker in a zone of kind dmz, with a conduit to each.`,
    place: conduit.namePlace,
    related: [
      { place: business.namePlace, message: `Zone ${label(policy, business)}, ${levelOf(business)}.` },
      { place: ot.namePlace, message: `Zone ${label(policy, ot)}, ${levelOf(ot)}.` },
    ],
  };
}
