/** What other tools run of this project: the GitHub Action's own shell lines, and the hooks' commands. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '..', '..');
const PLANT = `zone A { level 2 kind control sl-t 2 network 10.0.0.0/24 asset a : hmi at 10.0.0.1 }
zone B { level 1 kind control sl-t 2 network 10.1.0.0/24 asset b : plc at 10.1.0.1 }
conduit C { between A and B sl-t 2 allow a -> b : modbus because "control" }
`;

interface Step {
  readonly name: string;
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
}

const action: { runs: { steps: readonly Step[] } } = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'));

describe('the GitHub Action', () => {
  let folder: string;
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@t', '-C', folder, ...args], { encoding: 'utf8' });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bulkhead-action-'));
    writeFileSync(join(folder, 'plant.seg'), PLANT);
    git('init', '-q');
    git('add', '-A');
    git('commit', '-q', '-m', 'first');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a step's shell lines as a runner would, with these inputs. */
  function step(name: string, inputs: Readonly<Record<string, string>>) {
    const found = action.runs.steps.find((s) => s.name === name);
    const value = (text: string) =>
      text
        .replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, input: string) => inputs[input] ?? '')
        .replace(/\$\{\{ github\.action_path \}\}/g, ROOT);
    const env = Object.fromEntries(Object.entries(found?.env ?? {}).map(([key, text]) => [key, value(text)]));
    return spawnSync('bash', ['-e', '-o', 'pipefail', '-c', found?.run ?? 'exit 99'], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        ...env,
        RUNNER_TEMP: folder,
        GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
        GITHUB_OUTPUT: join(folder, 'output.txt'),
      },
    });
  }

  it('writes what the change opens into the summary, and where the review lies into its outputs', () => {
    writeFileSync(join(folder, 'plant.seg'), PLANT.replace('modbus', 'modbus, s7comm'));
    expect(step('Tell what the change opens', { base: 'HEAD', policy: '.' }).status).toBe(0);
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toContain('a may now open s7comm to b');
    const output = readFileSync(join(folder, 'output.txt'), 'utf8');
    const paths = ['review', 'picture', 'picture-png', 'folder'].map(
      (name) => new RegExp(`^${name}=(.+)$`, 'm').exec(output)?.[1] ?? '',
    );
    expect(paths.map((path) => existsSync(path))).toEqual([true, true, true, true]);
  });

  it('draws the change in the summary, and lays the picture beside the review', () => {
    const summary = readFileSync(join(folder, 'summary.md'), 'utf8');
    expect(summary).toMatch(/^```mermaid\nflowchart TB$/m);
    expect(summary).toContain('linkStyle 0 stroke:#0a5fb0');
    const made = join(folder, 'bulkhead-review');
    expect(readFileSync(join(made, 'review.md'), 'utf8')).toContain('](review.svg)');
    expect(readFileSync(join(made, 'review.svg'), 'utf8')).toContain('working tree against HEAD');
    expect(readFileSync(join(made, 'review.png')).subarray(1, 4).toString()).toBe('PNG');
  });

  it('says so and goes on where the base cannot be read, whatever it is called', () => {
    const base = '$(touch pwned); `touch pwned`';
    const { status, stdout } = step('Tell what the change opens', { base, policy: '.' });
    expect([status, existsSync(join(folder, 'pwned'))]).toEqual([0, false]);
    expect(stdout).toContain('::warning title=Bulkhead::The policy could not be compared');
  });

  it('annotates findings and fails from the given severity on', () => {
    writeFileSync(join(folder, 'plant.seg'), PLANT.replace('modbus', 'any'));
    const failed = step('Check the policy', { policy: '.', 'fail-on': 'warning' });
    expect(failed.status).toBe(1);
    expect(failed.stdout).toMatch(/^::(error|warning) file=plant\.seg,/m);
    expect(step('Check the policy', { policy: '.', 'fail-on': 'never' }).status).toBe(0);
  });
});

describe('the pre-commit hooks', () => {
  const hooks: readonly { entry: string; files: string }[] = parse(
    readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8'),
  );

  it('run commands that exist, for the files that are ours', () => {
    for (const { entry, files } of hooks) {
      const [, ...args] = entry.split(' ');
      const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'bin', 'bulkhead'), ...args, '--help'], {
        encoding: 'utf8',
      });
      expect([entry, status]).toEqual([entry, 0]);
      expect(stdout).toContain('Usage:');
      expect(new RegExp(files).test('plant/zones.seg')).toBe(true);
      expect(new RegExp(files).test('plant/zones.txt')).toBe(false);
    }
  });
});
