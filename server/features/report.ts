/** The zone and conduit documentation of a policy, for *Export Report...*. */
import { renderSvg } from '../../language/diagram/index.ts';
import { buildReport, reportCsv, reportHtml, reportMarkdown } from '../../language/report/index.ts';
import type { ReportAnswer, ReportParams } from '../protocol/messages.ts';
import type { Snapshot } from '../snapshot.ts';

/** File names without folder; the client decides where they go. `version`: of the tool, for the report's head. */
export async function report(snapshot: Snapshot, { format }: ReportParams, version: string): Promise<ReportAnswer> {
  const { policy, now } = snapshot;
  const findings = snapshot.findings();
  const content = buildReport(policy, { now, findings, toolVersion: version });
  if (format === 'csv') return { files: reportCsv(content) };
  const drawn = await renderSvg(policy, { now, findings, theme: 'light' });
  const svg = drawn.ok ? drawn.svg : undefined;
  if (format === 'html') return { files: [{ name: 'zones-and-conduits.html', text: reportHtml(content, svg) }] };
  const picture = 'zones-and-conduits.svg';
  return {
    files: [
      { name: 'zones-and-conduits.md', text: reportMarkdown(content, svg === undefined ? undefined : picture) },
      ...(svg === undefined ? [] : [{ name: picture, text: svg }]),
    ],
  };
}
