/** Check `safety-write`: a control zone may write to a safety zone. */
import type { AtomSet } from '../../model/atoms.ts';
import { overlaps, union } from '../../model/intervals.ts';
import type { Policy, Rule, ServiceTerm } from '../../model/policy.ts';
import type { Check } from '../check.ts';
import { isControl } from '../levels.ts';
import { crossingFlows, zonesMeeting } from '../rules/flows.ts';
import { dropTermsFix } from '../rules/removing.ts';
import { serviceOf, withParts } from '../rules/services.ts';
import { SAFETY } from '../scenes.ts';
import { label, listed } from '../words.ts';
import { safetyStations } from './safety-station.ts';
import { gatewayFixes, oneWayOutFixes } from './sending-out.ts';

const WRITING = ['writes', 'programs'];

export const safetyWrite: Check = {
  name: 'safety-write',
  family: 'safety',
  severity: 'error',
  documentation: {
    summary: 'A service that can write is permitted from a control zone to a safety zone.',
    why: `Controls may read what the safety system measures; they must not change what it decides. A service whose risks hold \`writes\` or \`programs\`
can do both. What has to be read comes through a gateway that only reads, or is sent out.

Programming by the safety system's own engineering station - see \`safety-inbound\` - is not reported: that is what it is there for.`,
    avoid: `${SAFETY}
conduit SafetyValues {
  between Supervisory and Safety
  sl-t 1
  allow SIS-ENG -> SIS-1 : modbus because "reads values"
}
`,
    prefer: `${SAFETY}
conduit SafetyValues {
  between Supervisory and Safety
  sl-t 1
  allow SIS-1 -> SIS-ENG : ping because "is it there"
}
`,
    fixes: [
      'Take the service out of the rule; remove a rule that has no other. None where an expectation relies on it.',
      'Let the safety system send to a new gateway beside the sources, which then ask that.',
      'Let the safety system send: turn the rule round and make the conduit one-way. Where nothing else runs the other way.',
    ],
    basis: 'IEC 62443-3-2, ZCR 3.3',
  },
  *run(context) {
    const { policy, analyses } = context;
    for (const flow of crossingFlows(context)) {
      const met = zonesMeeting(
        context,
        flow,
        (z) => z.kind !== 'safety' && isControl(context, z),
        (z) => z.kind === 'safety',
      );
      if (met === undefined) continue;
      const stations = safetyStations(context);
      const own = flow.sources.every((u) => {
        const assets = analyses.assetsOf(u);
        return assets.length > 0 && assets.every((a) => stations.has(a));
      });
      const terms = flow.rule.services.filter((t) => mayWrite(policy, t) && !(own && isEngineering(policy, t)));
      const [term] = terms;
      if (term === undefined) continue;
      yield {
        message: `Service ${listed(terms.map((t) => t.text))} can write, from control zone ${label(policy, met.from)} to safety zone ${label(policy, met.to)}. Read through a gateway that only reads, or let the safety system send.`,
        place: term.place,
        related: [{ place: met.to.namePlace, message: `Zone ${label(policy, met.to)} is a safety zone.` }],
        fixes: () => fixesOf(flow.rule, terms),
      };
    }
    function fixesOf(rule: Rule, terms: readonly ServiceTerm[]) {
      const all = terms.length === rule.services.length;
      const others = all ? [...gatewayFixes(context, rule), ...oneWayOutFixes(context, rule)] : [];
      return [...dropTermsFix(context, rule, terms), ...others];
    }
  },
};

function isEngineering(policy: Policy, term: ServiceTerm): boolean {
  return serviceOf(policy, term)?.category === 'engineering';
}

/** A service by what it states; `any` and literal ports by the services that use them. */
function mayWrite(policy: Policy, term: ServiceTerm): boolean {
  const service = serviceOf(policy, term);
  if (service !== undefined)
    return withParts(policy, service).some((s) => (s.risks ?? []).some((r) => WRITING.includes(r)));
  return overlaps(term.atoms, writingAtoms(policy));
}

const known = new WeakMap<Policy, AtomSet>();

function writingAtoms(policy: Policy): AtomSet {
  const before = known.get(policy);
  if (before !== undefined) return before;
  const sets = policy.services.filter((s) => (s.risks ?? []).some((r) => WRITING.includes(r))).map((s) => s.atoms);
  const atoms = union<number>(...sets, []);
  known.set(policy, atoms);
  return atoms;
}
