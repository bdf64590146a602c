/** Check `engineering-from-elsewhere`: something else than an engineering workstation may program controllers. */
import type { Unit } from '../../analysis/universe.ts';
import type { Rule } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { referenceTo, replace, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { CELL } from '../scenes.ts';
import { label, listed } from '../words.ts';
import { assetsAmong, flowsOf, isOfType, meet } from './flows.ts';
import { termsOf } from './services.ts';

const STATION = 'engineering-workstation';

export const engineeringFromElsewhere: Check = {
  name: 'engineering-from-elsewhere',
  family: 'rules',
  severity: 'error',
  documentation: {
    summary: 'An engineering service is open to something that is no engineering workstation.',
    why: `Who may speak an engineering protocol may replace the program of a controller. That is the work of one kind of machine, which is kept for
it: an asset of type \`engineering-workstation\` or of one derived from it. Undeclared addresses are none.

Engineering services are those of \`category engineering\`, and those that are made of such and state no category.`,
    avoid: `${CELL}
schedule Maintenance { every tue 08:00-12:00 }

conduit Programming {
  between Supervisory and Cell
  sl-t 1
  allow HMI-1 -> PLC-1 : codesys-v3 during Maintenance ticket "CHG-88" because "program changes"
}
`,
    prefer: `${CELL}
schedule Maintenance { every tue 08:00-12:00 }

conduit Programming {
  between Supervisory and Cell
  sl-t 1
  allow ENG-1 -> PLC-1 : codesys-v3 during Maintenance ticket "CHG-88" because "program changes"
}
`,
    fixes: [
      'Restrict the source to the engineering workstations that it holds, else to one that lies in the zone of a source.',
    ],
    basis: 'MITRE ATT&CK for ICS T0843; IEC 62443-3-3 SR 2.1',
  },
  *run(context) {
    const { policy } = context;
    for (const flow of flowsOf(context)) {
      const terms = termsOf(policy, flow.rule.services, ['engineering']);
      if (terms.length === 0 || flow.targets.length === 0) continue;
      const others = assetsAmong(context, flow.sources).filter((a) => !isOfType(policy, a, STATION));
      const undeclared = flow.sources.filter((u) => u.kind !== 'legs').flatMap((u) => policy.zones[u.zone] ?? []);
      if (others.length + undeclared.length === 0) continue;
      const names =
        others.length > 0
          ? others.map((a) => label(policy, a))
          : [...new Set(undeclared.map((z) => `undeclared addresses of ${label(policy, z)}`))];
      const end = flow.reversed ? flow.rule.targets : flow.rule.sources;
      yield {
        message: `${listed(names, 3)} may program controllers with ${listed(terms.map((t) => t.text))} and ${names.length > 1 ? 'are no engineering workstations' : 'is no engineering workstation'}. Restrict the source to an engineering workstation.`,
        place: end.place,
        related: others
          .slice(0, 3)
          .map((a) => ({ place: a.namePlace, message: `${label(policy, a)} is declared here.` })),
        fixes: () => (flow.rule.both ? [] : restrictFix(context, flow.rule, flow.sources, flow.targets)),
      };
    }
  },
};

function restrictFix(context: CheckContext, rule: Rule, sources: readonly Unit[], targets: readonly Unit[]): Fix[] {
  const { policy } = context;
  if (textAt(context, rule.sources.place) === undefined) return [];
  const held = assetsAmong(context, sources).filter((a) => isOfType(policy, a, STATION));
  const zones = new Set(sources.map((u) => u.zone));
  const joined = (zone: number) => targets.every((t) => meet(policy, rule, zone, t.zone));
  const near = policy.assets.filter((a) => isOfType(policy, a, STATION) && zones.has(a.zone) && joined(a.zone));
  const chosen = held.length > 0 ? held : near.slice(0, 1);
  if (chosen.length === 0 || chosen.length > 3) return [];
  const names = chosen.map((a) => referenceTo(context, a)).sort();
  const title = `Restrict the source to ${listed(names)}`;
  return [{ title, edits: [replace(rule.sources.place, names.join(', '))], safe: held.length > 0, preferred: true }];
}
