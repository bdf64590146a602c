/** Public face of the compiler: a policy as rules for its firewalls. Pure: nothing is read but the arguments. */
import type { Place, Policy } from '../model/policy.ts';
import type { CompileError, FirewallRules, Origin } from './entry.ts';
import { fileNames } from './file-names.ts';
import { compileRules } from './rule-list.ts';
import { jsonTarget } from './targets/json.ts';
import { nftablesTarget } from './targets/nftables.ts';
import type { Refusal, Target, TargetText } from './targets/target.ts';

export type { CompiledRule, CompileError, Crossing, FirewallRules, Origin, RuleList, RuleSide } from './entry.ts';
export { type Hop, PathFinder, type Paths } from './paths.ts';
export { compileRules } from './rule-list.ts';
export type { Fallback, Refusal, Target } from './targets/target.ts';
export {
  type AsBuilt,
  asBuilt,
  buildTopology,
  type EnforcementPoint,
  IMPLIED_FIREWALL,
  type Topology,
} from './topology.ts';

/** Every target by name. */
export const TARGETS: ReadonlyMap<string, Target> = new Map([nftablesTarget, jsonTarget].map((t) => [t.name, t]));

/** Days for which weekly times are spelled out where a device knows no time zone. */
export const DEFAULT_HORIZON_DAYS = 400;

export interface CompileOptions {
  /** Epoch ms: the clock. */
  readonly now: number;
  /** Epoch ms: compile for this instant instead, and say so in the header. */
  readonly at?: number;
  /** Name of a target: one of {@link TARGETS}. */
  readonly target: string;
  /** Only this firewall, by its name (also `firewall`, the implied one). */
  readonly firewall?: string;
  /** Default {@link DEFAULT_HORIZON_DAYS}. */
  readonly horizonDays?: number;
  /** Names of fallbacks that the user chose. */
  readonly fallbacks?: readonly string[];
  /** Of this tool, for headers. */
  readonly version: string;
}

/** A line of an output and the places of the policy that it comes from. */
export interface MappedLine {
  /** One-based. */
  readonly line: number;
  /** The rule's id. */
  readonly rule: string;
  readonly origins: readonly Origin[];
}

export interface CompiledOutput {
  /** The firewall's name as declared. */
  readonly firewall: string;
  readonly target: string;
  /** A file name that is safe on every file system and unique among the outputs. */
  readonly file: string;
  readonly text: string;
  /** Rules in the output, as `expect rules on FW` and `rules at most` count them. */
  readonly rules: number;
  /** What the target cannot express; the output holds none of it. */
  readonly refused: readonly Refusal[];
  /** Every line that comes from a rule, ascending. Made when first asked for. */
  readonly lines: readonly MappedLine[];
}

export interface CompileResult {
  /** Per firewall, in the order of declaration. */
  readonly outputs: readonly CompiledOutput[];
  /** What no target can hold, at its place; and a request for a target or firewall that does not exist, without one. */
  readonly errors: readonly (Omit<CompileError, 'place'> & { readonly place?: Place })[];
}

/**
 * The rules of a policy's firewalls in the language of a target. Deterministic: equal arguments give equal bytes. Never throws.
 */
export function compilePolicy(policy: Policy, options: CompileOptions): CompileResult {
  const target = TARGETS.get(options.target);
  if (target === undefined)
    return failure(`there is no target "${options.target}"; there are ${[...TARGETS.keys()].join(', ')}`);
  const unknown = (options.fallbacks ?? []).find(
    (f) => ![...TARGETS.values()].some((t) => t.fallbacks.some((x) => x.name === f)),
  );
  if (unknown !== undefined) return failure(`there is no fallback "${unknown}"`);
  const now = options.at ?? options.now;
  const list = compileRules(policy, now);
  const chosen = list.firewalls.filter((f) => options.firewall === undefined || f.firewall === options.firewall);
  if (chosen.length === 0 && options.firewall !== undefined)
    return failure(
      `there is no firewall "${options.firewall}"; there are ${list.firewalls.map((f) => f.firewall).join(', ')}`,
    );
  const names = fileNames(
    list.firewalls.map((f) => f.firewall),
    target.extension,
  );
  const outputs = chosen.map((rules): CompiledOutput => {
    let mapped: MappedLine[] | undefined;
    const made = target.render({
      rules,
      policyTitle: policy.header.title,
      timezone: policy.header.timezone,
      now,
      atGiven: options.at !== undefined,
      horizonDays: options.horizonDays ?? DEFAULT_HORIZON_DAYS,
      fallbacks: options.fallbacks ?? [],
      toolVersion: options.version,
    });
    return {
      firewall: rules.firewall,
      target: target.name,
      file: names[list.firewalls.indexOf(rules)] as string,
      text: made.text,
      rules: countRules(rules),
      refused: made.refused,
      get lines() {
        mapped ??= mapLines(rules, made);
        return mapped;
      },
    };
  });
  return { outputs, errors: list.errors };
}

/** How many rules a firewall carries: those of the policy that reach it, however many entries each needs. */
export function countRules(rules: FirewallRules): number {
  return new Set(rules.rules.map((r) => r.id)).size;
}

function mapLines(rules: FirewallRules, made: TargetText): MappedLine[] {
  const origins = new Map<string, Origin[]>();
  for (const rule of rules.rules) {
    const known = origins.get(rule.id) ?? [];
    for (const o of rule.origin)
      if (!known.some((k) => k.file === o.file && k.place.offset === o.place.offset)) known.push(o);
    origins.set(rule.id, known);
  }
  return made.ruleOfLine.flatMap((rule, i) =>
    rule === undefined ? [] : [{ line: i + 1, rule, origins: origins.get(rule) ?? [] }],
  );
}

function failure(message: string): CompileResult {
  return { outputs: [], errors: [{ message }] };
}
