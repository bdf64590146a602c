import { expect, test } from 'vitest';
import { loadPolicy } from '../pipeline.ts';
import { NOW } from './fixture.ts';
import { checkPolicy } from './index.ts';
import { type State, soundFixes, TRIED_UP_TO } from './sound-fixes.ts';

const plant = `zone Office { level 4  network 10.1.0.0/24  asset PC : workstation at 10.1.0.5 }
zone Cell { level 1  network 10.2.0.0/24  asset HMI : hmi at 10.2.0.5 also in Office at 10.1.0.6 }
`;

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
  const { own, offered } = await titles(plant, 'dual-homed');
  expect(own).toContain('Drop the leg of HMI in Office');
  expect(offered).toContain('Drop the leg of HMI in Office');
  const named = `${plant}zone Other { level 4  network 10.3.0.0/24  asset S : server at 10.3.0.5 }
conduit K { between Office and Other  allow HMI -> S : https because "x" }
`;
  const emptied = await titles(named, 'dual-homed');
  expect(emptied.own).toContain('Drop the leg of HMI in Office');
  expect(emptied.offered).not.toContain('Drop the leg of HMI in Office');
});

test('a policy too large to be tried in a menu gets what the check offers', async () => {
  const named = `${plant}zone Other { level 4  network 10.3.0.0/24  asset S : server at 10.3.0.5 }
conduit K { between Office and Other  allow HMI -> S : https because "x" }
`;
  const { own, offered } = await titles(named, 'dual-homed', TRIED_UP_TO + 1);
  expect(offered).toEqual(own);
});
