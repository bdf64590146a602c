/** The report holds all that the policy states, in every form the same, and no text of a policy becomes markup in it. */
import fc from 'fast-check';
import type { RootContent, Table, TableCell } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';
import papaparse from 'papaparse';
import { describe, expect, it } from 'vitest';
import { GENERATED_NOW, policyText } from '../../test/generators/policy.ts';
import { checkPolicy } from '../checks/index.ts';
import { loadPolicy } from '../pipeline.ts';
import { linesOf } from './content.ts';
import { buildReport, type Report, reportCsv, reportHtml, reportMarkdown } from './index.ts';

async function reportOf(text: string, now = GENERATED_NOW): Promise<Report> {
  const { policy, findings, text: textOf } = await loadPolicy([{ path: 'p.seg', text }]);
  const found = [...findings, ...checkPolicy(policy, { now, text: textOf })];
  return buildReport(policy, { now, findings: found, toolVersion: '0' });
}

const table = (report: Report, id: string) => {
  const found = report.sections.flatMap((s) => s.tables).find((t) => t.id === id);
  return (found?.rows ?? []).map((row) =>
    Object.fromEntries(row.map((cell, i) => [found?.columns[i], linesOf(cell).join('; ')])),
  );
};

const PLANT = `
policy "Mill" { owner "OT" timezone "America/Los_Angeles" standard "62443" }
zone Office { level 4 kind business network 10.1.0.0/24 asset pc : workstation at 10.1.0.9 }
zone Cell "Kiln cell" { level 1 kind control sl-t 2 network 10.2.0.0/24 vlan 7 asset plc-1 : plc at 10.2.0.5 { exposure "CVE-1" code-execution } }
conduit Edge "Office to cell" { between Office and Cell encrypted allow pc -> plc : modbus during Nights log ticket "C-1" because "reads" }
schedule Nights { every day 22:00-06:00 }
access Drives { vendor "ABB" allow pc -> plc-1 : tcp 22 from 2026-10-27 until 2026-10-30 requires mfa approved by "J" }
access Gone { vendor "X" allow pc -> plc-1 : tcp 23 from 2020-01-01 until 2020-01-02 }
firewall F { platform fortios interface "p1" to Office interface "p2" to Cell fails closed }
expect Office cannot reach Cell
// bulkhead-ignore zone-empty: kept for the next line
zone Later { level 1 }
`;

describe('the report of a policy', () => {
  it('states the characteristics of zones, conduits, assets, firewalls and access as the policy does', async () => {
    const report = await reportOf(PLANT);
    expect(report.title).toBe('Mill');
    expect(Object.fromEntries(report.facts)).toMatchObject({ Owner: 'OT', Standards: '62443', 'Made from': 'p.seg' });
    expect(table(report, 'zones')[1]).toMatchObject({ Zone: 'Cell', Title: 'Kiln cell', 'SL-T': '2', Owner: 'OT' });
    expect(table(report, 'zone-boundaries')[1]).toMatchObject({
      ...{ Networks: '10.2.0.0/24', VLANs: '7', 'Access points': 'F p2' },
      ...{ Conduits: 'Edge', Assets: '1', 'Highest criticality': 'high' },
    });
    expect(table(report, 'conduits')[0]).toMatchObject({ Joins: 'Office; Cell', Measures: 'encrypted', Rules: '1' });
    expect(table(report, 'flows')).toMatchObject([
      {
        ...{ In: 'Edge', Action: 'allow', From: 'pc', To: 'plc', Services: 'modbus', Because: 'reads' },
        ...{ Ticket: 'C-1', Logged: 'yes', 'Enforced on': 'F' },
      },
    ]);
    expect(table(report, 'assets')[1]).toMatchObject({
      ...{ Asset: 'Cell.plc-1', 'Known exposure': 'CVE-1 (code execution)' },
      ...{ 'Zone and address': 'Cell: 10.2.0.5', 'Blast radius': '0', Exposure: '1' },
    });
    expect(table(report, 'firewalls')[0]).toMatchObject({ Platform: 'fortios', Rules: '2', Fails: 'closed' });
    expect(table(report, 'access').map((row) => [row.Access, row.State, row['Approved by']])).toEqual([
      ['Drives', 'active', 'J'],
      ['Gone', 'ended', ''],
    ]);
  });

  it('says which requirements hold, what was found, what was set aside and what is not stated', async () => {
    const report = await reportOf(PLANT);
    expect(table(report, 'expectations')[0]).toMatchObject({
      Expectation: 'expect Office cannot reach Cell',
      Holds: 'no',
    });
    expect(table(report, 'findings').map((row) => row.Check)).toContain('expectation-failed');
    expect(table(report, 'ignored')[0]).toMatchObject({ Check: 'zone-empty', Reason: 'kept for the next line' });
    expect(table(report, 'not-stated').map((row) => row.What)).toContain('Zones with assets and without SL-T');
  });

  it('holds every zone, conduit, rule, asset, firewall and access of any policy', async () => {
    await fc.assert(
      fc.asyncProperty(policyText(), async (text) => {
        const { policy } = await loadPolicy([{ path: 'p.seg', text }]);
        const report = await reportOf(text);
        const sizes = [policy.zones, policy.conduits, policy.assets, policy.firewalls, policy.accesses].map(
          (l) => l.length,
        );
        const ids = ['zones', 'conduits', 'assets', 'firewalls', 'access'];
        expect(ids.map((id) => table(report, id).length)).toEqual(sizes);
        const flows = policy.rules.filter((r) => r.container.kind !== 'access');
        expect(table(report, 'flows').map((row) => row.Rule)).toEqual(flows.map((r) => r.id));
      }),
      { numRuns: 30 },
    );
  });
});

/** Texts that would be markup, a formula or a new row if they were not escaped. */
const hostile = fc
  .array(
    fc.constantFrom(
      '|',
      '<br>',
      '<script>x</script>',
      '`',
      '\\n',
      '# ',
      '*',
      '[a](b)',
      '=1+1',
      '@x',
      ' ',
      "'",
      '&amp;',
      '🏭',
      '\u202e',
    ),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''));

describe('no text of a policy', () => {
  it('becomes markup in HTML', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (words) => {
        const html = reportHtml(await reportOf(hostilePlant(words)));
        expect(html).not.toContain('<script');
        expect(html.match(/<br/g)).toBeNull();
      }),
      { numRuns: 30 },
    );
  });

  it('changes the tables of Markdown: read back they hold the same words', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (words) => {
        const report = await reportOf(hostilePlant(words));
        const extensions = { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] };
        const { children } = fromMarkdown(reportMarkdown(report), extensions);
        const read = children.filter((node): node is Table => node.type === 'table');
        const wanted = report.sections.flatMap((s) => s.tables).filter((t) => t.rows.length > 0);
        expect(read.map((t) => t.children.slice(1).map((row) => row.children.map(cellText)))).toEqual(
          wanted.map((t) => t.rows.map((row) => row.map((cell) => linesOf(cell).map(spaced).join('\n')))),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('becomes a formula or a row of its own in CSV', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (words) => {
        const report = await reportOf(hostilePlant(words));
        const tables = report.sections.flatMap((s) => s.tables);
        for (const [i, { name, text }] of reportCsv(report).entries()) {
          const { data } = papaparse.parse<string[]>(text.slice(1), { skipEmptyLines: true });
          expect(data.length, name).toBe(1 + (tables[i]?.rows.length ?? 0));
          for (const cell of data.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        }
      }),
      { numRuns: 30, examples: [['=1+1\\n|'], ['@SUM(1)\\nmore']] },
    );
  });
});

function hostilePlant(words: string): string {
  return `policy "${words}" { owner "${words}" }
zone A "${words}" { level 1 network 10.0.0.0/24 owner "${words}" asset a : plc at 10.0.0.1 "${words}" }
zone B { level 2 asset b : hmi }
conduit C "${words}" { between A and B allow b -> a : modbus because "${words}" ticket "${words}" }`;
}

function spaced(line: string): string {
  return line.replace(/\s+/g, ' ').trim();
}

function cellText(cell: TableCell): string {
  const textOf = (node: RootContent): string =>
    node.type === 'text' ? node.value : node.type === 'html' && node.value === '<br>' ? '\n' : `(${node.type})`;
  return cell.children.map(textOf).join('').split('\n').map(spaced).join('\n');
}
