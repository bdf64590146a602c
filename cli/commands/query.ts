/** `bulkhead query`: answers in bulk. `query matrix`: who may open what to whom, directly. */
import { Command } from 'commander';
import type { MatrixJson } from '../../language/analysis/index.ts';
import { rangesText } from '../json.ts';
import { finishWithMeaning } from '../meaning.ts';
import { type CommonOptions, formFromOutput, policyCommand, withExamples } from '../options.ts';
import { deliver, jsonText, printable } from '../output.ts';
import { openSession } from '../session.ts';

export function queryCommand(): Command {
  const matrix = policyCommand('matrix', 'List what every asset may open to every other, directly.', ['text', 'json']);
  withExamples(formFromOutput(matrix), [
    ['bulkhead query matrix --format json', 'one entry a pair'],
    ['bulkhead query matrix --at 2031-03-04T09:00', 'what is permitted at that instant'],
  ]).action(runMatrix);
  const query = new Command('query').description('Answer in bulk: matrix.').addCommand(matrix);
  return withExamples(query, [['bulkhead query matrix', 'who may open what to whom']]);
}

async function runMatrix(options: CommonOptions): Promise<void> {
  const session = await openSession(undefined, options);
  const { policy, now, at } = session;
  const { matrix, matrixJson } = await import('../../language/analysis/index.ts');
  const permissions = matrixJson(policy, matrix(policy, { now, at }));
  deliver(
    options.format === 'json' ? jsonText({ permissions }) : permissions.map(entryText).join('\n'),
    options.output,
  );
  finishWithMeaning(session);
}

function entryText({ source, target, services, timed }: MatrixJson): string {
  return printable(`${source} -> ${target} : ${rangesText(services)}${timed ? ' (at times)' : ''}`);
}
