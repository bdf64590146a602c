import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
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
