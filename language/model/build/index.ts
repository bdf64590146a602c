/** Sources -> Policy: declares, resolves and reads every file, and says what has no meaning. */
import type { Finding } from '../../checks/finding.ts';
import type { Policy } from '../policy.ts';
import type { Source } from '../source.ts';
import { PolicyBuilder } from './builder.ts';
import type { Reference } from './context.ts';

export { PolicyBuilder } from './builder.ts';

export interface Built {
  readonly policy: Policy;
  /** What the parser could not read; names without meaning, declared twice, values out of bounds. */
  readonly findings: readonly Finding[];
  /** Every use of a declared name, file by file. */
  readonly references: readonly Reference[];
}

/** Builds the policy of all sources, in the order given: of two declarations of one name the first counts. Never throws. */
export function buildPolicy(sources: readonly Source[]): Built {
  return new PolicyBuilder().build(sources);
}
