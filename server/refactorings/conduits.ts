/** Merge conduits that join the same zones in the same way, and insert a DMZ broker into one: the ways that the checks know. */
import { conduitDuplicate } from '../../language/checks/conduits/conduit-duplicate.ts';
import { throughDmzFixes } from '../../language/checks/conduits/through-dmz.ts';
import { isAskedFor, isAt, type Refactoring, type RefactoringContext } from './refactoring.ts';

export function mergeConduits(context: RefactoringContext): Refactoring[] {
  const reports = [...conduitDuplicate.run(context)];
  const here = reports.filter(({ place, related = [] }) =>
    context.policy.conduits.some(
      (c) =>
        isAt(context, c.place) &&
        [place, ...related.map((r) => r.place)].some((p) => p.file === c.place.file && p.offset === c.namePlace.offset),
    ),
  );
  return here.flatMap((report) =>
    (report.fixes?.() ?? []).map((fix): Refactoring => {
      return {
        title: `Merge conduits: ${lowered(fix.title)}`,
        kind: 'refactor.rewrite',
        keeps: 'meaning',
        edits: () => fix.edits,
      };
    }),
  );
}

/** A conduit between two zones becomes two that end on a broker in a DMZ: what went through directly does so no more. */
export function insertBroker(context: RefactoringContext): Refactoring[] {
  const { policy } = context;
  if (!isAskedFor(context)) return [];
  const conduit = policy.conduits.find((c) => isAt(context, c.namePlace));
  const [a, b] = conduit?.zones ?? [];
  if (conduit === undefined || conduit.broken || a === undefined || b === undefined || a === b) return [];
  const higher = (policy.zones[a]?.level ?? 0) >= (policy.zones[b]?.level ?? 0);
  return throughDmzFixes(context, conduit, higher ? a : b, higher ? b : a).map((fix) => ({
    title: `${fix.title}; nothing passes it directly`,
    kind: 'refactor.rewrite',
    keeps: 'names',
    edits: () => fix.edits,
  }));
}

function lowered(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}
