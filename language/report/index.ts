/**
 * The zone and conduit documentation that IEC 62443-3-2 ZCR 6 asks for, from the policy itself: {@link buildReport} makes the content,
 * {@link reportHtml}, {@link reportMarkdown} and {@link reportCsv} write it.
 */
import type { Policy } from '../model/policy.ts';
import { formatInstant } from '../model/times.ts';
import { assetsSection } from './assets.ts';
import { expectationsSection, findingsSection, gapsSection } from './assurance.ts';
import { accessSection, conduitsSection } from './conduits.ts';
import { countOf, type Report, type Section } from './content.ts';
import { enforcementSection } from './enforcement.ts';
import { type ReportOptions, type Subject, subjectOf } from './subject.ts';
import { zonesSection } from './zones.ts';

export type { Cell, Report, Section, Table } from './content.ts';
export { type CsvFile, reportCsv } from './csv.ts';
export { reportHtml } from './html.tsx';
export { reportMarkdown } from './markdown.ts';
export type { ReportOptions } from './subject.ts';

/** What the report of a policy says at an instant. Pure and deterministic; the drawing is added where it is written. */
export function buildReport(policy: Policy, options: ReportOptions): Report {
  const subject = subjectOf(policy, options);
  return {
    title: policy.header.title === '' ? 'Zones and conduits' : policy.header.title,
    facts: facts(subject),
    sections: [
      drawingSection(subject),
      zonesSection(subject),
      conduitsSection(subject),
      assetsSection(subject),
      enforcementSection(subject),
      accessSection(subject),
      expectationsSection(subject),
      findingsSection(subject),
      gapsSection(subject),
    ],
  };
}

function facts({ policy, now, toolVersion }: Subject): Report['facts'] {
  const { header } = policy;
  const files = policy.files.filter((f) => !f.library).map((f) => f.path);
  return [
    ['Owner', header.owner ?? 'not stated'],
    ['State of', `${formatInstant(header.timezone, now)}, ${header.timezone}`],
    ['Standards', header.standards.length === 0 ? 'none stated' : header.standards.join(', ')],
    ['Made from', files.join(', ')],
    ['Made by', `Bulkhead ${toolVersion}`],
  ];
}

function drawingSection({ policy }: Subject): Section {
  const size = [
    countOf(policy.zones.length, 'zone'),
    countOf(policy.conduits.length, 'conduit'),
    countOf(policy.assets.length, 'asset'),
    countOf(policy.firewalls.length, 'firewall'),
  ].join(', ');
  return {
    id: 'drawing',
    title: 'Zone and conduit drawing',
    basis: 'ZCR 6.3',
    paragraphs: [`${size}.`],
    tables: [],
    drawing: true,
  };
}
