/** What the checks `any-source` and `any-target` share: where an `allow` says `any`, and what could stand there instead. */

import type { Unit } from '../../analysis/universe.ts';
import type { Asset, Policy, Rule, Selector, SelectorList } from '../../model/policy.ts';
import type { CheckContext, Report } from '../check.ts';
import { referenceTo, replace } from '../edits.ts';
import type { Fix, Severity } from '../finding.ts';
import { isControl } from '../levels.ts';
import { label, listed } from '../words.ts';
import { zonesAcross, zonesAround } from './pairing.ts';

export type End = 'source' | 'target';

/** One report for every `any` at that end of an `allow`, also where a group holds it. */
export function* anyReports(context: CheckContext, end: End): Generator<Report> {
  for (const rule of context.policy.rules) {
    if (rule.action !== 'allow' || rule.broken) continue;
    const list = end === 'source' ? rule.sources : rule.targets;
    for (const selector of list.items) {
      const within = anyIn(context.policy, selector, new Set());
      if (within !== undefined) yield reportOf(context, { rule, end, selector, within });
    }
  }
}

/** The `any` that a selector is or that its group holds; a narrowed one (`any in ZONE`) is none. */
function anyIn(policy: Policy, selector: Selector, seen: Set<number>): Selector | undefined {
  if (selector.in !== undefined || selector.narrowedTo !== undefined) return undefined;
  if (selector.kind === 'any') return selector;
  if (selector.kind !== 'group' || selector.ref === undefined || seen.has(selector.ref)) return undefined;
  seen.add(selector.ref);
  for (const member of policy.groups[selector.ref]?.members.items ?? []) {
    const found = anyIn(policy, member, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Found {
  readonly rule: Rule;
  readonly end: End;
  readonly selector: Selector;
  readonly within: Selector;
}

function reportOf(context: CheckContext, found: Found): Report {
  const { rule, end, selector, within } = found;
  const other = end === 'source' ? rule.targets : rule.sources;
  const named = other.items.map((i) => i.text);
  const what =
    end === 'source'
      ? `anything may open connections to ${listed(named)}`
      : `${listed(named)} may open connections to anything`;
  const through = within === selector ? '' : ` (through group ${selector.text})`;
  const control = controlZones(context, rule);
  const into =
    control.length === 0
      ? ''
      : `, and that includes the control zone${control.length > 1 ? 's' : ''} ${listed(control)}`;
  return {
    message: `"any" as ${end}${through}: ${what}, declared or not${into}. Name the types or assets that need it.`,
    place: selector.place,
    severity: severityInto(control),
    related: within === selector ? [] : [{ place: within.place, message: 'The group says "any" here.' }],
    fixes: () => expandFix(context, rule, end, selector),
  };
}

export function severityInto(control: readonly string[]): Severity {
  return control.length > 0 ? 'error' : 'warning';
}

/** Names of the control zones that the rule's connections lead into, sorted. */
export function controlZones(context: CheckContext, rule: Rule): string[] {
  const { policy } = context;
  const [sources, targets] = [zonesOf(context, rule, rule.sources), zonesOf(context, rule, rule.targets)];
  const reached = [
    ...zonesAcross(policy, rule, targets, sources),
    ...(rule.both ? zonesAcross(policy, rule, sources, targets) : []),
  ];
  const names = [...new Set(reached)]
    .flatMap((z) => policy.zones[z] ?? [])
    .filter((z) => isControl(context, z))
    .map((z) => label(policy, z));
  return names.sort();
}

function zonesOf(context: CheckContext, rule: Rule, list: SelectorList): readonly number[] {
  return [...new Set(context.analyses.units(list, rule).map((u: Unit) => u.zone))];
}

/** The declared assets that the `any` may stand for: by name up to three, by type above. */
export function declaredAcross(context: CheckContext, rule: Rule, end: End): readonly Asset[] {
  const { policy } = context;
  const others = zonesOf(context, rule, end === 'source' ? rule.targets : rule.sources);
  const zones = new Set(zonesAcross(policy, rule, zonesAround(policy, rule), others));
  return policy.assets.filter((a) => a.legs.some((l) => zones.has(policy.legs[l]?.zone ?? -1)));
}

/** How a rule names these assets: by name up to three, by type above; sorted. */
export function namesOf(context: CheckContext, assets: readonly Asset[]): readonly string[] {
  const typed = assets.flatMap((a) => (a.type === undefined ? [] : (context.policy.types[a.type] ?? [])));
  const named = assets.length <= 3 ? assets : typed;
  return [...new Set(named.map((d) => referenceTo(context, d)))].sort();
}

function expandFix(context: CheckContext, rule: Rule, end: End, selector: Selector): Fix[] {
  const names = namesOf(context, declaredAcross(context, rule, end));
  if (names.length === 0) return [];
  const title = `Change ${selector.kind === 'any' ? '"any"' : selector.text} to what is declared: ${listed(names)}`;
  return [{ title, edits: [replace(selector.place, names.join(', '))], safe: false, preferred: true }];
}
