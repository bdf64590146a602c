/** Check `target-does-not-serve`: no target of a rule answers what the rule permits. */
import { type AtomSet, ROUTED_ATOMS } from '../../model/atoms.ts';
import { contains, intersect } from '../../model/intervals.ts';
import type { Asset, Policy, Rule, ServiceCategory, ServiceTerm } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { insertMembers, masked, replace, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { CELL } from '../scenes.ts';
import { label, listed, plural } from '../words.ts';
import { assetsAmong, type Flow, flowsOf } from './flows.ts';
import { servedByAll, serves, serviceOf, withoutEcho, withParts } from './services.ts';

export const targetDoesNotServe: Check = {
  name: 'target-does-not-serve',
  family: 'rules',
  severity: 'warning',
  documentation: {
    summary: 'No target of an `allow` serves any part of the service.',
    why: `Such a rule opens a port behind which nothing is meant to listen: it is aimed at the wrong target, has the wrong service, or the target's
declaration is out of date. What an asset serves is what it and its types state.

The check is silent where a target states nothing of what it serves, for literal ports, for \`any\` and for echo requests. Of a service that
its server opens, or that either side may open, the source may be the one that serves it. A source that serves what no target does is
\`wrong-initiator\`.`,
    avoid: `${CELL}
conduit Supervision {
  between Supervisory and Cell
  sl-t 1
  allow HMI-1 -> PLC-1 : dnp3 because "operator control"
}
`,
    prefer: `${CELL}
conduit Supervision {
  between Supervisory and Cell
  sl-t 1
  allow HMI-1 -> PLC-1 : modbus because "operator control"
}
`,
    fixes: [
      'State that the targets serve it, up to three of them.',
      'Change the service to one of the same category that every target serves, up to three of them.',
    ],
    basis: 'Bulkhead: the library says what each type serves',
  },
  *run(context) {
    const { policy } = context;
    for (const flow of flowsOf(context))
      for (const term of flow.rule.services) {
        const targets = unserved(context, flow, term);
        if (targets === undefined) continue;
        const names = listed(
          targets.map((a) => label(policy, a)),
          3,
        );
        yield {
          message: `${names} ${targets.length > 1 ? 'serve' : 'serves'} no part of ${term.text}, so nothing answers there. State it with serves, or correct the target or the service.`,
          place: term.place,
          related: targets
            .slice(0, 3)
            .map((a) => ({ place: a.namePlace, message: `${label(policy, a)} is declared here.` })),
          fixes: () => [...serveFix(context, targets, term), ...correctFixes(context, targets, flow.rule, term)],
        };
      }
  },
};

/** The targets of a flow where none of them serves the term, nor may the source be the one that does. */
function unserved(context: CheckContext, flow: Flow, term: ServiceTerm): readonly Asset[] | undefined {
  const { policy } = context;
  const service = serviceOf(policy, term);
  if (service === undefined || flow.targets.some((u) => u.kind === 'device')) return undefined;
  const set: AtomSet = withoutEcho(service.atoms);
  if (set.length === 0 || service.initiator === 'server') return undefined;
  const targets = assetsAmong(context, flow.targets);
  if (targets.length === 0 || targets.some((a) => serves(policy, a, set) !== false)) return undefined;
  return assetsAmong(context, flow.sources).some((a) => serves(policy, a, set) === true) ? undefined : targets;
}

function serveFix(context: CheckContext, targets: readonly Asset[], term: ServiceTerm): Fix[] {
  if (targets.length > 3) return [];
  const name = serviceOf(context.policy, term)?.id;
  const edits = targets.flatMap((a) => {
    const written = a.body === undefined ? undefined : textAt(context, a.body);
    const at = /(?<![\w-])serves[ \t]+/.exec(masked(written ?? ''));
    if (a.body === undefined || at === null) return insertMembers(context, a, [`serves ${name}`]);
    const offset = a.body.offset + at.index + at[0].length;
    return [{ file: a.body.file, offset, end: offset, newText: `${name}, ` }];
  });
  if (edits.length === 0) return [];
  const title = `State that ${plural(targets.length, 'target')} ${targets.length > 1 ? 'serve' : 'serves'} ${name}`;
  return [{ title, edits, safe: false }];
}

/** Services of the same category that every target serves and the rule does not have yet. */
function correctFixes(context: CheckContext, targets: readonly Asset[], rule: Rule, term: ServiceTerm): Fix[] {
  const { policy } = context;
  const [wanted] = withCategory(policy, term);
  if (textAt(context, term.place) === undefined || wanted === undefined) return [];
  return servedByAll(policy, targets)
    .filter(
      (s) => s.category === wanted && !contains(rule.atoms, s.atoms) && intersect(s.atoms, ROUTED_ATOMS).length > 0,
    )
    .slice(0, 3)
    .map((s) => ({ title: `Change to ${s.id}, which is served`, edits: [replace(term.place, s.id)], safe: false }));
}

/** The categories of a term's service, or of what it is made of. */
function withCategory(policy: Policy, term: ServiceTerm): readonly ServiceCategory[] {
  const service = serviceOf(policy, term);
  return service === undefined ? [] : withParts(policy, service).flatMap((s) => s.category ?? []);
}
