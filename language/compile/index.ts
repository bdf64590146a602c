/** Public face of the compiler: a policy as rules for its firewalls. Pure: nothing is read but the arguments. */
import type { Place, Policy } from '../model/policy.ts';
import type { CompileError, FirewallRules, Origin } from './entry.ts';
import { fileNames } from './file-names.ts';
import { namedAddresses } from './named-addresses.ts';
import { optimise } from './optimise/index.ts';
import { compileRules } from './rule-list.ts';
import { awsSgTarget } from './targets/aws-sg.ts';
import { azureNsgTarget } from './targets/azure-nsg.ts';
import { ciliumTarget } from './targets/cilium.ts';
import { ciscoAsaTarget } from './targets/cisco-asa.ts';
import { ciscoIosTarget } from './targets/cisco-ios.ts';
import { csvTarget } from './targets/csv.ts';
import { fortiosTarget } from './targets/fortios.ts';
import { iptablesTarget } from './targets/iptables.ts';
import { jsonTarget } from './targets/json.ts';
import { junosSrxTarget } from './targets/junos-srx.ts';
import { kubernetesTarget } from './targets/kubernetes.ts';
import { nftablesTarget } from './targets/nftables.ts';
import { opnsenseTarget } from './targets/opnsense.ts';
import { panosTarget } from './targets/panos.ts';
import type { Refusal, Target, TargetFile, TargetRequest } from './targets/target.ts';
import { xlsxTarget } from './targets/xlsx.ts';

export type { CompiledRule, CompileError, Crossing, FirewallRules, Origin, RuleList, RuleSide } from './entry.ts';
export { type ExplainedRule, explainRule } from './explain-rule.ts';
export { changeOf, type ExportChange, type ExportedRule, madeFor, timesEnd } from './exported.ts';
export { optimise } from './optimise/index.ts';
export { type Hop, PathFinder, type Paths } from './paths.ts';
export { compileRules } from './rule-list.ts';
export { crossingName } from './targets/common/rule-text.ts';
export type { Capabilities, Fallback, Refusal, Target } from './targets/target.ts';
export {
  type AsBuilt,
  asBuilt,
  buildTopology,
  type EnforcementPoint,
  IMPLIED_FIREWALL,
  type Topology,
} from './topology.ts';

/** Every target by name. */
export const TARGETS: ReadonlyMap<string, Target> = new Map(
  [
    nftablesTarget,
    iptablesTarget,
    fortiosTarget,
    ciscoIosTarget,
    panosTarget,
    ciscoAsaTarget,
    junosSrxTarget,
    opnsenseTarget,
    kubernetesTarget,
    ciliumTarget,
    awsSgTarget,
    azureNsgTarget,
    jsonTarget,
    csvTarget,
    xlsxTarget,
  ].map((t) => [t.name, t]),
);

const MINUTE = 60_000;

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
  /** Only these firewalls, by their names. */
  readonly firewalls?: readonly string[];
  /** Default {@link DEFAULT_HORIZON_DAYS}. */
  readonly horizonDays?: number;
  /** Names of fallbacks that the user chose. */
  readonly fallbacks?: readonly string[];
  /** Merge entries and leave covered ones out, see optimise/. Default: one entry a rule and crossing. */
  readonly optimise?: boolean;
  /** Of this tool, for headers. */
  readonly version: string;
}

/** A line of an output and the places of the policy that it comes from. */
export interface MappedLine {
  /** One-based. */
  readonly line: number;
  /** The rule's id; of several in one entry the first's. */
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
  /** Of binary formats: the file's bytes; `text` is then what a person would read of it. */
  readonly bytes?: Uint8Array;
  /** Which of the firewall's files this is, where it has several: `v4`, `v6`. */
  readonly part?: string;
  /** What takes the output back off the device, where the target has such a thing. */
  readonly rollback?: string;
  /** Rules in the firewall's outputs together, as `expect rules on FW` and `rules at most` count them. */
  readonly rules: number;
  /** Entries that the target was given, and how many there were before the optimiser. */
  readonly entries: { readonly before: number; readonly after: number };
  /** What the target cannot express; no output of the firewall holds any of it. */
  readonly refused: readonly Refusal[];
  /** Ids of all rules in the firewall's outputs, sorted; of merged entries every one. */
  readonly ids: readonly string[];
  /** Every line that comes from a rule, ascending. Made when first asked for. */
  readonly lines: readonly MappedLine[];
}

export interface CompileResult {
  /** Per firewall, in the order of declaration, and file. */
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
  // No policy speaks of less than a minute: the same rules hold, and headers stay short.
  const now = Math.floor((options.at ?? options.now) / MINUTE) * MINUTE;
  const list = compileRules(policy, now);
  const chosen = list.firewalls.filter(
    (f) =>
      (options.firewall === undefined || f.firewall === options.firewall) &&
      options.firewalls?.includes(f.firewall) !== false,
  );
  if (chosen.length === 0 && options.firewall !== undefined)
    return failure(
      `there is no firewall "${options.firewall}"; there are ${list.firewalls.map((f) => f.firewall).join(', ')}`,
    );
  const parts = target.parts ?? [''];
  const names = fileNames(
    list.firewalls.flatMap((f) => parts.map((part) => (part === '' ? f.firewall : `${f.firewall}.${part}`))),
    target.extension,
  );
  const outputs = chosen.flatMap((rules) => {
    const first = list.firewalls.indexOf(rules) * parts.length;
    const given = options.optimise === true ? optimise(rules, policy.header.timezone) : rules;
    return outputsOf(target, names.slice(first, first + parts.length), rules, {
      rules: given,
      policyTitle: policy.header.title,
      timezone: policy.header.timezone,
      now,
      atGiven: options.at !== undefined,
      horizonDays: options.horizonDays ?? DEFAULT_HORIZON_DAYS,
      fallbacks: options.fallbacks ?? [],
      named: () => namedAddresses(policy),
      toolVersion: options.version,
    });
  });
  return { outputs, errors: [...list.errors, ...tooMany(policy, chosen)] };
}

/** Firewalls that would carry more rules than `rules at most` lets them. */
function tooMany(policy: Policy, chosen: readonly FirewallRules[]): CompileError[] {
  return chosen.flatMap((rules) => {
    const limit = policy.firewalls.find((f) => f.name === rules.firewall)?.rulesAtMost;
    const found = countRules(rules);
    if (limit === undefined || found <= limit.value) return [];
    return [
      {
        message: `firewall ${rules.firewall} would carry ${found} rules, and at most ${limit.value} are stated`,
        place: limit.place,
      },
    ];
  });
}

/** `all`: the firewall's rules before the optimiser; those of the request are what the target writes. */
function outputsOf(
  target: Target,
  names: readonly string[],
  all: FirewallRules,
  request: TargetRequest,
): CompiledOutput[] {
  const { files, refused, rollback } = target.render(request);
  const { rules } = request;
  return files.map((made, i): CompiledOutput => {
    let mapped: MappedLine[] | undefined;
    return {
      firewall: rules.firewall,
      target: target.name,
      file: names[i] as string,
      text: made.text,
      ...(made.bytes === undefined ? {} : { bytes: made.bytes }),
      ...(target.parts === undefined ? {} : { part: target.parts[i] as string }),
      ...(rollback === undefined ? {} : { rollback }),
      rules: countRules(all),
      entries: { before: all.rules.length, after: rules.rules.length },
      refused,
      get ids() {
        return [...new Set(rules.rules.flatMap((r) => [r.id, ...(r.merged ?? [])]))].sort();
      },
      get lines() {
        mapped ??= mapLines(rules, made);
        return mapped;
      },
    };
  });
}

/** How many rules a firewall carries: those of the policy that reach it, however many entries each needs. */
export function countRules(rules: FirewallRules): number {
  return new Set(rules.rules.map((r) => r.id)).size;
}

function mapLines(rules: FirewallRules, made: TargetFile): MappedLine[] {
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
