/** `bulkhead lsp` in a real Neovim: findings, completion, quick-fix and formatting, by a script that a person's keys would run. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BULKHEAD, folderOf, PLANT } from './bulkhead.ts';

const hasNeovim = spawnSync('nvim', ['--version']).status === 0;
const WRONG = PLANT.replace('allow hmi -> plc : modbus', 'allow hmi  ->  plc : modbuss');

interface Answer {
  readonly problem?: string;
  readonly diagnostics: readonly string[];
  readonly completions: readonly string[];
  readonly actions: readonly string[];
  readonly left: number;
  readonly text: string;
}

it.skipIf(!hasNeovim)(
  'Neovim (needs nvim): shows the findings of a policy, completes, mends and formats it',
  () => {
    const folder = folderOf({ 'plant.seg': WRONG });
    const path = join(folder, 'answer.json');
    const { stderr } = spawnSync(
      'nvim',
      ['--headless', '-u', 'NONE', '-c', `luafile ${import.meta.dirname}/neovim.lua`],
      {
        cwd: folder,
        encoding: 'utf8',
        timeout: 60_000,
        env: {
          ...process.env,
          ...{ XDG_STATE_HOME: folder, XDG_CACHE_HOME: folder, XDG_DATA_HOME: folder },
          COMMAND: JSON.stringify([process.execPath, BULKHEAD, 'lsp', '--stdio']),
          FILE: join(folder, 'plant.seg'),
          ANSWER: path,
        },
      },
    );
    const answer: Answer = JSON.parse(readFileSync(path, 'utf8'));
    expect(answer.problem, stderr).toBeUndefined();
    expect(answer.diagnostics.join('\n')).toContain('No service is named modbuss');
    expect(answer.completions).toContain('modbus');
    expect(answer.actions).toContain('Change to modbus');
    expect(answer.left).toBe(0);
    expect(answer.text).toContain('  allow hmi -> plc : modbus because "operator control"');
  },
  90_000,
);
