/** For the tests of checks: what is found in a policy given as text, and what a quick-fix makes of it. */
import { readFlowFile } from '../observe/flow-file.ts';
import { loadPolicy } from '../pipeline.ts';
import { applyEdits } from './edits.ts';
import {
  CHECKS,
  type Check,
  type ChecksConfiguration,
  checkPolicy,
  DEFAULT_CHECKS,
  type Finding,
  type Fix,
} from './index.ts';

/** The instant at which the tests ask. */
export const NOW = Date.UTC(2026, 10, 23);

export type Files = string | Readonly<Record<string, string>>;

const filesOf = (files: Files) =>
  Object.entries(typeof files === 'string' ? { 'plant.seg': files } : files).map(([path, text]) => ({ path, text }));

export interface Asked {
  readonly now?: number;
  readonly checks?: readonly Check[];
  readonly configuration?: ChecksConfiguration;
  /** Text of a flow file that the policy is compared with. */
  readonly flows?: string | undefined;
}

/** Everything that the parser, the linker and the checks find. */
export async function findingsIn(files: Files, asked: Asked = {}): Promise<Finding[]> {
  const { policy, findings, text } = await loadPolicy(filesOf(files));
  const { now = NOW, checks = CHECKS, configuration } = asked;
  const checked = checkPolicy(policy, {
    ...{ now, text, checks },
    ...(configuration === undefined ? {} : { configuration }),
    ...(asked.flows === undefined ? {} : { observed: { files: [readFlowFile('flows.csv', asked.flows)] } }),
  });
  return [...findings, ...checked];
}

/** What every check says of its own example to avoid, by the check's name; two findings with the same words once. */
export async function saidOfExamples(checks: readonly Check[]): Promise<ReadonlyMap<string, readonly Finding[]>> {
  const said = new Map<string, readonly Finding[]>();
  for (const { name, documentation } of checks) {
    const { avoid, thresholds = {}, flows } = documentation;
    const configuration = { ...DEFAULT_CHECKS, thresholds: { [name]: thresholds } };
    const found = (await findingsIn(avoid, { configuration, flows })).filter((f) => f.check === name);
    said.set(name, [...new Map(found.map((f) => [f.message, f])).values()]);
  }
  return said;
}

/** The findings of one check, after making sure that the text itself is sound. */
export async function findingsOf(name: string, files: Files, asked: Asked = {}): Promise<Finding[]> {
  const all = await findingsIn(files, asked);
  const broken = all.filter((f) => f.link === undefined);
  if (broken.length > 0)
    throw new Error(`the fixture is broken: ${broken.map((f) => `${f.place.line + 1}: ${f.message}`).join('\n')}`);
  return all.filter((f) => f.check === name);
}

/** The text of `plant.seg` after the fix. */
export function mend(text: string, fix: Fix): string {
  return applyEdits('plant.seg', text, fix.edits);
}

/** All files after the fix. */
export function mendAll(files: Readonly<Record<string, string>>, fix: Fix): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, applyEdits(path, text, fix.edits)]));
}

/** Findings as short lines: `plant.seg:3 error MESSAGE`, a mirror marked with `~`. */
export async function linesOf(name: string, files: Files, asked: Asked = {}): Promise<string[]> {
  const found = await findingsOf(name, files, asked);
  return found.map((f) => `${f.mirror ? '~' : ''}${f.place.file}:${f.place.line + 1} ${f.severity} ${f.message}`);
}

/** What a fix must not leave behind: errors of any check, and findings of its own. */
export async function leftBehind(name: string, files: Files, asked: Asked = {}): Promise<string[]> {
  const found = await findingsIn(files, asked);
  return found.filter((f) => f.severity === 'error' || f.check === name).map((f) => `${f.check}: ${f.message}`);
}
