/** `bulkhead inventory sync` as a user runs it: the plan, the file it maintains, and what it refuses. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerOf, bulkhead, folderOf, PLANT } from './bulkhead.ts';

const SETTINGS =
  '{\n  // by what the inventory says\n  "inventory": { "types": [{ "match": { "product": "S7*" }, "type": "plc" }] }\n}\n';
const CSV = 'name,ip,product\nPLC-302,10.41.0.12,S7-1500\nPLC-301,10.41.0.10,S7-1500\nLost,10.99.0.1,S7-1500\n';
const plant = () => folderOf({ 'plant.seg': PLANT, 'bulkhead.json': SETTINGS, 'assets.csv': CSV });
const sync = (folder: string, ...args: string[]) =>
  bulkhead(['inventory', 'sync', 'assets.csv', '--now', '2026-11-23', ...args], { cwd: folder });

interface Planned {
  readonly written: boolean;
  readonly added: readonly string[];
  readonly byHand: readonly { readonly asset: string }[];
  readonly firewalls: readonly { readonly changed: readonly { readonly text: string }[] }[];
}

describe('bulkhead inventory sync', () => {
  it('tells its plan and writes nothing without --write', () => {
    const folder = plant();
    const { code, out, err } = sync(folder);
    expect([code, err]).toEqual([0, 'inventory.seg would change; --write applies it.\n']);
    expect(out).toContain('3 rows: 1 added, 0 changed, 0 gone, 1 declared by hand, 1 without a place');
    expect(out).toContain("row 4, Lost: 10.99.0.1 lies in no zone's network");
    expect(out).toContain('0 rules more, 0 fewer, 1 for other addresses');
    expect(existsSync(join(folder, 'inventory.seg'))).toBe(false);
    const answer = answerOf<Planned>('inventory-sync', sync(folder, '--format', 'json').out);
    expect(answer).toMatchObject({ written: false, added: ['Kiln.PLC-302'], byHand: [{ asset: 'Kiln.PLC-301' }] });
    expect(answer.firewalls[0]?.changed[0]?.text).toContain('hmi -> plc');
  });

  it('maintains a file that the rest of the policy counts, the same bytes every time', () => {
    const folder = plant();
    expect(sync(folder, '--write').err).toBe('inventory.seg is written.\n');
    const text = readFileSync(join(folder, 'inventory.seg'), 'utf8');
    expect(text).toContain('also in Kiln {\n  asset PLC-302 : plc at 10.41.0.12 { model "S7-1500" }\n}');
    expect(bulkhead(['fmt', '--check'], { cwd: folder }).code).toBe(0);
    expect(bulkhead(['explain', 'HMI-1', 'PLC-302', 'modbus'], { cwd: folder }).code).toBe(0);
    expect(sync(folder, '--write').err).toBe('inventory.seg is as it should be.\n');
    expect(readFileSync(join(folder, 'inventory.seg'), 'utf8')).toBe(text);
    writeFileSync(join(folder, 'assets.csv'), 'name,ip,product\n');
    expect(sync(folder, '--write', '--diff').out).toMatch(/-also in Kiln[\s\S]*- Kiln\.PLC-302/);
  });

  it('writes nothing where a name would come to mean two things', () => {
    const folder = folderOf({
      'plant.seg': `${PLANT}\nconduit More { between Supervisory and Kiln  sl-t 2  allow hmi -> X : ssh because "x" }\nzone Other { level 1  network 10.50.0.0/24 }\n`,
      'bulkhead.json': SETTINGS,
      'assets.csv': 'name,ip,product\nPLC-9,10.41.0.12,S7\n',
    });
    expect(sync(folder, '--write')).toMatchObject({ code: 1 });
    expect(existsSync(join(folder, 'inventory.seg'))).toBe(false);
  });
});
