/** A policy in one line, for the status bar: its name, how many assets it has, and from which of them most can be reached. */
import { blastTotals } from '../../language/analysis/index.ts';
import { worstCase } from '../describe/asset.ts';
import type { PolicyFigures } from '../protocol/messages.ts';
import type { Snapshot } from '../snapshot.ts';
import { titleOf } from './contents.ts';

/** The figures of a policy. Of several assets whose blast radius is the largest, the first by declaration is named. */
export function figures(snapshot: Snapshot): PolicyFigures {
  const { policy, folder } = snapshot;
  const summary = { title: titleOf(snapshot), folder, assets: policy.assets.length };
  if (policy.assets.length === 0) return summary;
  const { sizes } = blastTotals(worstCase(snapshot));
  const worst = sizes.reduce((best, size, i) => (size > (sizes[best] as number) ? i : best), 0);
  return { ...summary, worst: { asset: policy.assets[worst]?.id ?? '', size: sizes[worst] as number } };
}
