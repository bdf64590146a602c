/** Questions about two ends: who can reach an asset, and why one asset may or may not open a service to another. */
import { type Explanation, explain, type Principal, type Reason, reachingOf } from '../../language/analysis/index.ts';
import { ALL_ATOMS } from '../../language/model/atoms.ts';
import type { Policy } from '../../language/model/policy.ts';
import { worstCase } from '../describe/asset.ts';
import { sourceRange, stepsShown } from '../describe/verdicts.ts';
import { portsOf } from '../describe/words.ts';
import type {
  ExplainParams,
  ExplainResult,
  ReachingAsset,
  ReachingParams,
  ReachingResult,
  WitnessPlace,
} from '../protocol/messages.ts';
import type { Snapshot } from '../snapshot.ts';

/** Paths are told for so many, the nearest; nobody scrolls further. */
const MOST_PATHS = 500;

/** Every asset that can reach one, the nearest first; null where there is no such asset. */
export function reaching(snapshot: Snapshot, { asset: id }: ReachingParams): ReachingResult | null {
  const { policy } = snapshot;
  const asset = policy.assets.find((a) => a.id === id);
  if (asset === undefined) return null;
  const found = reachingOf(worstCase(snapshot), { assets: [asset.index] });
  const assets = found.flatMap(({ from, steps, path }, i): ReachingAsset[] => {
    const one = from.kind === 'asset' ? policy.assets[from.asset] : undefined;
    if (one === undefined) return [];
    return [{ id: one.id, steps, path: i < MOST_PATHS ? stepsShown(snapshot, path()) : [] }];
  });
  return { others: policy.assets.length - 1, assets };
}

/** Whether one asset may open a service to another at any time from now on, and why; null where one of the three is not there. */
export function explainConnection(snapshot: Snapshot, { from, to, service }: ExplainParams): ExplainResult | null {
  const { policy } = snapshot;
  const [source, target] = [principal(policy, from), principal(policy, to)];
  const atoms = service === 'any' ? ALL_ATOMS : policy.services.find((s) => s.name === service)?.atoms;
  if (source === undefined || target === undefined || atoms === undefined) return null;
  const found = explain(policy, source, target, atoms, worstCase(snapshot).options.when);
  const part = found.permitted.flatMap((p) => portsOf(p.atoms));
  const partly = !found.allowed && part.length > 0 ? ` A part of it is permitted: ${part.join(', ')}.` : '';
  return { allowed: found.allowed, reason: `${REASONS[found.reason]}${partly}`, places: placesOf(snapshot, found) };
}

function principal(policy: Policy, id: string): Principal | undefined {
  const asset = policy.assets.find((a) => a.id === id);
  return asset && { kind: 'asset', asset: asset.index };
}

const REASONS: Readonly<Record<Reason, string>> = {
  rule: 'A rule allows it.',
  'open zone': 'Both are in a zone that is open inside.',
  'same asset': 'It is one and the same asset.',
  'no leg': 'One of them is in no zone.',
  denied: 'A rule denies it.',
  'outside its time': 'The rule that allows it is past its time.',
  'against one-way': 'The conduit runs the other way only.',
  'no rule': 'A conduit joins their zones, or they share one, but no rule allows it.',
  'layer 2': 'It is a service of layer 2, and they share no zone.',
  'no conduit': 'No conduit joins their zones.',
};

function placesOf({ policy, folder }: Snapshot, found: Explanation): WitnessPlace[] {
  const rule = (verb: string) => (ref: number) => {
    const one = policy.rules[ref];
    return one === undefined ? [] : [{ message: `${verb} ${one.text}`, place: sourceRange(folder, one.place) }];
  };
  const conduits = found.conduits.flatMap((c) => {
    const conduit = policy.conduits[c];
    if (conduit === undefined) return [];
    return [{ message: `Joined by conduit ${conduit.name}`, place: sourceRange(folder, conduit.namePlace) }];
  });
  const zone = found.openZone === undefined ? undefined : policy.zones[found.openZone];
  const open =
    zone === undefined ? [] : [{ message: `Open inside ${zone.id}`, place: sourceRange(folder, zone.namePlace) }];
  return [
    ...found.deniedBy.flatMap(rule('Denied by')),
    ...found.allowedBy.flatMap(rule('Allowed by')),
    ...open,
    ...conduits,
  ];
}
