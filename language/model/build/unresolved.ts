/**
 * What is said of names that mean nothing, several things, or something of another kind. It tells of declarations in other files and of
 * names near by, so it is said anew with every build, from what reading a file has recorded.
 */
import { distance } from 'fastest-levenshtein';
import type { Finding, Fix } from '../../checks/finding.ts';
import {
  type DeclaredSymbol,
  type Names,
  nameSpaceOf,
  nearness,
  qualifiedName,
  type SymbolKind,
  type SymbolTable,
} from '../../resolve/symbols.ts';
import { replace, type Unresolved } from './context.ts';

/** More unresolved names than this get no did-you-mean: the search is linear in the declared names. */
const MAX_SUGGESTED = 60;

const KIND_NOUNS: Readonly<Record<SymbolKind, string>> = {
  zone: 'zone',
  asset: 'asset',
  type: 'asset type',
  group: 'group',
  firewall: 'firewall',
  service: 'service',
  schedule: 'schedule',
  conduit: 'conduit',
  access: 'access',
};

function withArticle(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

function listOf(nouns: readonly string[]): string {
  return nouns.length < 2 ? (nouns[0] ?? '') : `${nouns.slice(0, -1).join(', ')} or ${nouns[nouns.length - 1]}`;
}

/** Did-you-means of one policy, kept while no name near to the one asked for comes or goes. */
export class Suggestions {
  #known = new Map<string, { readonly name: string; readonly near: readonly string[] }>();

  /** Keeps what is known; answers what brings it back. */
  keep(): () => void {
    const kept = new Map(this.#known);
    return () => {
      this.#known = kept;
    };
  }

  /** Forgets what the change of these names may have changed. */
  forget(changed: Names): void {
    for (const names of Object.values(changed))
      for (const name of names) {
        const lower = name.toLowerCase();
        for (const [key, asked] of this.#known)
          if (distance(asked.name.toLowerCase(), lower) <= nearness(asked.name)) this.#known.delete(key);
      }
  }

  near(table: SymbolTable, { parts, kinds }: Unresolved): readonly string[] {
    const name = parts[parts.length - 1] ?? '';
    const key = `${nameSpaceOf(kinds[0] as SymbolKind)} ${kinds.join()} ${name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known.near;
    const near = table.near(parts, kinds);
    this.#known.set(key, { name, near });
    return near;
  }

  /** Keeps no more than what was asked for in one build. */
  keepOnly(asked: readonly Unresolved[]): void {
    if (this.#known.size > 4 * MAX_SUGGESTED || asked.length === 0) this.#known.clear();
  }
}

/** Findings of the names without meaning, given in the order of files and places. */
export function reportUnresolved(
  all: readonly Unresolved[],
  table: SymbolTable,
  suggestions: Suggestions,
  report: (finding: Finding) => void,
): void {
  suggestions.keepOnly(all);
  let suggested = 0;
  for (const one of all) {
    if (one.ambiguous !== undefined) report(ambiguous(one, one.ambiguous));
    else if (one.wrongKind !== undefined) report(wrongKind(one, one.wrongKind));
    else report(missing(one, suggested++ < MAX_SUGGESTED ? suggestions.near(table, one) : []));
  }
}

function finding(
  { place }: Unresolved,
  message: string,
  fixes: readonly Fix[],
  related: Finding['related'] = [],
): Finding {
  return { check: 'reference', severity: 'error', message, place, related, fixes: () => fixes };
}

function missing(one: Unresolved, near: readonly string[]): Finding {
  const fixes: Fix[] = near.map((s, i) => ({
    title: `Change to ${s}`,
    edits: [replace(one.place, s)],
    safe: false,
    preferred: i === 0,
  }));
  const hint = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
  const kinds = listOf(one.kinds.map((kind) => KIND_NOUNS[kind]));
  const { parts, kinds: possible } = one;
  return { ...finding(one, `No ${kinds} is named ${one.name}.${hint}`, fixes), missing: { parts, kinds: possible } };
}

function wrongKind(one: Unresolved, found: DeclaredSymbol): Finding {
  const { name } = one;
  const needed = listOf(one.kinds.map((kind) => withArticle(KIND_NOUNS[kind])));
  const related = [{ place: found.namePlace, message: `${name} is declared here` }];
  return finding(one, `${name} is ${withArticle(KIND_NOUNS[found.kind])}; ${needed} is needed here.`, [], related);
}

function ambiguous(one: Unresolved, symbols: readonly DeclaredSymbol[]): Finding {
  const { name, place } = one;
  const names = symbols.map(qualifiedName);
  const fixes: Fix[] = names.map((q) => ({ title: `Change to ${q}`, edits: [replace(place, q)], safe: false }));
  const related = symbols.map((s, i) => ({ place: s.namePlace, message: `${names[i]} is declared here` }));
  const list = names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
  return finding(one, `${name} could mean several: ${list}. Write the qualified name.`, fixes, related);
}
