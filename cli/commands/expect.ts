/** `bulkhead expect`: the policy's own tests. */
import type { Command } from 'commander';
import { EXIT } from '../errors.ts';
import { finishWithMeaning } from '../meaning.ts';
import { type CommonOptions, formFromOutput, policyCommand, withExamples } from '../options.ts';
import { count, deliver, jsonText, printable, styled } from '../output.ts';
import { openSession, pathOf, shown } from '../session.ts';

export function expectCommand(): Command {
  const command = policyCommand('expect', "Run the policy's expectations, its own tests.", ['text', 'json']);
  return withExamples(formFromOutput(command), [
    ['bulkhead expect', 'those of the policy of this folder'],
    ['bulkhead expect --at 2031-03-04T09:00', 'at that instant'],
  ]).action(run);
}

async function run(options: CommonOptions): Promise<void> {
  const session = await openSession(undefined, options);
  const { evaluate } = await import('../expectations.ts');
  const expectations = evaluate(session);
  const failed = expectations.filter(({ passed }) => !passed).length;
  if (options.format === 'json') {
    deliver(jsonText({ expectations }), options.output);
  } else {
    const lines = expectations.map(({ file, line, text, passed, reason }) => {
      const where = printable(`${shown(pathOf(session, file))}:${line}`);
      const verdict = passed ? styled('green', 'passed') : styled('red', 'failed');
      return `${verdict} ${where}  ${printable(text)}${reason === null ? '' : `\n  ${reason.split('\n').map(printable).join('\n  ')}`}`;
    });
    if (!options.quiet)
      lines.push(`${expectations.length - failed} of ${count(expectations.length, 'expectation')} passed`);
    deliver(lines.join('\n'), options.output);
  }
  if (failed > 0) process.exitCode = EXIT.findings;
  finishWithMeaning(session);
}
