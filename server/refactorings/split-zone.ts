/** Split zone: the selected assets get a zone of their own, nested in theirs. */
import { splitFix } from '../../language/checks/zones/splitting.ts';
import { isAskedFor, isAt, type Refactoring, type RefactoringContext } from './refactoring.ts';

export function splitZone(context: RefactoringContext): Refactoring[] {
  const { policy } = context;
  if (!isAskedFor(context)) return [];
  const chosen = policy.assets.filter((a) => isAt(context, context.from === context.to ? a.namePlace : a.place));
  const zone = policy.zones[chosen[0]?.zone ?? -1];
  if (zone === undefined || chosen.some((a) => a.zone !== zone.index)) return [];
  if (policy.assets.filter((a) => a.zone === zone.index).length <= chosen.length) return [];
  return splitFix(context, zone, chosen, { suffix: 'Cell', properties: [] }).map((fix) => ({
    title: `${fix.title}; to the rest of ${zone.name} only conduits lead`,
    kind: 'refactor.extract',
    keeps: 'names',
    edits: () => fix.edits,
  }));
}
