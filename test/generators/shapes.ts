/**
 * Which of the hard things of a policy matter to its blast radii: for each, whether they would be others without it. A property test
 * counts them, so that nobody has to believe that random policies meet what the property is about.
 */
import { blastTotals, type ReachGraph, reachGraph } from '../../language/analysis/index.ts';
import type { Policy, Rule, Zone } from '../../language/model/policy.ts';

export type Shape =
  | 'nesting'
  | 'micro-segmentation'
  | 'denies'
  | 'one-way conduits'
  | 'dual-homing'
  | 'schedules'
  | 'windows'
  | 'accesses'
  | 'exceptions';

/** Modes other than the worst case, where they give another answer. */
type Mode = 'conditioned' | 'service-aware';

/** Each thing taken out of a policy. */
const WITHOUT: Readonly<Record<Shape, (policy: Policy) => Policy>> = {
  nesting: (policy) => ({ ...policy, zones: policy.zones.map(onTop) }),
  'micro-segmentation': (policy) => ({ ...policy, zones: policy.zones.map((z) => ({ ...z, microsegmented: false })) }),
  denies: (policy) => withRules(policy, (r) => (r.action === 'deny' ? { ...r, broken: true } : r)),
  'one-way conduits': (policy) => ({ ...policy, conduits: policy.conduits.map(({ oneWay: _, ...c }) => c) }),
  'dual-homing': withoutSecondLegs,
  schedules: (policy) => withRules(policy, ({ week: _, ...r }) => r),
  windows: (policy) => withRules(policy, ({ from: _, until: __, ...r }) => r),
  accesses: (policy) => withRules(policy, (r) => (r.container.kind === 'access' ? { ...r, broken: true } : r)),
  exceptions: (policy) =>
    withRules(policy, (r) => ({ ...r, sources: { ...r.sources, except: [] }, targets: { ...r.targets, except: [] } })),
};

export const SHAPES = Object.keys(WITHOUT) as readonly Shape[];

/** How many policies each thing mattered to. */
export class ShapeCount {
  readonly #counts = new Map<Shape | Mode, number>(
    [...SHAPES, 'conditioned' as const, 'service-aware' as const].map((shape) => [shape, 0]),
  );

  /** Looks at the policy that a graph is of, at the graph's own question. */
  add({ policy, options }: ReachGraph): void {
    const sizesOf = (of: Policy): string => blastTotals(reachGraph(of, options)).sizes.join();
    const whole = sizesOf(policy);
    for (const shape of SHAPES) if (sizesOf(WITHOUT[shape](policy)) !== whole) this.#count(shape);
    if (options.mode === 'worst-case') return;
    const worst = blastTotals(reachGraph(policy, { ...options, mode: 'worst-case' })).sizes.join();
    if (worst !== whole) this.#count(options.mode);
  }

  #count(shape: Shape | Mode): void {
    this.#counts.set(shape, (this.#counts.get(shape) ?? 0) + 1);
  }

  /** Things that mattered to fewer policies than this, with how many. */
  below(least: number): string[] {
    return [...this.#counts].filter(([, count]) => count < least).map(([shape, count]) => `${shape}: ${count}`);
  }
}

function withRules(policy: Policy, change: (rule: Rule) => Rule): Policy {
  return { ...policy, rules: policy.rules.map(change) };
}

function onTop({ parent: _, ...zone }: Zone): Zone {
  return { ...zone, children: [] };
}

function withoutSecondLegs(policy: Policy): Policy {
  const isFirst = (l: number): boolean => policy.legs[l]?.primary === true;
  return {
    ...policy,
    assets: policy.assets.map((a) => ({ ...a, legs: a.legs.filter(isFirst) })),
    zones: policy.zones.map((z) => ({ ...z, legs: z.legs.filter(isFirst) })),
    legs: policy.legs.map((l) => (l.primary ? l : { ...l, addresses: [], addressSet: [], dhcp: false })),
  };
}
