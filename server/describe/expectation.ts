/** An expectation as Markdown: whether it holds, and the steps that show why it does not. */
import type { Expectation } from '../../language/model/policy.ts';
import type { Snapshot } from '../snapshot.ts';
import { verdictsOf } from './verdicts.ts';
import { plain } from './words.ts';

export function describeExpectation(snapshot: Snapshot, { index }: Expectation): string {
  const verdict = verdictsOf(snapshot)[index];
  if (verdict === undefined) return '';
  const steps = verdict.places.map(({ message }) => `- ${plain(message)}`);
  const said = verdict.message === '' ? [] : [plain(verdict.message)];
  return [`**expectation ${verdict.passed ? 'holds' : 'fails'}**`, ...said, steps.join('\n')]
    .filter((line) => line !== '')
    .join('\n\n');
}
