import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerOf, bulkhead, folderOf, NOW, PLANT } from './bulkhead.ts';

interface DiffAnswer {
  readonly noChangeInMeaning: boolean;
  readonly gained: readonly { readonly sources: { readonly assets: readonly string[] } }[];
  readonly lost: readonly unknown[];
}

/** A repository whose first commit holds these files. */
function repositoryOf(files: Readonly<Record<string, string>>): string {
  const folder = folderOf(files);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@t', '-C', folder, ...args], { stdio: 'pipe' });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  return folder;
}

describe('bulkhead diff', () => {
  it('tells two folders apart by importance, as text, Markdown and JSON that keeps to its schema', () => {
    const folders = ['diff', 'examples/wind-plant', 'examples/wind-plant-hardened', '--now', NOW];
    const { code, out } = bulkhead(folders);
    expect(code).toBe(0);
    expect(out).toMatch(/may no longer reach/);
    const [screen = ''] = out.split('\nDetails\n');
    expect(screen.split('\n').length).toBeLessThanOrEqual(48);
    expect(screen).toMatch(/^Opened \(\d+\)\n {2}guard-jh and guard-cli may now reach .*ppc/);
    expect(bulkhead([...folders, '--format', 'markdown']).out).toContain('### Closed');
    const answer = answerOf<DiffAnswer>('diff', bulkhead([...folders, '--format', 'json']).out);
    expect(answer.noChangeInMeaning).toBe(false);
    expect(answer.lost.length).toBeGreaterThan(5);
  });

  it('compares the working tree with HEAD, and says when nothing changed in meaning', () => {
    const folder = repositoryOf({ 'plant.seg': PLANT });
    expect(bulkhead(['diff', '--policy', folder]).out).toBe('No change in meaning.\n');
    writeFileSync(join(folder, 'plant.seg'), `// a remark\n${PLANT}`);
    expect(bulkhead(['diff', '--policy', folder]).out).toBe('No change in meaning.\n');
    writeFileSync(join(folder, 'more.seg'), 'zone New { level 2 }\n');
    expect(bulkhead(['diff', '--policy', folder]).out).toContain('New zone New');
  });

  it('compares a revision of a folder inside the repository', () => {
    const folder = repositoryOf({ 'site/plant.seg': PLANT, 'other/bulkhead.json': '{}', 'other/x.seg': 'zone X { }' });
    writeFileSync(join(folder, 'site', 'more.seg'), 'zone New { level 2 }\n');
    const { out } = bulkhead(['diff', 'HEAD', '--policy', join(folder, 'site')]);
    expect(out).toContain('New zone New');
    expect(out).not.toContain('zone X');
  });

  it('draws both versions as one picture, and shows it in the Markdown beside it', () => {
    const folder = repositoryOf({ 'plant.seg': PLANT });
    writeFileSync(join(folder, 'plant.seg'), PLANT.replace(' : modbus because', ' : modbus, s7comm because'));
    const svg = bulkhead(['diff', '--policy', folder, '--format', 'svg']).out;
    expect(svg.includes('working tree against HEAD')).toBe(true);
    expect(svg.includes('<title>changed, KilnSupervision, conduit between')).toBe(true);
    const files = ['-o', join(folder, 'out', 'a review.md'), '--picture', join(folder, 'out', 'a review.png')];
    expect(bulkhead(['diff', '--policy', folder, '--format', 'markdown', ...files]).code).toBe(0);
    expect(readFileSync(join(folder, 'out', 'a review.md'), 'utf8')).toMatch(/^!\[.+\]\(a%20review\.png\)$/m);
    expect(
      readFileSync(join(folder, 'out', 'a review.png'))
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect(bulkhead(['diff', '--policy', folder, '--format', 'drawio']).out).toContain('<mxfile');
    expect(bulkhead(['diff', '--policy', folder, '--format', 'mermaid']).out).toContain('flowchart TB');
    expect(bulkhead(['diff', '--policy', folder, '--picture', 'review.gif'])).toMatchObject({ code: 2, out: '' });
  });

  it('reads branches and files of any name, and takes no text of theirs for markup or a command', () => {
    const name = '$(touch x); `a` "b" <c>.seg';
    const folder = repositoryOf({ [name]: PLANT });
    const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe' });
    git('branch', 'a/$(touch-y)`&<b>');
    writeFileSync(join(folder, name), PLANT.replace(' : modbus because', ' : modbus, s7comm because'));
    const { code, out, err } = bulkhead(['diff', 'a/$(touch-y)`&<b>', '--policy', folder, '--format', 'markdown']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('HMI-1 may now open s7comm to PLC-301');
    expect(out.replace(/```[\s\S]*?```/g, '')).not.toMatch(/(?<!\\)<[bc]>/);
    expect(readdirSync(folder).sort()).toEqual([name, '.git'].sort());
  });

  it('says what to do where a shallow clone lacks the revision, and where git is not installed', () => {
    const origin = repositoryOf({ 'plant.seg': PLANT });
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@t', ...args], { stdio: 'pipe' });
    git('-C', origin, 'commit', '-q', '--allow-empty', '-m', 'second');
    const clone = join(folderOf({}), 'clone');
    git('clone', '-q', '--depth', '1', `file://${origin}`, clone);
    const shallow = bulkhead(['diff', 'HEAD~1', '--policy', clone]);
    expect(shallow).toMatchObject({ code: 2, out: '' });
    expect(shallow.err).toMatch(/HEAD~1.*shallow.*fetch/s);
    expect(bulkhead(['diff', '--policy', origin], { env: { PATH: '/nowhere' } }).err).toContain('git is not installed');
    const none = bulkhead(['diff', '--policy', folderOf({ 'a.seg': 'zone A { }' })]);
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('no git repository')]);
  });

  it('says what is wrong with a revision that does not exist, does not parse, or could be taken for an option', () => {
    const folder = repositoryOf({ 'plant.seg': 'zone A {' });
    expect(bulkhead(['diff', 'nowhere', '--policy', folder])).toMatchObject({ code: 2 });
    expect(bulkhead(['diff', 'nowhere', '--policy', folder]).err).toContain('There is no revision nowhere');
    expect(bulkhead(['diff', '--policy', folder, '--', '--output=x']).err).toContain('There is no revision');
    writeFileSync(join(folder, 'plant.seg'), 'zone A { }\n');
    const { code, err } = bulkhead(['diff', '--policy', folder]);
    expect(code).toBe(1);
    expect(err).toContain('In HEAD a part of the text has no meaning');
    expect(bulkhead(['diff', '--policy', folderOf({ 'a.seg': 'zone A { }' })]).code).toBe(2);
  });
});
