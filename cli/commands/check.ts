/** `bulkhead check`: what is wrong with the policy, and whether its expectations hold. */
import { type Command, Option } from 'commander';
import type { ExpectationJson } from '../../language/analysis/index.ts';
import type { Finding, Severity } from '../../language/checks/index.ts';
import { EXIT } from '../errors.ts';
import { countOf, failsOn, findingJson, findingText, told } from '../findings.ts';
import { type CommonOptions, policyCommand, withExamples } from '../options.ts';
import { count, deliver, jsonText, printable, styled } from '../output.ts';
import { openSession, type Session, titleOf } from '../session.ts';

interface CheckOptions extends CommonOptions {
  readonly failOn: Severity | 'never';
}

export function checkCommand(): Command {
  const command = policyCommand('check', 'Say what is wrong with the policy, and whether its expectations hold.', [
    'text',
    'json',
  ])
    .argument('[dir]', "the policy's folder")
    .addOption(
      new Option('--fail-on <severity>', 'end with code 1 from this severity on')
        .choices(['error', 'warning', 'info', 'hint', 'never'])
        .default('error'),
    );
  return withExamples(command, [
    ['bulkhead check', 'the policy of this folder'],
    ['bulkhead check plant/ --fail-on warning', 'for a pipeline: code 1 also on warnings'],
    ['bulkhead check --format json -o findings.json', 'for other tools'],
    ['bulkhead check --now 2031-03-05', 'as on that day'],
    ['bulkhead check --stdin < plant.seg', 'one file'],
  ]).action(run);
}

async function run(dir: string | undefined, options: CheckOptions): Promise<void> {
  const session = await openSession(dir, options);
  const { checkPolicy } = await import('../../language/checks/index.ts');
  const { policy, now, text, configuration } = session;
  const checked = checkPolicy(policy, { now: session.at ?? now, text, configuration: configuration.checks });
  const findings = told([...session.findings, ...checked]);
  const { evaluate } = await import('../expectations.ts');
  const expectations = evaluate(session);
  const summary = summaryOf(session, findings, expectations);
  if (options.format === 'json') {
    deliver(jsonText({ findings: findings.map(findingJson), expectations, summary }), options.output);
  } else {
    const parts = findings.map((finding) => findingText(session, finding));
    if (!options.quiet) parts.push(summaryText(session, summary));
    deliver(parts.join('\n\n'), options.output);
  }
  if (failsOn(findings, options.failOn)) process.exitCode = EXIT.findings;
}

type Summary = Readonly<Record<string, number>>;

function summaryOf(
  { policy }: Session,
  findings: readonly Finding[],
  expectations: readonly ExpectationJson[],
): Summary {
  return {
    assets: policy.assets.length,
    zones: policy.zones.length,
    conduits: policy.conduits.length,
    rules: policy.rules.length,
    firewalls: policy.firewalls.length,
    expectations: expectations.length,
    passed: expectations.filter(({ passed }) => passed).length,
    errors: countOf(findings, 'error'),
    warnings: countOf(findings, 'warning'),
    infos: countOf(findings, 'info'),
    hints: countOf(findings, 'hint'),
  };
}

function summaryText(session: Session, summary: Summary): string {
  const number = (name: string): number => summary[name] ?? 0;
  const size = [
    count(number('assets'), 'asset'),
    count(number('zones'), 'zone'),
    count(number('conduits'), 'conduit'),
    count(number('rules'), 'rule'),
  ].join(', ');
  const found = [count(number('errors'), 'error'), count(number('warnings'), 'warning')];
  if (number('infos') > 0) found.push(count(number('infos'), 'info'));
  if (number('hints') > 0) found.push(count(number('hints'), 'hint'));
  const expected = `${number('passed')} of ${count(number('expectations'), 'expectation')} passed`;
  const good = number('errors') + number('warnings') === 0;
  const verdict = styled(good ? 'green' : number('errors') > 0 ? 'red' : 'yellow', found.join(', '));
  return `${printable(titleOf(session))}: ${size}\n${verdict}; ${expected}`;
}
