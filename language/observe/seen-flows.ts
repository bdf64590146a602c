/** Which assets were seen to open what to which: the conversations of flow files between declared assets, by pair. */
import type { SeenFlow } from '../analysis/gain.ts';
import type { AtomSet } from '../model/atoms.ts';
import { normalize } from '../model/intervals.ts';
import type { AssetRef, Policy } from '../model/policy.ts';
import { atomOfFlow, type Flows } from './conversation.ts';
import { type End, Ends } from './ends.ts';

/** One entry a pair of assets, in the order in which they were first seen. Refused conversations are no flows. */
export function seenFlows(policy: Policy, flows: Flows): SeenFlow[] {
  const ends = new Ends(policy);
  const pairs = new Map<string, { from: AssetRef; to: AssetRef; atoms: Set<number> }>();
  for (const { reply, source, target, protocol, port } of flows.files.flatMap((f) => f.conversations)) {
    const [from, to] = [assetOf(ends.of(source)), assetOf(ends.of(target))];
    const atom = atomOfFlow(protocol, port);
    if (reply === 'refused' || from === undefined || to === undefined || from === to || atom === undefined) continue;
    const key = `${from} ${to}`;
    const pair = pairs.get(key) ?? { from, to, atoms: new Set<number>() };
    pair.atoms.add(atom);
    pairs.set(key, pair);
  }
  return [...pairs.values()].map(({ from, to, atoms }) => ({ from, to, atoms: setOf(atoms) }));
}

function assetOf({ who }: End): AssetRef | undefined {
  return who.kind === 'asset' ? who.asset : undefined;
}

function setOf(atoms: ReadonlySet<number>): AtomSet {
  return normalize([...atoms].map((atom) => ({ from: atom, to: atom + 1 })));
}
