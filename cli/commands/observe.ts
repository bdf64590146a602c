/** `bulkhead observe`: captures and logs as conversations, and how they compare with the policy. */
import { type Command, Option } from 'commander';
import type { Severity } from '../../language/checks/index.ts';
import type { Policy } from '../../language/model/policy.ts';
import type { Observation } from '../../language/observe/capture/index.ts';
import type { Comparison, FlowFile, Flows } from '../../language/observe/index.ts';
import { EXIT, InputError } from '../errors.ts';
import { failsOn, findingText, told } from '../findings.ts';
import { finishWithMeaning } from '../meaning.ts';
import { type ReadSource, readObservation } from '../observation.ts';
import { type CommonOptions, policyCommand, withExamples } from '../options.ts';
import { count, deliver, jsonText, note, printable } from '../output.ts';
import { findPolicyFolder, readConfigurationText } from '../policy-files.ts';
import { openSession, type Session } from '../session.ts';

interface ObserveOptions extends CommonOptions {
  readonly check?: boolean;
  readonly failOn: Severity | 'never';
}

export function observeCommand(): Command {
  const command = policyCommand(
    'observe',
    'Read captures and logs as conversations, and compare them with the policy.',
    ['text', 'json'],
  )
    .argument(
      '[files...]',
      "pcap, pcapng, Zeek's conn.log (text or JSON), flow CSV, each also gzipped; - is standard input",
    )
    .option('--check', 'compare with the policy; without files, what observed of bulkhead.json names')
    .addOption(
      new Option('--fail-on <severity>', 'with --check: end with code 1 from this severity on')
        .choices(['error', 'warning', 'info', 'hint', 'never'])
        .default('error'),
    );
  return withExamples(command, [
    ['bulkhead observe monday.pcapng conn.log -o flows.csv', 'conversations, for observed of bulkhead.json'],
    ['bulkhead observe --check span.pcap', 'what of it the policy does not permit, and what it permits for nothing'],
    ['bulkhead observe --check --format json', 'the flow files of bulkhead.json, for other tools'],
    ['tcpdump -i eth1 -w - | bulkhead observe - > flows.csv', 'as it is captured'],
  ]).action(run);
}

async function run(files: readonly string[], options: ObserveOptions): Promise<void> {
  if (options.check) return check(files, options);
  if (files.length === 0) throw new InputError('Name captures or logs to read.');
  if (options.format === 'json')
    throw new InputError('--format json belongs to --check: conversations are written as CSV.');
  const { observation, sources } = await readObservation(await servicesOf(options), files);
  const { flowFileText } = await import('../../language/observe/index.ts');
  const conversations = observation.conversations();
  deliver([...flowFileText(observation.captures, conversations)].join(''), options.output);
  tellSources(sources, observation);
  if (!options.quiet) note(`${count(conversations.length, 'conversation')} in ${count(sources.length, 'file')}.`);
}

/** The policy whose services tell directions and candidates: the one named, else that of a `bulkhead.json` around, else the library alone. */
async function servicesOf(options: ObserveOptions): Promise<Policy> {
  const isStated = options.policy !== undefined || options.stdin === true;
  if (isStated || readConfigurationText(findPolicyFolder('.')) !== undefined)
    return (await openSession(undefined, options)).policy;
  const { loadPolicy } = await import('../../language/pipeline.ts');
  return (await loadPolicy([])).policy;
}

/** What was wrong with the files, and what of them is no conversation. */
function tellSources(sources: readonly ReadSource[], { passed }: Observation): void {
  for (const { path, warnings, problems, problemCount } of sources) {
    for (const w of warnings) note(printable(`warning: ${path}: ${w}`));
    for (const p of problems.slice(0, 3))
      note(printable(`warning: ${path}${p.line > 0 ? `:${p.line}` : ''}: ${p.reason}`));
    if (problemCount > 3) note(printable(`warning: ${path}: ${count(problemCount - 3, 'more line')} cannot be read.`));
  }
  const { otherFrames, malformed, fragments, icmp } = passed;
  const words = [
    [otherFrames, 'no IP'],
    [malformed, 'cut off or malformed'],
    [fragments, 'pieces without their beginning'],
    [icmp, 'ICMP errors and neighbour discovery'],
  ] as const;
  const some = words.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
  if (some.length > 0) note(`Packets that are no conversation: ${some.join(', ')}.`);
}

async function check(files: readonly string[], options: ObserveOptions): Promise<void> {
  const session = await openSession(undefined, options);
  const { flows, findings: ofFiles } = await flowsOf(session, files);
  const { checkPolicy, CHECKS } = await import('../../language/checks/index.ts');
  const { comparing } = await import('../../language/checks/observed/comparing.ts');
  const { policy, text, configuration } = session;
  const now = session.at ?? session.now;
  const settings = { now, text, observed: flows, configuration: configuration.checks };
  const checks = CHECKS.filter((c) => c.family === 'observed');
  const findings = told([...ofFiles, ...checkPolicy(policy, { ...settings, checks })]);
  const comparison = comparing({ policy, ...settings });
  if (comparison === undefined) throw new InputError('There is no observed traffic to compare.');
  if (options.format === 'json') {
    const { comparisonJson } = await import('../observe-json.ts');
    const read = flows.files.map((f) => ({
      path: f.path,
      conversations: f.conversations.length,
      unread: f.problemCount,
    }));
    deliver(jsonText({ files: read, ...comparisonJson(policy, comparison) }), options.output);
  } else {
    const summary = options.quiet ? [] : [summaryText(comparison)];
    deliver([...findings.map((f) => findingText(session, f)), ...summary].join('\n\n'), options.output);
  }
  if (failsOn(findings, options.failOn)) process.exitCode = EXIT.findings;
  finishWithMeaning(session);
}

/** The flows to compare: of the files named, else of those that bulkhead.json names. */
async function flowsOf(session: Session, files: readonly string[]) {
  if (files.length === 0) {
    const { observedOf } = await import('../observed.ts');
    const { observed, findings } = await observedOf(session);
    if (observed === undefined)
      throw new InputError('There is no flow file: name captures or logs, or state observed in bulkhead.json.');
    return { flows: observed, findings };
  }
  const read: FlowFile[] = [];
  for (const path of new Set(files)) {
    const { observation, sources } = await readObservation(session.policy, [path]);
    tellSources(sources, observation);
    const problemCount = sources.reduce((n, s) => n + s.problemCount, 0);
    const { captures } = observation;
    read.push({ path, conversations: observation.conversations(), captures, problems: [], problemCount });
  }
  const flows: Flows = { files: read };
  return { flows, findings: [] };
}

function summaryText({ rows, unknown, neverSeen, notLookedAt, hits, captures }: Comparison): string {
  const { multicast, link, ambiguous } = rows.unjudged;
  const hosts = unknown.reduce((n, u) => n + u.hosts.length, 0);
  const seconds = captures.reduce((n, c) => n + (c.to - c.from), 0) / 1000;
  const judged = [
    `${rows.permitted} permitted`,
    `${rows.notPermitted} not permitted`,
    `${rows.outside} outside their time`,
    `${rows.foreign} not of this policy`,
    `${multicast + link + ambiguous} not judged (${multicast} to groups, ${link} on their link, ${ambiguous} ambiguous)`,
  ];
  return [
    `${count(rows.all, 'conversation')} in ${seconds.toFixed(0)} seconds of capture: ${judged.join(', ')}.`,
    `${count(hosts, 'unknown host')}; ${count(hits.size, 'rule')} hit, ${neverSeen.length} never seen, ${notLookedAt.length} of zones that the capture does not show.`,
  ].join('\n');
}
