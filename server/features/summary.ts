/** A policy in one line, for the status bar: its name, how many assets it has, and from which of them most can be reached. */
import { worstBlast } from '../../language/analysis/index.ts';
import { worstCase } from '../describe/asset.ts';
import type { PolicyFigures } from '../protocol/messages.ts';
import type { Snapshot } from '../snapshot.ts';
import { titleOf } from './contents.ts';

/** The figures of a policy. Of several assets whose blast radius is the largest, the first by declaration is named. */
export function figures(snapshot: Snapshot): PolicyFigures {
  const { policy, folder } = snapshot;
  const summary = { title: titleOf(snapshot), folder, assets: policy.assets.length };
  const worst = worstBlast(worstCase(snapshot));
  return worst === undefined
    ? summary
    : { ...summary, worst: { asset: policy.assets[worst.asset]?.id ?? '', size: worst.size } };
}
