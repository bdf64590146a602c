import { expect, test } from 'vitest';
import { loadPolicy } from '../pipeline.ts';
import { NOW } from './fixture.ts';
import { checkPolicy } from './index.ts';
import { type State, soundFixes, TRIED_UP_TO } from './sound-fixes.ts';

const plant = (
  target: string,
) => `zone DMZ { level 3.5  kind dmz  network 10.1.0.0/24  asset J : jump-host at 10.1.0.5 }
zone Cell { level 2  sl-t 1  network 10.2.0.0/24  asset S : server at 10.2.0.5 }
access V { vendor "V"  from 2026-11-24 until 2026-11-25  approved by "J" ticket "T"  allow J -> ${target} : rdp }
`;
const CREATE = 'Create conduit V-way between DMZ and Cell';

async function titles(text: string, check: string, size = 10) {
  const files = [{ path: 'plant.seg', text }];
  const { policy, findings, text: read } = await loadPolicy(files);
  const options = { now: NOW };
  const found = [...findings, ...checkPolicy(policy, { ...options, text: read })];
  const state: State = { files, findings: found, options, size };
  const finding = found.find((f) => f.check === check);
  if (finding === undefined) throw new Error(`no finding of ${check}`);
  return { own: finding.fixes().map((f) => f.title), offered: soundFixes(finding, state).map((f) => f.title) };
}

test('a fix that brings an error of another check is not offered', async () => {
  const sound = await titles(plant('S'), 'access-off-conduit');
  expect(sound.own).toContain(CREATE);
  expect(sound.offered).toEqual(sound.own);
  // With a conduit, "any" as target leads into a control zone.
  const unsound = await titles(plant('any'), 'access-off-conduit');
  expect(unsound.own).toContain(CREATE);
  expect(unsound.offered).not.toContain(CREATE);
});

test('a policy too large to be tried in a menu gets what the check offers', async () => {
  const { own, offered } = await titles(plant('any'), 'access-off-conduit', TRIED_UP_TO + 1);
  expect(offered).toEqual(own);
});
