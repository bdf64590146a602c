/** What a reviewer can rely on in the CSV files and the workbook: every rule with names, whole and inert, the same bytes every time. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { strFromU8, unzipSync } from 'fflate';
import papaparse from 'papaparse';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../pipeline.ts';
import { type CompiledOutput, compilePolicy } from '../index.ts';

const NOW = Date.UTC(2031, 2, 4, 12);
const CASCADIA = join(import.meta.dirname, '../../../examples/cascadia');

async function compiled(files: { path: string; text: string }[], target: string): Promise<readonly CompiledOutput[]> {
  const { policy } = await loadPolicy(files);
  return compilePolicy(policy, { now: NOW, target, version: '1.2.3' }).outputs;
}

function cascadia(target: string): Promise<readonly CompiledOutput[]> {
  const names = readdirSync(CASCADIA).filter((f) => f.endsWith('.seg'));
  return compiled(
    names.map((path) => ({ path, text: readFileSync(join(CASCADIA, path), 'utf8') })),
    target,
  );
}

/** The rows of a CSV file: names of columns to cells, notes aside. */
function rowsOf(text: string): Record<string, string>[] {
  const { data, errors } = papaparse.parse<string[]>(text.slice(1), { skipEmptyLines: true });
  expect(errors).toEqual([]);
  const [head = [], ...rows] = data.filter((r) => !r[0]?.startsWith('#'));
  for (const r of rows) expect(r).toHaveLength(head.length);
  return rows.map((r) => Object.fromEntries(head.map((h, i) => [h, r[i] ?? ''])));
}

/** The cells of a sheet by reference, and its XML. */
function sheets(bytes: Uint8Array): Map<string, { readonly cells: Map<string, string>; readonly xml: string }> {
  const files = unzipSync(bytes);
  const read = (name: string) => strFromU8(files[name] as Uint8Array);
  for (const name of Object.keys(files)) expect(XMLValidator.validate(read(name))).toBe(true);
  const names = [...read('xl/workbook.xml').matchAll(/<sheet name="([^"]+)"/g)].map((m) => m[1] as string);
  const parser = new XMLParser({
    ignoreAttributes: false,
    parseTagValue: false,
    trimValues: false,
    isArray: (n) => n === 'row' || n === 'c',
  });
  return new Map(
    names.map((name, i) => {
      const xml = read(`xl/worksheets/sheet${i + 1}.xml`);
      const cells = new Map<string, string>();
      for (const row of parser.parse(xml).worksheet.sheetData.row ?? [])
        for (const c of row.c ?? []) cells.set(c['@_r'], typeof c.is.t === 'string' ? c.is.t : c.is.t['#text']);
      return [name, { cells, xml }];
    }),
  );
}

const HOSTILE = (text: string) => `
policy "${text}" { }
zone A "${text}" { network 10.0.0.0/24  asset a : server at 10.0.0.1 "${text}" }
zone B { network fd00::/64  network 10.0.1.0/24  asset '${text.replace(/['\\]/g, '+')}' : plc at 10.0.1.1, fd00::5 }
conduit C { between A and B  allow any -> any : any because "${text}" }
firewall FW { interface "e0" to A  interface "e1" to B }`;

describe('the csv output', () => {
  it('is as printed for the edge firewall of cascadia', async () => {
    for (const o of (await cascadia('csv')).filter((o) => o.firewall === 'FW-3'))
      await expect(o.text).toMatchFileSnapshot(`../golden/cascadia-FW-3.${o.part}.csv`);
  });

  it('names sources and targets, and leads from a row to its rule', async () => {
    const [rules, matrix, assets] = (await cascadia('csv')).filter((o) => o.firewall === 'FW-3');
    const row = rowsOf(rules?.text ?? '').find((r) => r.Rule === 'klpawr');
    expect(row?.Sources).toBe('Plant.Supervisory.HMI-1, Plant.Supervisory.HMI-2');
    expect(row?.Services).toBe('tcp 502, 44818; udp 502, 2222, 44818');
    const line = rules?.text.split('\n').findIndex((l) => l.startsWith('klpawr')) ?? -2;
    expect(rules?.lines.find((l) => l.rule === 'klpawr')?.line).toBe(line + 1);
    expect(rowsOf(matrix?.text ?? '')[1]?.['Plant.Kiln']).toBe('allow tcp 502; udp 502 (cd3ztx)');
    expect(rowsOf(assets?.text ?? '').map((r) => r.Asset)).toContain('Plant.Kiln.PLC-301');
  });

  it('names who comes through a tunnel that ends in the zone, not only whose zone it is', async () => {
    const text = `
zone Dmz { network 10.0.0.0/24  microsegmented  enforced by FW  asset vpn : vpn-gateway at 10.0.0.1 }
zone Pool { kind external  network 10.9.0.0/24  reached through vpn  asset pc : vendor-laptop at 10.9.0.5 }
conduit Tunnel { between Pool and Dmz  allow pc -> vpn : ssh because "administration" }
firewall FW { interface "e0" to Dmz }`;
    const [rules] = await compiled([{ path: 'a.seg', text }], 'csv');
    expect(rowsOf(rules?.text ?? '').map((r) => [r.Sources, r.Targets])).toEqual([['Pool.pc', 'Dmz.vpn']]);
  });

  it('names the time zone wherever it states times, and nowhere else', async () => {
    const text = (rule: string) => `policy "p" { timezone "America/Los_Angeles" }  schedule S { every tue 08:00-12:00 }
zone A { network 10.0.0.0/24 }  zone B { network 10.0.1.0/24 }
conduit C { between A and B  allow A -> B : https ${rule} }  firewall FW { interface "e0" to A  interface "e1" to B }`;
    for (const [rule, times] of [
      ['during S', 'Tue 08:00-12:00 (America/Los_Angeles)'],
      ['until 2031-04-01', 'until 2031-04-02 00:00 (America/Los_Angeles)'],
      ['', 'always'],
    ] as const) {
      const [rules] = await compiled([{ path: 'p.seg', text: text(rule) }], 'csv');
      expect(rowsOf(rules?.text ?? '').map((r) => r.Times)).toEqual([times]);
      const [book] = await compiled([{ path: 'p.seg', text: text(rule) }], 'xlsx');
      for (const made of [rules?.text, book?.text])
        expect(made?.includes('Times are those of the clocks in America/Los_Angeles.')).toBe(rule !== '');
    }
  });

  it('begins every note with #, so that readers which skip such lines find the names of the columns first', async () => {
    for (const title of [
      'Mill, hardened',
      'the \\"old\\" mill',
      'a;b',
      '=1',
      'x, =1+1',
      'x,\\"=1\\n2',
      'x;@a',
      "x, '-1",
    ])
      for (const { text, part } of await compiled([{ path: 'p.seg', text: HOSTILE(title) }], 'csv')) {
        const lines = text.slice(1).split('\n');
        const head = lines.findIndex((l) => !l.startsWith('#'));
        expect(head, `${title} in ${part}`).toBeGreaterThanOrEqual(2);
        expect(lines[head]).toMatch(/^(Rule,Action|"From zone, to zone"|Asset,Zone),/);
        expect(lines.slice(0, head).join('')).not.toContain('"');
      }
  });

  it('quotes what a reader may take for the beginning of a note', async () => {
    for (const { text } of await compiled([{ path: 'p.seg', text: HOSTILE('#1') }], 'csv')) {
      const rows = text
        .slice(1)
        .split('\n')
        .filter((l) => !l.startsWith('#'));
      expect(rows.join('\n').replace(/"[^"]*"/g, '')).not.toContain('#');
    }
  });

  it('names the zones of the addresses, not those that a firewall sees their packets come from', async () => {
    const text = `
zone Dmz { network 10.0.0.0/24  microsegmented  enforced by FW  asset vpn : vpn-gateway at 10.0.0.1 }
zone Pool { kind external  network 10.9.0.0/24  reached through vpn  asset pc : vendor-laptop at 10.9.0.5 }
zone Cell { network 10.2.0.0/24  zone Drives { network 10.2.1.0/24 } }
conduit Tunnel { between Pool and Dmz  allow pc -> vpn : ssh because "administration" }
conduit Hop { between Pool and Cell  allow pc -> Cell : https }
firewall FW { interface "e0" to Dmz  interface "e1" to Cell }`;
    const [rules, matrix] = await compiled([{ path: 'a.seg', text }], 'csv');
    expect(rowsOf(rules?.text ?? '').map((r) => [r['From zone'], r['To zone'], r.Services])).toEqual([
      ['Pool', 'Cell, Cell.Drives', 'tcp 443'],
      ['Pool', 'Dmz', 'tcp 22'],
    ]);
    expect(rowsOf(matrix?.text ?? '')).toEqual([
      {
        'From zone, to zone': 'Pool',
        Cell: expect.stringContaining('allow tcp 443'),
        'Cell.Drives': expect.stringContaining('allow tcp 443'),
        Dmz: expect.stringContaining('allow tcp 22'),
      },
    ]);
  });

  it('holds no cell that a spreadsheet takes for a formula, and no line more, whatever the policy says', async () => {
    const plain = await compiled([{ path: 'p.seg', text: HOSTILE('plain') }], 'csv');
    for (const text of [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\\t=1',
      ' =1',
      "''=1",
      '=cmd|x',
      '\uff1d1',
      '\\u2028=1',
      'a\\n=1',
      'x,y;z',
      'x,=1+1',
      'x; =1',
      'x,\\"=1',
      'x,\\"y',
    ]) {
      const outputs = await compiled([{ path: '=p.seg', text: HOSTILE(text) }], 'csv');
      outputs.forEach((o, i) => {
        expect(o.text.split('\n')).toHaveLength(plain[i]?.text.split('\n').length ?? 0);
        const { data } = papaparse.parse<string[]>(o.text.slice(1));
        for (const cell of data.flat()) expect(cell).not.toMatch(/^[\s"]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u);
      });
    }
  });
});

describe('the xlsx output', () => {
  it('holds the cells of the csv output, in texts that nothing evaluates, under titles that stay and filter', async () => {
    const csv = (await cascadia('csv')).filter((o) => o.firewall === 'FW-3');
    const [book] = (await cascadia('xlsx')).filter((o) => o.firewall === 'FW-3');
    const found = sheets(book?.bytes as Uint8Array);
    expect([...found.keys()]).toEqual(['About', 'Rules', 'Matrix', 'Assets']);
    csv.forEach((o, i) => {
      const { cells, xml } = found.get(['Rules', 'Matrix', 'Assets'][i] as string) as {
        cells: Map<string, string>;
        xml: string;
      };
      const wanted = rowsOf(o.text).flatMap((r) => Object.values(r).filter((c) => c !== ''));
      expect([...cells].filter(([ref]) => !/^[A-Z]+1$/.test(ref)).map(([, text]) => text)).toEqual(wanted);
      expect(xml).toContain('state="frozen"');
      expect(xml).toContain('<autoFilter ref="A1:');
      expect(xml).not.toContain('<f');
    });
  });

  it('says as text what the workbook holds, line by line', async () => {
    const [book] = (await cascadia('xlsx')).filter((o) => o.firewall === 'FW-3');
    const line = book?.text.split('\n')[(book.lines.find((l) => l.rule === 'klpawr')?.line ?? 0) - 1];
    expect(line).toMatch(/^klpawr\tallow\tPlant\.Supervisory\tPlant\.Kiln\t/);
  });

  it('is the same bytes on every run and in every time zone', async () => {
    const before = process.env.TZ;
    const made: string[] = [];
    for (const zone of ['UTC', 'Asia/Tokyo', 'America/Los_Angeles']) {
      process.env.TZ = zone;
      made.push(Buffer.from((await cascadia('xlsx'))[0]?.bytes as Uint8Array).toString('base64'));
    }
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
    expect(new Set(made).size).toBe(1);
  });

  it('is sound XML whatever the policy says', async () => {
    for (const text of ['<c t="str"><f>1</f></c>', ']]>', '&amp;', '\\u0001', '\\ud800', '\ufffe', '"', 'a\\u0000b']) {
      const [book] = await compiled([{ path: '<p>.seg', text: HOSTILE(text.replace(/"/g, '\\"')) }], 'xlsx');
      const found = sheets(book?.bytes as Uint8Array);
      expect(found.get('Rules')?.cells.get('A2')).toMatch(/^[a-z0-9]{6}$/);
      expect(found.get('Rules')?.xml).not.toContain('<f>');
    }
  });
});
