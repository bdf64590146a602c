/** Check `wrong-initiator`: the end that serves the protocol opens the connection. */
import type { Unit } from '../../analysis/universe.ts';
import type { AtomSet } from '../../model/atoms.ts';
import type { Rule, ServiceTerm } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { replace, textAt } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { CELL } from '../scenes.ts';
import { label, listed } from '../words.ts';
import { assetsAmong, type Flow, flowsOf } from './flows.ts';
import { serves, serviceOf, withoutEcho } from './services.ts';

export const wrongInitiator: Check = {
  name: 'wrong-initiator',
  family: 'rules',
  severity: 'warning',
  documentation: {
    summary: 'The arrow of an `allow` points from the side that serves the protocol to one that does not.',
    why: `The arrow points from who opens the connection to who answers. A PLC that opens Modbus to an operator station is the wrong way round: the
station stays blind, and the PLC has a way out that it does not need.

A service whose server opens, as the library says of publishers, is judged the other way round; one that either side may open is not reported.`,
    avoid: `${CELL}
conduit Supervision {
  between Supervisory and Cell
  sl-t 1
  allow PLC-1 -> HMI-1 : modbus because "operator control"
}
`,
    prefer: `${CELL}
conduit Supervision {
  between Supervisory and Cell
  sl-t 1
  allow HMI-1 -> PLC-1 : modbus because "operator control"
}
`,
    fixes: ['Swap the two ends, where the rule has no other service and the conduit is not one-way.'],
    basis: 'Bulkhead: the library says who opens each protocol',
  },
  *run(context) {
    const { policy } = context;
    for (const flow of flowsOf(context)) {
      if (flow.rule.both) continue;
      const wrong = flow.rule.services.filter((t) => isWrong(context, flow, t));
      const [term] = wrong;
      if (term === undefined) continue;
      const [sources, targets] = [flow.sources, flow.targets].map((u) =>
        listed(
          assetsAmong(context, u).map((a) => label(policy, a)),
          3,
        ),
      );
      const opens =
        serviceOf(policy, term)?.initiator === 'server'
          ? 'is opened by the side that serves it'
          : 'is opened by the client';
      yield {
        message: `Service ${listed(wrong.map((t) => t.text))} ${opens}: from ${targets} to ${sources}, and this rule has it the other way round. Swap its ends.`,
        place: flow.rule.sources.place,
        fixes: () => (wrong.length === flow.rule.services.length ? swapFix(context, flow.rule) : []),
      };
    }
  },
};

/** Whether every asset at the end that should ask serves the term, and no asset at the end that should answer does. */
function isWrong(context: CheckContext, flow: Flow, term: ServiceTerm): boolean {
  const { policy } = context;
  const service = serviceOf(policy, term);
  if (service === undefined || service.initiator === undefined || service.initiator === 'either') return false;
  if ([...flow.sources, ...flow.targets].some((u) => u.kind === 'device')) return false;
  const set = withoutEcho(service.atoms);
  const { sources, targets } = flow;
  const [asking, answering] = service.initiator === 'client' ? [sources, targets] : [targets, sources];
  return set.length > 0 && all(context, asking, set, true) && all(context, answering, set, false);
}

/** Whether there are assets among the units, and each of them serves the set, or each does not. */
function all(context: CheckContext, units: readonly Unit[], set: AtomSet, expected: boolean): boolean {
  let some = false;
  for (const unit of units)
    for (const ref of context.analyses.assetsOf(unit)) {
      const asset = context.policy.assets[ref];
      if (asset === undefined) continue;
      if (serves(context.policy, asset, set) !== expected) return false;
      some = true;
    }
  return some;
}

function swapFix(context: CheckContext, rule: Rule): Fix[] {
  const { policy } = context;
  const conduit = rule.container.kind === 'conduit' ? policy.conduits[rule.container.conduit] : undefined;
  const [sources, targets] = [textAt(context, rule.sources.place), textAt(context, rule.targets.place)];
  if (rule.container.kind === 'access' || conduit?.oneWay !== undefined || !sources || !targets) return [];
  const edits = [replace(rule.sources.place, targets), replace(rule.targets.place, sources)];
  return [{ title: 'Swap source and target', edits, safe: false, preferred: true }];
}
