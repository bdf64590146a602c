/** `bulkhead report`: the zone and conduit documentation of IEC 62443-3-2 ZCR 6, as HTML, Markdown or CSV tables. */
import { basename, extname, join } from 'node:path';
import type { Command } from 'commander';
import type { Finding } from '../../language/checks/index.ts';
import type { Report } from '../../language/report/index.ts';
import { InputError } from '../errors.ts';
import { finishWithMeaning } from '../meaning.ts';
import { type CommonOptions, formFromOutput, formOf, policyCommand, withExamples } from '../options.ts';
import { count, deliver, note, replaceFiles } from '../output.ts';
import { openSession, type Session, shown } from '../session.ts';
import { VERSION } from '../version.ts';

interface ReportCommandOptions extends CommonOptions {
  readonly format: 'html' | 'markdown' | 'csv';
}

export function reportCommand(): Command {
  const formats = ['html', 'markdown', 'csv'] as const;
  const command = policyCommand('report', 'Write the zone and conduit documentation.', formats).argument(
    '[dir]',
    "the policy's folder",
  );
  return withExamples(formFromOutput(command), [
    ['bulkhead report -o plant.html', 'one file, the drawing inside, ready to print'],
    ['bulkhead report -o plant.md', 'with the drawing beside it as plant.svg'],
    ['bulkhead report --format csv -o tables/', 'a CSV file a table'],
  ]).action(run);
}

async function run(
  dir: string | undefined,
  { format, output, quiet, ...options }: ReportCommandOptions,
): Promise<void> {
  const session = await openSession(dir, options);
  const { buildReport } = await import('../../language/report/index.ts');
  const { checkPolicy } = await import('../../language/checks/index.ts');
  const { policy, text, configuration } = session;
  const now = session.at ?? session.now;
  const { observedOf } = await import('../observed.ts');
  const { findings: ofFlowFiles, ...observed } = await observedOf(session);
  const checked = checkPolicy(policy, { now, ...observed, text, configuration: configuration.checks });
  const findings = [...session.findings, ...ofFlowFiles, ...checked];
  const report = buildReport(policy, { now, findings, toolVersion: VERSION });
  const files = await written(report, { session, findings, now, format, output });
  if (files.length > 0) {
    replaceFiles(files);
    if (!quiet) note(`Wrote ${count(files.length, 'file')}: ${files.map(({ path }) => shown(path)).join(', ')}`);
  }
  finishWithMeaning(session);
}

interface Job {
  readonly session: Session;
  readonly findings: readonly Finding[];
  readonly now: number;
  readonly format: ReportCommandOptions['format'];
  readonly output: string | undefined;
}

/** The files to write; none where the answer went to standard output. */
async function written(report: Report, job: Job): Promise<{ path: string; text: string }[]> {
  const { reportCsv, reportHtml, reportMarkdown } = await import('../../language/report/index.ts');
  const { format, output } = job;
  if (format === 'csv') {
    if (output === undefined || output === '-' || formOf(output, [format]) !== undefined)
      throw new InputError('The CSV report is a file a table: name a folder with -o.');
    return reportCsv(report).map(({ name, text }) => ({ path: join(output, name), text }));
  }
  const toFile = output !== undefined && output !== '-';
  if (format === 'html') {
    const text = reportHtml(report, await draw(job));
    if (toFile) return [{ path: output, text }];
    deliver(text, output);
    return [];
  }
  if (!toFile) {
    deliver(reportMarkdown(report), output);
    return [];
  }
  const svg = await draw(job);
  const picture = `${basename(output, extname(output))}.svg`;
  const markdown = { path: output, text: reportMarkdown(report, svg === undefined ? undefined : picture) };
  return svg === undefined ? [markdown] : [markdown, { path: join(output, '..', picture), text: svg }];
}

/** The drawing; undefined where it could not be laid out. */
async function draw({ session, findings, now }: Job): Promise<string | undefined> {
  const { renderSvg } = await import('../../language/diagram/index.ts');
  const drawn = await renderSvg(session.policy, { now, findings, theme: 'light' });
  return drawn.ok ? drawn.svg : undefined;
}
