/** The checks' part of a snapshot's findings, and the instant at which they may change because time passes. */
import { nextPolicyChange } from '../language/analysis/index.ts';
import { CheckRun } from '../language/checks/index.ts';
import type { Snapshot } from './snapshot.ts';

/** The checks over a policy, in steps. Never throws: a check that does becomes a finding. */
export function checkRunOf(snapshot: Snapshot): CheckRun {
  const { policy, configuration, now, observed } = snapshot;
  const text = (file: string): string | undefined => snapshot.text(file);
  return new CheckRun(policy, {
    ...{ now, text, configuration: configuration.checks },
    ...(observed === undefined ? {} : { observed }),
  });
}

/** Epoch milliseconds of the next instant at which a window opens or ends; undefined where nothing changes any more. */
export function nextInstant(snapshot: Snapshot): number | undefined {
  return nextPolicyChange(snapshot.policy, snapshot.now);
}
