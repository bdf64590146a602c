/** Literal ports to services: every port of a rule that is exactly a service's becomes its name. What is permitted stays the same. */
import { replace, textAt } from '../../language/checks/edits.ts';
import { type AtomSet, atomRanges } from '../../language/model/atoms.ts';
import type { Rule, Service, ServiceTerm } from '../../language/model/policy.ts';
import { holdsComment, isAt, type Refactoring, type RefactoringContext, spanOf } from './refactoring.ts';

export function literalPorts(context: RefactoringContext): Refactoring[] {
  return context.policy.rules
    .filter((r) => !r.broken && isAt(context, r.place))
    .flatMap((rule): Refactoring[] => {
      const [first, last] = [rule.services[0], rule.services.at(-1)];
      if (first === undefined || last === undefined || !rule.services.some((t) => t.kind === 'literal')) return [];
      const place = spanOf(first.place, last.place);
      const names = rule.services.map((term) => serviceFor(context, rule, term));
      const terms = rule.services.map((term, i) => names[i]?.text ?? literalText(context, term));
      const written = textAt(context, place);
      if (written === undefined || holdsComment(written) || terms.includes(undefined)) return [];
      const found = names.filter((n) => n !== undefined);
      if (found.length === 0) return [];
      const newText = terms.join(', ');
      const title = `Write ${found.map((n) => n.text).join(', ')} instead of literal ports`;
      return [{ title, kind: 'refactor.rewrite', keeps: 'meaning', edits: () => [replace(place, newText)] }];
    });
}

/** A literal term as it may stand anywhere in a list: with its protocol, which a bare port takes from the term before it. */
function literalText(context: RefactoringContext, term: ServiceTerm): string | undefined {
  const written = textAt(context, term.place);
  if (term.kind !== 'literal' || written === undefined || !/^\d/.test(written)) return written;
  const [range] = atomRanges(term.atoms);
  return range === undefined ? undefined : `${range.proto} ${written}`;
}

/** The service whose ports these are: one that a target serves before others, then by name. */
function serviceFor(context: RefactoringContext, rule: Rule, term: ServiceTerm): { readonly text: string } | undefined {
  if (term.kind !== 'literal') return undefined;
  const { policy } = context;
  const key = keyOf(term.atoms);
  const alike = policy.services.filter((s) => keyOf(s.atoms) === key);
  if (alike.length === 0) return undefined;
  const served = servedByTargets(context, rule);
  const rank = (s: Service): number => (served.has(s.index) ? 0 : 1);
  const [best] = [...alike].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
  const text = best && (textAt(context, best.namePlace) || best.id);
  return text === undefined ? undefined : { text };
}

const keyOf = (atoms: AtomSet): string => atoms.map((i) => `${i.from}-${i.to}`).join();

function servedByTargets({ policy, analyses }: RefactoringContext, rule: Rule): ReadonlySet<number> {
  const served = new Set<number>();
  for (const unit of analyses.units(rule.targets, rule))
    for (const ref of analyses.assetsOf(unit)) {
      const asset = policy.assets[ref];
      const type = policy.types[asset?.type ?? -1];
      const inherited = type?.ancestors.flatMap((t) => policy.types[t]?.serves ?? []) ?? [];
      for (const s of [...(asset?.serves ?? []), ...(type?.serves ?? []), ...inherited]) served.add(s);
    }
  return served;
}
