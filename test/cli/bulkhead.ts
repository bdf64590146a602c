/** Runs the built command line as a user does: `bin/bulkhead` in a process of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, onTestFinished } from 'vitest';

export const ROOT = join(import.meta.dirname, '..', '..');
export const BULKHEAD = join(ROOT, 'bin', 'bulkhead');
/** The instant at which the tests ask; before anything in the examples expires. */
export const NOW = '2026-11-23T00:00';

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `bulkhead` to its end. Fails the test where it shows a stack trace, which it never may. */
export function bulkhead(args: readonly string[], options: RunOptions = {}): Outcome {
  if (!existsSync(join(ROOT, 'dist', 'cli', 'main.js')))
    throw new Error('The command line is not built: npm run build');
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [BULKHEAD, ...args], {
    cwd: options.cwd ?? ROOT,
    input: options.input,
    env: { ...inherited, ...options.env },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  expect(stderr, 'a stack trace').not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  return { code: status, out: stdout, err: stderr };
}

/** A folder with these files, gone when the test ends. Returns its path. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** The answer parsed, after it was found to be as `docs/schema/NAME.schema.json` says. */
export function answerOf<Answer>(name: string, text: string): Answer {
  const schema = JSON.parse(readFileSync(join(ROOT, 'docs', 'schema', `${name}.schema.json`), 'utf8'));
  const answer: Answer = JSON.parse(text);
  const ajv = new Ajv2020({ allErrors: true });
  const valid = ajv.validate(schema, answer);
  expect(ajv.errorsText(ajv.errors?.slice(0, 5)), `${name} does not keep to its schema`).toBe('No errors');
  expect(valid).toBe(true);
  return answer;
}

/** A small plant without a finding; tests add lines to it. */
export const PLANT = `policy "Small plant" { owner "OT security" }

zone Supervisory {
  level 2
  kind control
  sl-t 2
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
}

zone Kiln {
  level 1
  kind control
  sl-t 2
  network 10.41.0.0/24
  asset PLC-301 : plc at 10.41.0.10
}

conduit KilnSupervision {
  between Supervisory and Kiln
  sl-t 2
  allow hmi -> plc : modbus because "operator control"
}

expect HMI-1 -> PLC-301 : modbus is allowed
`;
