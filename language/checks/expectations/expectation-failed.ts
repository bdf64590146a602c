/** Check `expectation-failed`: a test that lives in the policy fails. */
import type { ExpectationResult } from '../../analysis/verdict.ts';
import { principalName } from '../../analysis/words.ts';
import type { Expectation, Policy, Rule } from '../../model/policy.ts';
import { pathPlaces } from '../blast/cuts.ts';
import type { Check, CheckContext, RelatedPlace, Report } from '../check.ts';
import type { Fix } from '../finding.ts';
import { negateFixes } from './negate.ts';

export const expectationFailed: Check = {
  name: 'expectation-failed',
  family: 'expectations',
  severity: 'error',
  documentation: {
    summary: 'An `expect` does not hold.',
    why: `An expectation says what the plant relies on, apart from the rules that bring it about. When it fails, either an edit broke what
somebody counts on, or what was counted on has changed: the witness shows which.

A broken prohibition shows the path and its rules; a broken permission the denying rule, or that no conduit joins the two, or that no
rule allows it. A selection that is empty fails too. An expectation with a name that cannot be resolved has its own finding.`,
    avoid: `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
  asset HMI-2 : hmi at 10.30.0.12
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

conduit Supervision {
  between Supervisory and Cell
  sl-t 1
  allow hmi -> plc : modbus because "operator control"
}

expect HMI-1 -> PLC-1 : modbus is allowed
expect HMI-2 -> PLC-1 : modbus is denied
expect exposure of PLC-1 at most 1 assets
expect Supervisory cannot reach Cell
`,
    prefer: `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
  asset HMI-2 : hmi at 10.30.0.12
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

conduit Supervision {
  between Supervisory and Cell
  sl-t 1
  allow hmi   -> plc   : modbus because "operator control"
  deny  HMI-2 -> PLC-1 : any    because "view-only station"
}

expect HMI-1 -> PLC-1 : modbus is allowed
expect HMI-2 -> PLC-1 : modbus is denied
expect exposure of PLC-1 at most 2 assets
expect Cell cannot reach Supervisory
`,
    fixes: [
      'Go to the rule that breaks it.',
      'Say the opposite, where that holds: `is allowed` and `is denied`, `can reach` and `cannot reach`; a number is raised to what it is.',
    ],
    basis: 'Bulkhead: expectations',
  },
  *run(context) {
    const { policy, analyses } = context;
    for (const result of analyses.expectations()) {
      const expectation = policy.expectations[result.expectation];
      if (expectation === undefined || expectation.broken || result.passed) continue;
      yield reportOf(context, expectation, result);
    }
  },
};

function reportOf(context: CheckContext, expectation: Expectation, result: ExpectationResult): Report {
  const { policy } = context;
  const [head = '', ...lines] = result.message.split('\n');
  const why = lines.length === 0 ? head : `${head.replace(/:$/, '')}: ${lines.join('; ')}`;
  const rules = culprits(policy, result);
  return {
    message: `This expectation fails: ${why}. ${advice(expectation, rules.length > 0, result.witness !== undefined)}`,
    place: expectation.place,
    related: relatedTo(policy, expectation, result, rules),
    fixes: () => [...jumpFixes(rules), ...negateFixes(context, expectation)],
  };
}

const MICROSEGMENT = 'Microsegment the open zone, or part it.';

/** What to do about it. */
function advice({ question }: Expectation, hasRule: boolean, hasWitness: boolean): string {
  const cut = hasRule ? 'Remove or narrow a rule of the path.' : MICROSEGMENT;
  if (question.kind === 'rules') return 'Merge rules, or raise the number.';
  if (question.kind === 'reach' && question.can) return 'Allow a step of the way, or correct the expectation.';
  if (!hasWitness) return 'Correct what it asks about.';
  if (question.kind === 'permission' && question.allowed)
    return hasRule
      ? 'Narrow the deny, or correct the expectation.'
      : 'Allow it in a conduit of the two, or correct the expectation.';
  if (question.kind === 'permission') return hasRule ? 'Narrow what permits it, or deny it.' : MICROSEGMENT;
  return question.kind === 'reach' || question.kind === 'only-through'
    ? cut
    : 'Narrow what leads there, or raise the number.';
}

/** The rules that the failure is about, in the order of the witness. */
function culprits(policy: Policy, { witness }: ExpectationResult): readonly Rule[] {
  if (witness === undefined) return [];
  const refs =
    witness.kind === 'path'
      ? witness.hops.flatMap((h) => (h.by.kind === 'rule' ? [h.by.rule] : []))
      : witness.explanation.reason === 'denied'
        ? witness.explanation.deniedBy
        : witness.explanation.allowedBy;
  return [...new Set(refs)].flatMap((r) => policy.rules[r] ?? []);
}

/** The places of the witness. Where one rule alone breaks the expectation, it is the finding's other half. */
function relatedTo(
  policy: Policy,
  expectation: Expectation,
  result: ExpectationResult,
  rules: readonly Rule[],
): readonly RelatedPlace[] {
  const { witness } = result;
  if (witness === undefined) return [];
  const places = witness.kind === 'path' ? pathPlaces(policy, witness.hops) : permissionPlaces(policy, witness, rules);
  const [only] = rules;
  if (rules.length !== 1 || only === undefined || (witness.kind === 'path' && witness.hops.length > 1)) return places;
  const half = `This rule breaks the expectation "${expectation.text.replace(/\s+/g, ' ')}". Narrow the rule, or correct the expectation.`;
  return places.map((p) =>
    p.place.offset === only.place.offset && p.place.file === only.place.file ? { ...p, half } : p,
  );
}

function permissionPlaces(
  policy: Policy,
  witness: Extract<ExpectationResult['witness'], { kind: 'permission' }>,
  rules: readonly Rule[],
): RelatedPlace[] {
  const { explanation } = witness;
  const [from, to] = [witness.from, witness.to].map((p) => principalName(policy, p));
  const verb = explanation.reason === 'denied' ? 'denies' : 'permits';
  const out = rules.map(
    (r): RelatedPlace => ({ place: r.place, message: `This rule ${verb} it from ${from} to ${to}.` }),
  );
  const zone = explanation.openZone === undefined ? undefined : policy.zones[explanation.openZone];
  if (zone !== undefined)
    out.push({
      place: zone.namePlace,
      message: `${from} and ${to} lie in zone ${zone.id}, which is not microsegmented.`,
    });
  if (explanation.reason !== 'denied' && rules.length === 0)
    for (const c of explanation.conduits) {
      const conduit = policy.conduits[c];
      if (conduit !== undefined) out.push({ place: conduit.namePlace, message: `Conduit ${conduit.name} joins them.` });
    }
  return out;
}

function jumpFixes(rules: readonly Rule[]): Fix[] {
  const [first] = rules;
  if (first === undefined) return [];
  const where = `${first.place.file}:${first.place.line + 1}`;
  return [
    { title: `Go to the rule (${where})`, edits: [], safe: false, preferred: true, reveal: { place: first.place } },
  ];
}
