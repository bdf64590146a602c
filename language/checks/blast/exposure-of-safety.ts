/** Check `exposure-of-safety`: something can reach a safety asset, and no expectation says how much may. */
import { exposureOf } from '../../analysis/blast.ts';
import { chooseAssets } from '../../analysis/choices.ts';
import { blastTotals } from '../../analysis/totals.ts';
import { witness } from '../../analysis/witness.ts';
import { criticalityOf } from '../../analysis/worth.ts';
import type { Asset, AssetRef, ExpectationQuestion, Policy } from '../../model/policy.ts';
import type { Check, CheckContext, Report } from '../check.ts';
import { appendDeclarations, referenceTo } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { label, plural } from '../words.ts';
import { pathPlaces } from './cuts.ts';

const PLANT = `zone Safety {
  level 1
  kind safety
  sl-t 1
  network 10.42.0.0/28
  asset SENG-1 : engineering-workstation at 10.42.0.4
  asset SIS-1  : safety-controller       at 10.42.0.5
}
`;

export const exposureOfSafety: Check = {
  name: 'exposure-of-safety',
  family: 'blast',
  severity: 'info',
  documentation: {
    summary: 'A safety asset can be reached from others, and no expectation says from how many.',
    why: `The exposure of a safety asset is the number of assets whose fall takes it along, over any number of steps. It should be as few
as can be, and it should not grow unseen: an expectation makes every change that adds one fail, with the path.

An expectation speaks of a safety asset where it limits its exposure (\`expect exposure of SIS-1 at most 1 assets\`), or says what cannot reach it, or only
through what. Safety assets are those of \`class safety\` or \`criticality safety\`; one that nothing can reach needs no expectation.`,
    avoid: PLANT,
    prefer: `${PLANT}
expect exposure of SIS-1 at most 1 assets
`,
    fixes: ['Insert an expectation with the exposure of today.'],
    basis: 'Bulkhead: blast radius, worst case',
  },
  *run(context) {
    const { policy, analyses } = context;
    const safety = policy.assets.filter((a) => a.class === 'safety' || criticalityOf(policy, a) === 'safety');
    if (safety.length === 0) return;
    const { exposures } = blastTotals(analyses.graph());
    const spoken = spokenOf(policy);
    for (const asset of safety) {
      const exposure = exposures[asset.index] ?? 0;
      if (exposure > 0 && !spoken.has(asset.index)) yield reportOf(context, asset, exposure);
    }
  },
};

/** The assets of whose exposure some expectation speaks. */
function spokenOf(policy: Policy): ReadonlySet<AssetRef> {
  const listOf = (question: ExpectationQuestion) => {
    if (question.kind === 'exposure') return [question.of];
    return question.kind === 'only-through' || (question.kind === 'reach' && !question.can) ? [question.targets] : [];
  };
  const lists = policy.expectations.flatMap(({ question, broken }) => (broken ? [] : listOf(question)));
  return new Set(lists.flatMap((list) => chooseAssets(policy, list)));
}

function reportOf(context: CheckContext, asset: Asset, exposure: number): Report {
  const { policy, analyses } = context;
  const graph = analyses.graph();
  const paths = exposureOf(graph, asset.index).map((from) => witness(graph, from, asset.index) ?? []);
  const nearest = paths.reduce((a, b) => (b.length < a.length ? b : a), paths[0] ?? []);
  const [first] = nearest;
  const from = first?.from.kind === 'asset' ? policy.assets[first.from.asset] : undefined;
  const who = from === undefined ? '' : `${exposure > 1 ? ', the nearest' : ':'} ${label(policy, from)}`;
  return {
    message: `In the worst case ${plural(exposure, 'asset')} can reach the safety asset ${label(policy, asset)}${who}, and no expectation limits how many. State what must hold, or cut the paths.`,
    place: asset.namePlace,
    related: pathPlaces(policy, nearest),
    fixes: () => insertExpectation(context, asset, exposure),
  };
}

function insertExpectation(context: CheckContext, asset: Asset, exposure: number): Fix[] {
  const last = context.policy.expectations.at(-1);
  const text = `expect exposure of ${referenceTo(context, asset)} at most ${exposure} assets`;
  const edits = appendDeclarations(context, last?.place.file ?? asset.place.file, [text]);
  return edits.length === 0 ? [] : [{ title: `Insert "${text}"`, edits, safe: false, preferred: true }];
}
