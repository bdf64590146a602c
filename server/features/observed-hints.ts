/** Inlay hints at rules: how often observed traffic hit them. */
import { type InlayHint, InlayHintKind, type InlayHintParams } from 'vscode-languageserver';
import { comparing } from '../../language/checks/observed/comparing.ts';
import { lengthWords, timeWords } from '../../language/checks/observed/words.ts';
import { captureLength } from '../../language/observe/index.ts';
import { count, listed } from '../describe/words.ts';
import { rangeOf } from '../places.ts';
import type { Snapshot } from '../snapshot.ts';

/** Hints at the rules of a stretch of a file; none where no flow files are named. */
export function observedHints(snapshot: Snapshot, file: string, { range }: InlayHintParams): InlayHint[] {
  const { policy, now, observed, configuration } = snapshot;
  if (observed === undefined) return [];
  const rules = policy.rules.filter(
    ({ place, broken }) =>
      !broken && place.file === file && place.line <= range.end.line && place.endLine >= range.start.line,
  );
  const comparison =
    rules.length === 0 ? undefined : comparing({ policy, now, observed, configuration: configuration.checks });
  if (comparison === undefined) return [];
  const never = new Set(comparison.neverSeen);
  const captured = `${lengthWords(captureLength(comparison.captures))} of capture in ${listed(
    observed.files.map((f) => f.path),
    3,
  )}`;
  return rules.flatMap((rule): InlayHint[] => {
    const hits = comparison.hits.get(rule.index);
    if (hits === undefined && !never.has(rule.index)) return [];
    const label = hits === undefined ? 'never seen' : `${count(hits.packets, 'packet')} seen`;
    const when = hits === undefined ? '' : `, ${timeWords(policy, hits)}`;
    const verb = rule.action === 'allow' ? 'permits' : 'refuses';
    const tooltip = `What this rule ${verb}, in ${captured}${when}.`;
    return [{ position: rangeOf(rule.place).end, label, tooltip, kind: InlayHintKind.Type, paddingLeft: true }];
  });
}
