/** Questions about two ends: who can reach an asset, and why one end may or may not open a service to another. */
import {
  type Explanation,
  explain,
  exposureOf,
  principalName,
  type Reason,
  reachingOf,
  whenOf,
} from '../../language/analysis/index.ts';
import { typedPrincipal, typedServices } from '../../language/analysis/typed-names.ts';
import { caseWords, worstCase } from '../describe/asset.ts';
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
  const question = caseWords(snapshot, assets.length, (built) => exposureOf(built, asset.index).length);
  return { question, others: policy.assets.length - 1, assets };
}

/** Whether one end may open a service to another at any time from now on, and why; what means nothing is said in words. */
export function explainConnection(snapshot: Snapshot, { from, to, service }: ExplainParams): ExplainResult {
  const { policy, now } = snapshot;
  const [source, target] = [typedPrincipal(policy, from), typedPrincipal(policy, to)];
  const atoms = typedServices(policy, service);
  if ('problem' in source) return unanswered(source.problem);
  if ('problem' in target) return unanswered(target.problem);
  if ('problem' in atoms) return unanswered(atoms.problem);
  const found = explain(policy, source.found, target.found, atoms.found, whenOf({ now }));
  const part = found.permitted.flatMap((p) => portsOf(p.atoms));
  const partly = !found.allowed && part.length > 0 ? ` A part of it is permitted: ${part.join(', ')}.` : '';
  const names = { from: principalName(policy, source.found), to: principalName(policy, target.found) };
  const reason = `${REASONS[found.reason]}${partly}`;
  return { ...names, allowed: found.allowed, reason, places: placesOf(snapshot, found) };
}

function unanswered(problem: string): ExplainResult {
  return { problem, allowed: false, reason: problem, places: [] };
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
