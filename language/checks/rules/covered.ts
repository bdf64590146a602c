/** What the checks of covered rules share: how they name rules, which places belong to a finding, and how a rule is taken away. */
import type { Policy, Rule, RuleRef, SelectorList } from '../../model/policy.ts';
import { formatInstant } from '../../model/times.ts';
import type { CheckContext, RelatedPlace } from '../check.ts';
import { removalOf } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { listed } from '../words.ts';

/** A rule as a message names it: in quotes, on one line, with its times and without its reasons, cut to what a message can carry. */
export function ruleWords(policy: Policy, rule: Rule): string {
  const services = rule.services.map((s) => s.text).join(', ');
  const head = `${rule.action} ${listText(rule.sources)} ${rule.both ? '<->' : '->'} ${listText(rule.targets)} : ${services}`;
  const line = `${head}${timeWords(policy, rule)}`.replace(/\s+/g, ' ').trim();
  return `"${line.length > 80 ? `${line.slice(0, 77)}...` : line}"`;
}

function listText({ items, except }: SelectorList): string {
  const texts = (selectors: SelectorList['items']) => selectors.map((s) => s.text).join(', ');
  return except.length === 0 ? texts(items) : `${texts(items)} except ${texts(except)}`;
}

/** The times that stand in the rule itself; those of an access stand in its block. */
function timeWords({ schedules, header }: Policy, rule: Rule): string {
  if (rule.container.kind === 'access') return '';
  const during = rule.schedule === undefined ? undefined : schedules[rule.schedule]?.name;
  const instant = (at: number) => formatInstant(header.timezone, at);
  return [
    during === undefined ? '' : ` during ${during}`,
    rule.from === undefined ? '' : ` from ${instant(rule.from.value)}`,
    rule.until === undefined ? '' : ` until ${instant(rule.until.value)}`,
  ].join('');
}

/** A covering rule, with where it stands if that is elsewhere than the rule it covers. */
function coverWords(policy: Policy, by: Rule, rule: Rule): string {
  const [here, there] = [houseOf(policy, rule), houseOf(policy, by)];
  return here === there ? ruleWords(policy, by) : `${ruleWords(policy, by)} in ${there}`;
}

function houseOf(policy: Policy, { container }: Rule): string {
  switch (container.kind) {
    case 'conduit':
      return `conduit ${policy.conduits[container.conduit]?.name ?? '?'}`;
    case 'zone':
      return `zone ${policy.zones[container.zone]?.name ?? '?'}`;
    case 'access':
      return `access ${policy.accesses[container.access]?.name ?? '?'}`;
  }
}

/** The covering rules as a message names them. */
export function coverList(policy: Policy, rule: Rule, by: readonly Rule[]): string {
  return listed(by.map((r) => coverWords(policy, r, rule)));
}

export function rulesOf(policy: Policy, refs: readonly RuleRef[]): Rule[] {
  return refs.flatMap((r) => policy.rules[r] ?? []);
}

/** As many covering rules as a message names are shown at their own places too. */
const HALVES = 5;

/** Every covering rule as a place of the finding; with `half` it is a place of its own to mend it from, where there are few. */
export function coverPlaces(
  by: readonly Rule[],
  verb: string,
  half?: (covering: Rule) => string,
): readonly RelatedPlace[] {
  const part = by.length === 1 ? 'all' : 'a part';
  return by.map((r) => ({
    place: r.place,
    message: `This rule ${verb} ${part} of it.`,
    ...(half === undefined || by.length > HALVES ? {} : { half: half(r) }),
  }));
}

/** Takes the rule away; with it an access that has no other. */
export function removeRule(context: CheckContext, rule: Rule, safe: boolean): Fix[] {
  const { container } = rule;
  const access = container.kind === 'access' ? context.policy.accesses[container.access] : undefined;
  const whole = access !== undefined && access.rules.length === 1;
  const edits = removalOf(context, whole ? access.place : rule.place);
  if (edits.length === 0) return [];
  const title = whole
    ? `Remove access ${access.name}, which permits nothing else`
    : `Remove ${ruleWords(context.policy, rule)}`;
  return [{ title, edits, safe, preferred: true }];
}
