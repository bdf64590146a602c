/** Check `blast-reaches-safety`: from an asset that an attacker gets hold of easily, a safety asset can be reached. */
import { blastOf } from '../../analysis/blast.ts';
import { cutBetween, isSmallest } from '../../analysis/cuts.ts';
import type { ReachGraph } from '../../analysis/graph.ts';
import { stepsTo, UNREACHED } from '../../analysis/paths.ts';
import { witness } from '../../analysis/witness.ts';
import { criticalityOf } from '../../analysis/worth.ts';
import type { Asset, AssetRef, RuleRef } from '../../model/policy.ts';
import type { Check, CheckContext, Report } from '../check.ts';
import type { Fix } from '../finding.ts';
import { label, listed, plural } from '../words.ts';
import { pathPlaces, pathText, removeRules, showBlast, smallestCut, withoutRules } from './cuts.ts';
import { oneChangeFixes } from './remedies.ts';

export const blastReachesSafety: Check = {
  name: 'blast-reaches-safety',
  family: 'blast',
  severity: 'error',
  documentation: {
    summary: 'From an exposed, portable, wireless or external asset a safety asset can be reached.',
    why: `A safety system is the last thing between a fault and an accident, and what can reach it can switch it off. Assets with a known
\`exposure\`, that leave the site (\`portable\`), that need no cable (\`wireless\`) or that are not the plant's own (\`class external\`, or in a
zone of \`kind external\`) are where an attack begins.

The blast radius is the worst case: whatever can be reached falls, over any number of steps, at any time from now on. Safety assets are those of
\`class safety\` or \`criticality safety\`.`,
    avoid: `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset ENG-1 : engineering-workstation at 10.30.0.40 {
    exposure "CVE-2022-38465" code-execution
  }
}

zone Safety {
  level 1
  kind safety
  sl-t 1
  network 10.42.0.0/28
  asset SIS-1 : safety-controller at 10.42.0.5
}

conduit SafetyProgramming {
  between Supervisory and Safety
  sl-t 1
  allow ENG-1 -> SIS-1 : tristation during Maintenance ticket "CHG-88" because "program changes"
}

schedule Maintenance { every tue 08:00-12:00 }

expect exposure of SIS-1 at most 1 assets
`,
    prefer: `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset ENG-1 : engineering-workstation at 10.30.0.40 {
    exposure "CVE-2022-38465" code-execution
    serves syslog
  }
}

zone Safety {
  level 1
  kind safety
  sl-t 1
  network 10.42.0.0/28
  asset SIS-1 : safety-controller at 10.42.0.5
}

conduit SafetyAlarms {
  between Safety and Supervisory
  one-way from Safety to Supervisory
  sl-t 1
  allow SIS-1 -> ENG-1 : syslog because "alarm records, through a diode"
}

expect exposure of SIS-1 at most 1 assets
`,
    fixes: [
      'Open the diagram with the blast radius of the asset.',
      'Remove the minimum cut: the fewest rules without which no path is left, none that an expectation needs. Open zones cannot be cut.',
      'Narrow a rule to the types that serve it, microsegment an open zone, drop a leg, or move a leg behind a gateway: where that one change suffices, with what is left.',
    ],
    basis: 'Bulkhead: blast radius, worst case',
  },
  *run(context) {
    const { policy, analyses } = context;
    const safety = new Set(
      policy.assets.filter((a) => a.class === 'safety' || criticalityOf(policy, a) === 'safety').map((a) => a.index),
    );
    const weak = policy.assets.filter((a) => weakness(context, a) !== undefined);
    if (safety.size === 0 || weak.length === 0) return;
    const graph = analyses.graph();
    const steps = stepsTo(graph, new Set([...safety].map((a) => graph.universe.classOf[a] ?? 0)));
    for (const asset of weak) {
      if (steps[graph.universe.classOf[asset.index] ?? 0] === UNREACHED) continue;
      const reached = blastOf(graph, asset.index).filter((a) => safety.has(a));
      if (reached.length > 0) yield reportOf(context, asset, reached, safety);
    }
  },
};

/** Why an attacker may begin here. */
function weakness({ policy }: CheckContext, asset: Asset): string | undefined {
  if (asset.exposures.length > 0) return `exposed (${listed(asset.exposures.map((e) => e.what))})`;
  if (asset.portable) return 'portable';
  if (asset.wireless) return 'wireless';
  if (asset.class === 'external') return 'external';
  const outside = asset.legs
    .flatMap((l) => policy.zones[policy.legs[l]?.zone ?? -1] ?? [])
    .find((z) => z.kind === 'external');
  return outside === undefined ? undefined : `in the external zone ${label(policy, outside)}`;
}

function reportOf(
  context: CheckContext,
  asset: Asset,
  reached: readonly AssetRef[],
  safety: ReadonlySet<AssetRef>,
): Report {
  const { policy, analyses } = context;
  const graph = analyses.graph();
  const paths = reached.map((target) => ({ target, hops: witness(graph, asset.index, target) ?? [] }));
  const nearest = paths.reduce((a, b) => (b.hops.length < a.hops.length ? b : a));
  const names = reached.flatMap((a) => (policy.assets[a] === undefined ? [] : [label(policy, policy.assets[a])]));
  const target = policy.assets[nearest.target];
  return {
    message: `${label(policy, asset)} is ${weakness(context, asset)}, and from it the safety asset${names.length > 1 ? 's' : ''} ${listed(names)} can be reached in the worst case: ${pathText(policy, asset.index, nearest.hops)}. Cut the path, or let it end on a gateway that only reads.`,
    place: asset.namePlace,
    related: [
      ...pathPlaces(policy, nearest.hops),
      ...(target === undefined
        ? []
        : [{ place: target.namePlace, message: `${label(policy, target)} is a safety asset.` }]),
    ],
    fixes: () => [...showBlast(policy, asset.index), ...mendingFixes(context, asset, safety)],
  };
}

function mendingFixes(context: CheckContext, asset: Asset, safety: ReadonlySet<AssetRef>): Fix[] {
  const graph = context.analyses.graph();
  const count = (of: ReachGraph): number => blastOf(of, asset.index).filter((a) => safety.has(a)).length;
  const before = count(graph);
  const effect = (after: number): string => `${asset.name} reaches ${before} -> ${plural(after, 'safety asset')}`;
  const cut = smallestHarmless(context, asset, safety);
  return [
    ...(cut === undefined ? [] : removeRules(context, cut, effect(0))),
    ...oneChangeFixes(context, { asset: asset.index, count, atMost: 0, effect }),
  ];
}

/** A smallest cut that breaks no expectation: the smallest of all, else what is found among up to three rules. */
function smallestHarmless(
  context: CheckContext,
  asset: Asset,
  safety: ReadonlySet<AssetRef>,
): readonly RuleRef[] | undefined {
  const { policy, analyses } = context;
  const cut = cutBetween(analyses.graph(), { assets: [asset.index] }, { assets: safety });
  if (cut.kind === 'open') return undefined;
  const failing = new Set(analyses.failedExpectations(policy));
  const failed = analyses.failedExpectations(withoutRules(policy, new Set(cut.rules)));
  if (isSmallest(cut) && failed.every((e) => failing.has(e))) return cut.rules;
  return smallestCut(context, (graph) => {
    const target = blastOf(graph, asset.index).find((a) => safety.has(a));
    return target === undefined ? undefined : witness(graph, asset.index, target);
  });
}
