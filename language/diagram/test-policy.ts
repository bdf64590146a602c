/** For tests: policies from text, laid out with elk. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Policy } from '../model/policy.ts';
import { loadPolicy } from '../pipeline.ts';
import { buildGraph } from './build/build-graph.ts';
import type { Detail, DiagramGraph } from './graph.ts';
import type { Before } from './layout/anchored.ts';
import { createElk } from './layout/elk.ts';
import { layoutGraph } from './layout/layout-graph.ts';
import type { DiagramLayout } from './layout/placed.ts';

export const NOON = Date.parse('2026-11-23T12:00:00Z');
export const elk = createElk();

export async function policyOf(text: string): Promise<Policy> {
  return (await loadPolicy([{ path: 'plant.seg', text }])).policy;
}

export async function graphOf(text: string, now = NOON): Promise<DiagramGraph> {
  return buildGraph(await policyOf(text), { now });
}

/** The layout; throws where there is none, which fails the test. */
export async function laidOut(
  graph: DiagramGraph,
  detail: Detail = 'assets',
  previous?: Before,
): Promise<DiagramLayout> {
  const result = await layoutGraph(graph, elk, { detail, ...(previous && { previous }) });
  if (!result.ok) throw new Error(result.message);
  return result.layout;
}

export const EXAMPLES = join(import.meta.dirname, '../../examples');

export function exampleFiles(name: string): { path: string; text: string }[] {
  const folder = join(EXAMPLES, name);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.seg'))
    .map((file) => ({ path: file, text: readFileSync(join(folder, file), 'utf8') }));
}

export async function exampleGraph(name: string): Promise<DiagramGraph> {
  return buildGraph((await loadPolicy(exampleFiles(name))).policy, { now: NOON });
}
