/** Public face of observed traffic: flow files, conversations, and their comparison with a policy. */
import type { Policy } from '../model/policy.ts';
import { type CompareOptions, compareFlows, SCAN_AT_LEAST } from './compare.ts';
import type { Comparison } from './comparison.ts';
import type { Flows } from './conversation.ts';

export { SCAN_AT_LEAST } from './compare.ts';
export type {
  Comparison,
  Hits,
  NotPermitted,
  OutsideWindow,
  Scan,
  Side,
  Traffic,
  UnknownHost,
  UnknownHosts,
} from './comparison.ts';
export { type Conversation, captureLength, type FlowFile, type FlowProblem, type Flows } from './conversation.ts';
export { readFlowFile } from './flow-file.ts';
export { compareConversations, flowFileText } from './flow-writer.ts';
export { seenFlows } from './seen-flows.ts';

const known = new WeakMap<Policy, WeakMap<Flows, Map<string, Comparison>>>();

/** How observed traffic compares with a policy; computed once for each (policy, now, flows). */
export function comparisonOf(policy: Policy, flows: Flows, { now, scan = SCAN_AT_LEAST }: CompareOptions): Comparison {
  const ofPolicy = known.get(policy) ?? new WeakMap<Flows, Map<string, Comparison>>();
  known.set(policy, ofPolicy);
  const ofFlows = ofPolicy.get(flows) ?? new Map<string, Comparison>();
  ofPolicy.set(flows, ofFlows);
  const key = `${now} ${scan}`;
  const before = ofFlows.get(key);
  if (before !== undefined) return before;
  const made = compareFlows(policy, flows, { now, scan });
  ofFlows.set(key, made);
  return made;
}
