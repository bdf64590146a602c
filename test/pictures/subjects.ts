/** What the reference pictures show: examples and a large company, drawn by the code that draws in the editor and on the command line. */
import { checkPolicy, type Finding } from '../../language/checks/index.ts';
import {
  buildDrawing,
  type Detail,
  type DrawOptions,
  layOutGraph,
  type OverlayQuestion,
  overlayOf,
  reviewGraph,
  reviewOverlay,
  svgOf,
} from '../../language/diagram/index.ts';
import { exampleFiles } from '../../language/diagram/test-policy.ts';
import { differenceOf, findingChanges } from '../../language/difference/index.ts';
import type { Policy } from '../../language/model/policy.ts';
import { loadPolicy } from '../../language/pipeline.ts';
import { cascadiaFiles, changedCascadiaFiles } from '../examples/cascadia-change.ts';
import { largeCompany } from '../generators/mill.ts';
import { EVERY_SIGN } from './every-sign.ts';

type Files = readonly { readonly path: string; readonly text: string }[];
/** A picture in any theme: laid out once. */
export type Draw = (theme: NonNullable<DrawOptions['theme']>) => Promise<string>;

export interface Subject {
  readonly name: string;
  layOut(): Promise<Draw>;
}

/** Within the hours of the vendor's access to cascadia. */
const NOW = Date.parse('2031-03-04T12:00:00-08:00');

async function read(files: Files): Promise<{ policy: Policy; findings: readonly Finding[] }> {
  const { policy, findings } = await loadPolicy([...files]);
  return { policy, findings: [...findings, ...checkPolicy(policy, { now: NOW })] };
}

async function draws(
  graph: Parameters<typeof layOutGraph>[0],
  detail: Detail,
  options: Pick<DrawOptions, 'overlay'> = {},
): Promise<Draw> {
  const laid = await layOutGraph(graph, { view: { detail } });
  if (!laid.ok) throw new Error(laid.message);
  return (theme) => svgOf(laid.graph, laid.layout, { theme, ...options });
}

function policySubject(name: string, files: () => Files, detail: Detail, question?: OverlayQuestion): Subject {
  return {
    name,
    async layOut() {
      const { policy, findings } = await read(files());
      const drawing = buildDrawing(policy, { now: NOW, findings });
      const overlay = question && overlayOf({ policy, drawing, now: NOW, findings }, question);
      return draws(drawing.graph, detail, overlay && { overlay });
    },
  };
}

function reviewSubject(name: string, old: () => Files, current: () => Files): Subject {
  return {
    name,
    async layOut() {
      const [before, after] = [await read(old()), await read(current())];
      const difference = differenceOf(before.policy, after.policy, { now: NOW });
      const findings = findingChanges(before.findings, after.findings);
      const names = { before: 'before', after: 'after' };
      const graph = reviewGraph(difference, { now: NOW, names, newFindings: findings.came });
      return draws(graph, 'assets', { overlay: reviewOverlay(graph, difference, findings) });
    },
  };
}

const windPlant = (): Files => exampleFiles('wind-plant');
const company = (): Files => [{ path: 'company.seg', text: largeCompany({ sites: 3, areas: 9, cells: 10, extra: 0 }) }];

export const SUBJECTS: readonly Subject[] = [
  policySubject('cascadia', cascadiaFiles, 'assets'),
  policySubject('cascadia-blast', cascadiaFiles, 'assets', {
    ...{ kind: 'blast', of: 'asset:IDMZ.JUMP-1', to: 'asset:Plant.Kiln.PLC-301' },
  }),
  reviewSubject('cascadia-review', cascadiaFiles, changedCascadiaFiles),
  policySubject('every-sign', () => [{ path: 'signs.seg', text: EVERY_SIGN }], 'assets'),
  policySubject('wind-plant-overview', windPlant, 'zones'),
  policySubject('wind-plant', windPlant, 'assets'),
  policySubject('wind-plant-blast', windPlant, 'assets', { kind: 'blast' }),
  reviewSubject('wind-plant-review', windPlant, () => exampleFiles('wind-plant-hardened')),
  policySubject('company', company, 'zones'),
];
