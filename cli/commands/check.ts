/** `bulkhead check`: what is wrong with the policy, and whether its expectations hold. */
import { type Command, Option } from 'commander';
import type { ExpectationJson } from '../../language/analysis/index.ts';
import type { Finding, Severity } from '../../language/checks/index.ts';
import type { Ladder } from '../../language/checks/tiers/ladder.ts';
import { EXIT, InputError } from '../errors.ts';
import { countOf, failsOn, findingJson, findingText, told } from '../findings.ts';
import type { Checked, Ignored, Summary } from '../formats/checked.ts';
import { type CommonOptions, formFromOutput, policyCommand, withExamples } from '../options.ts';
import { count, deliver, jsonText, note, printable, styled } from '../output.ts';
import { openSession, type Session, titleOf } from '../session.ts';

interface CheckOptions extends CommonOptions {
  readonly failOn: Severity | 'never';
  readonly fix?: boolean;
  readonly dryRun?: boolean;
  readonly tier?: boolean;
}

export function checkCommand(): Command {
  const command = policyCommand('check', 'Say what is wrong with the policy, and whether its expectations hold.', [
    'text',
    'json',
    'sarif',
    'github',
    'markdown',
  ])
    .argument('[dir]', "the policy's folder")
    .addOption(
      new Option('--fail-on <severity>', 'end with code 1 from this severity on')
        .choices(['error', 'warning', 'info', 'hint', 'never'])
        .default('error'),
    )
    .option('--fix', 'apply the fixes that keep every permission and every expectation as they are, and say which')
    .option('--dry-run', 'with --fix: show the changes and write nothing')
    .option('--tier', 'say which tier of segmentation the policy has reached, and what keeps it from the next');
  return withExamples(formFromOutput(command), [
    ['bulkhead check', 'the policy of this folder'],
    ['bulkhead check plant/ --fail-on warning', 'for a pipeline: code 1 also on warnings'],
    ['bulkhead check --format json -o findings.json', 'for other tools'],
    ['bulkhead check --format sarif -o findings.sarif', 'for a code-scanning view'],
    ['bulkhead check --format github', 'in GitHub Actions: annotations at the lines'],
    ['bulkhead check --fix --dry-run', 'what --fix would change, as a diff'],
    ['bulkhead check --tier', 'how far the policy has come, and what blocks the next step'],
    ['bulkhead check --now 2031-03-05', 'as on that day'],
    ['bulkhead check --stdin < plant.seg', 'one file'],
  ]).action(run);
}

async function run(dir: string | undefined, options: CheckOptions): Promise<void> {
  if (options.dryRun && !options.fix) throw new InputError('--dry-run belongs to --fix.');
  if (options.tier && options.fix) throw new InputError('--tier answers and --fix changes: use one of them.');
  if (options.tier && options.format !== 'text' && options.format !== 'json')
    throw new InputError('--tier is told as text or json.');
  const session = await openSession(dir, options);
  if (options.tier && options.format === 'text') return deliver(await tierText(session), options.output);
  const checked = options.fix ? await runFix(session, dir, options) : await check(session);
  if (!options.fix) deliver(await answer(checked, options), options.output);
  if (failsOn(checked.findings, options.failOn)) process.exitCode = EXIT.findings;
}

/** Applies safe fixes and tells of them; returns what the policy is like afterwards - with `--dry-run` what it would be like. */
async function runFix(session: Session, dir: string | undefined, options: CheckOptions): Promise<Checked> {
  const { fixesJson, fixPolicy, fixReport } = await import('../fixes.ts');
  const { patchText } = await import('../policy-texts.ts');
  const dry = options.dryRun === true;
  const outcome = await fixPolicy(session, dir, options, dry);
  const checked = await check(outcome.session);
  const report = fixReport(outcome, dry ? [] : checked.findings, dry);
  if (options.format === 'text') {
    const patch = dry ? patchText(outcome.session, outcome.texts) : '';
    const closing = dry || options.quiet ? [] : [summaryText(outcome.session, checked.summary)];
    deliver([...(patch === '' ? [] : [patch]), report, ...closing].join('\n'), options.output);
    return checked;
  }
  if (!options.quiet) note(report);
  const fixed = { fixed: fixesJson(outcome.run.applied), refused: fixesJson(outcome.run.refused) };
  deliver(await answer(checked, options, fixed), options.output);
  return checked;
}

/** Runs the checks and decides the expectations. */
async function check(session: Session): Promise<Checked> {
  const { checkPolicy } = await import('../../language/checks/index.ts');
  const { policy, now, text, configuration } = session;
  const ignored: Ignored[] = [];
  const { observedOf } = await import('../observed.ts');
  const { findings: ofFlowFiles, ...observed } = await observedOf(session);
  const checked = checkPolicy(policy, {
    now: session.at ?? now,
    ...observed,
    text,
    configuration: configuration.checks,
    onIgnored: (finding, reason) => {
      if (!finding.mirror) ignored.push({ finding, reason });
    },
  });
  const findings = told([...session.findings, ...ofFlowFiles, ...checked]);
  const { evaluate } = await import('../expectations.ts');
  const expectations = evaluate(session);
  return { session, findings, ignored, expectations, summary: summaryOf(session, findings, expectations) };
}

async function answer(checked: Checked, options: CheckOptions, more: object = {}): Promise<string> {
  const { session, findings, summary } = checked;
  const closing = options.quiet ? undefined : summaryText(session, summary);
  switch (options.format) {
    case 'json':
      return jsonText(await checkJson(checked, options, more));
    case 'sarif':
      return `${JSON.stringify((await import('../formats/sarif.ts')).sarifLog(checked), null, 2)}\n`;
    case 'github':
      return (await import('../formats/github.ts')).githubAnnotations(checked, closing);
    case 'markdown':
      return (await import('../formats/markdown.ts')).markdownReport(checked);
    default:
      return [...findings.map((f) => findingText(session, f)), ...(closing === undefined ? [] : [closing])].join(
        '\n\n',
      );
  }
}

async function ladder({ policy, findings, configuration, now, at }: Session): Promise<Ladder> {
  const { ladderOf } = await import('../ladder.ts');
  return ladderOf(policy, { now: at ?? now, configuration: configuration.checks, meaning: findings });
}

async function tierText(session: Session): Promise<string> {
  return (await import('../ladder.ts')).ladderText(session, await ladder(session));
}

async function checkJson(checked: Checked, options: CheckOptions, more: object): Promise<Record<string, unknown>> {
  const { session, findings, expectations, summary } = checked;
  const found = await ladder(session);
  const whole = options.tier ? { ladder: (await import('../ladder.ts')).ladderJson(found) } : {};
  return {
    findings: findings.map(findingJson),
    expectations,
    summary: { ...summary, tier: found.reached.tier },
    ...whole,
    ...more,
  };
}

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
