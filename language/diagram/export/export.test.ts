/** Exported files, read by the programs that they are for: Mermaid itself, the library that draw.io is built on, a PNG decoder. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cascadiaFiles, changedCascadiaFiles } from '../../../test/examples/cascadia-change.ts';
import { differenceOf } from '../../difference/index.ts';
import { loadPolicy } from '../../pipeline.ts';
import { THEME_NAMES } from '../draw/theme.ts';
import { drawioText, type LaidOut, layOut, layOutGraph, mermaidText, renderSvg, reviewGraph } from '../index.ts';
import { exampleFiles, NOON } from '../test-policy.ts';
import { renderPng } from './png.ts';

const CHROMIUM = '/usr/bin/chromium';
const packageFolder = (name: string): string => join(import.meta.dirname, '..', '..', '..', 'node_modules', name);

/** What the test uses of mxGraph, on which draw.io is built. */
interface MxCell {
  readonly id: string;
  readonly value?: string;
  readonly edge?: boolean | number;
  readonly source?: MxCell;
  readonly target?: MxCell;
  readonly parent?: MxCell;
  readonly geometry?: { readonly width: number };
  readonly style?: string;
}
interface MxDrawing {
  getModel(): { readonly cells: Readonly<Record<string, MxCell>> };
  refresh(): void;
  readonly view: {
    getState(cell: MxCell): { readonly absolutePoints?: readonly { x: number; y: number }[] } | undefined;
  };
}
interface MxGraph {
  readonly mxGraph: new (container: HTMLElement) => MxDrawing;
  readonly mxUtils: { readonly parseXml: (text: string) => XMLDocument };
  readonly mxCodec: new (document: XMLDocument) => { decode(from: Element | null, into: unknown): void };
  readonly mxGraphModel: new () => { readonly cells: Readonly<Record<string, MxCell>> };
}

const HOSTILE = `"]; drop |x| \\n <script>alert(1)</script> end %% #quot; \u202e🏭 -->`;
const HOSTILE_PLANT = `policy ${JSON.stringify(HOSTILE)} { }
zone A ${JSON.stringify(HOSTILE)} { level 2 asset 'a"]b' : hmi at 10.0.0.1 }
zone Empty { level 3 }
zone B { level 1 asset b : plc }
conduit C ${JSON.stringify(HOSTILE)} { between A and B allow hmi -> plc : modbus }
conduit D { between A and Empty }`;

async function laid(files: Parameters<typeof loadPolicy>[0]): Promise<Extract<LaidOut, { ok: true }>> {
  const result = await layOut((await loadPolicy(files)).policy, { now: NOON, view: { detail: 'assets' } });
  if (!result.ok) throw new Error(result.message);
  return result;
}

const PLANTS = [
  ...['cascadia', 'wind-plant', 'wind-plant-hardened', 'grfics'].map((name) => ({ name, files: exampleFiles(name) })),
  { name: 'names made of other syntax', files: [{ path: 'p.seg', text: HOSTILE_PLANT }] },
];

describe.skipIf(!existsSync(CHROMIUM))('an exported drawing', { timeout: 60_000 }, () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
    page = await browser.newPage();
    await page.goto('about:blank');
    await page.evaluate("window.mxBasePath = ''; window.mxLoadResources = false; window.mxLoadStylesheets = false;");
    await page.addScriptTag({ path: join(packageFolder('mxgraph'), 'javascript', 'mxClient.min.js') });
    await page.addScriptTag({ path: join(packageFolder('mermaid'), 'dist', 'mermaid.min.js') });
  }, 60_000);
  afterAll(() => browser?.close());

  test('shows a review: Mermaid draws it with its marks, draw.io gets them as styles', async () => {
    const [before, after] = [
      (await loadPolicy(cascadiaFiles())).policy,
      (await loadPolicy(changedCascadiaFiles())).policy,
    ];
    const names = { before: 'main', after: 'working tree' };
    const graph = reviewGraph(differenceOf(before, after, { now: NOON }), { now: NOON, names });
    const strokes = await page.evaluate(async (text) => {
      const { mermaid } = window as unknown as { mermaid: typeof import('mermaid').default };
      mermaid.initialize({ startOnLoad: false });
      const { svg } = await mermaid.render('m', text);
      return ['#18703a', '#b3261e', '#0a5fb0', '#431c78'].filter((colour) => svg.includes(colour));
    }, mermaidText(graph));
    expect(strokes).toHaveLength(4);
    const shown = await layOutGraph(graph, { view: { detail: 'assets' } });
    const drawn = shown.ok ? drawioText(shown.graph, shown.layout) : '';
    expect(drawn).toContain('value="− Reports  SL 2');
    expect(drawn).toContain('strokeColor=#b3261e;strokeWidth=2;dashed=1;dashPattern=6 5;');
  });

  test.each(THEME_NAMES)('as SVG opens in a browser with its own font and its legend, in theme %s', async (theme) => {
    const drawn = await renderSvg((await loadPolicy(exampleFiles('cascadia'))).policy, { now: NOON, theme });
    const seen = await page.evaluate(
      async (svg) => {
        const holder = document.body.appendChild(document.createElement('div'));
        holder.innerHTML = svg.slice(svg.indexOf('<svg'));
        await document.fonts.ready;
        const texts = [...holder.querySelectorAll('text')].map((text) => {
          const wanted = Number(text.getAttribute('textLength'));
          text.removeAttribute('textLength');
          return { text: text.textContent, stretch: text.getComputedTextLength() / wanted };
        });
        const fonts = [...document.fonts].map(({ family, status }) => `${family} ${status}`);
        const words = holder.textContent ?? '';
        holder.remove();
        return { texts, fonts, words };
      },
      drawn.ok ? drawn.svg : '',
    );
    expect(new Set(seen.fonts)).toEqual(new Set(['Inter loaded']));
    expect(seen.texts.length).toBeGreaterThan(60);
    // As wide as measured, within what hinting does: no letter is squeezed.
    expect(seen.texts.filter(({ stretch }) => Math.abs(stretch - 1) > 0.04)).toEqual([]);
    for (const word of ['Legend', 'safety zone: hazard foot']) expect(seen.words).toContain(word);
  });

  test.each(PLANTS)('is drawn by Mermaid with every zone, asset and conduit: $name', async ({ files }) => {
    const { graph } = await laid(files);
    const drawn = await page.evaluate(async (text) => {
      const { mermaid } = window as unknown as { mermaid: typeof import('mermaid').default };
      mermaid.initialize({ startOnLoad: false, maxTextSize: 1e6, maxEdges: 5000 });
      const { svg } = await mermaid.render('m', text);
      const holder = document.createElement('div');
      holder.innerHTML = svg;
      return {
        zones: holder.querySelectorAll('.cluster').length,
        nodes: holder.querySelectorAll('.node').length,
        edges: holder.querySelectorAll('.edgePaths path[data-id], .edgePaths > path').length,
        scripts: holder.querySelectorAll('script').length,
        text: holder.textContent,
      };
    }, mermaidText(graph));
    const assets = graph.zones.flatMap((z) => z.assets);
    const fillers = graph.zones.filter(
      (z) => z.assets.length === 0 && !graph.zones.some((child) => child.parent === z.id),
    ).length;
    expect(drawn).toMatchObject({ zones: graph.zones.length, nodes: assets.length + fillers, scripts: 0 });
    expect(drawn.edges).toBe(graph.conduits.length);
    for (const { name } of assets) expect(drawn.text).toContain(name);
  });

  test.each(PLANTS)('runs in draw.io where the picture has it, its words in their lines: $name', async ({ files }) => {
    const { graph, layout } = await laid(files);
    const drawn = await page.evaluate(
      (text) => {
        const mx = window as unknown as MxGraph;
        const document = mx.mxUtils.parseXml(text);
        const drawing = new mx.mxGraph(window.document.createElement('div'));
        new mx.mxCodec(document).decode(document.querySelector('mxGraphModel'), drawing.getModel());
        drawing.refresh();
        return Object.entries(drawing.getModel().cells).map(([id, cell]) => ({
          id,
          lines: cell.value?.split('\n') ?? [],
          points: drawing.view.getState(cell)?.absolutePoints?.map(({ x, y }) => [x, y]) ?? [],
        }));
      },
      drawioText(graph, layout),
    );
    const byId = new Map(drawn.map((cell) => [cell.id, cell]));
    for (const { id, rows } of graph.conduits) {
      const [wanted, got] = [layout.conduits[id]?.points ?? [], byId.get(id)?.points ?? []];
      expect(got.length, id).toBe(wanted.length);
      wanted.forEach(({ x, y }, i) => {
        expect(Math.hypot(x - (got[i]?.[0] ?? 0), y - (got[i]?.[1] ?? 0)), `${id}, corner ${i}`).toBeLessThan(1);
      });
      expect(byId.get(id)?.lines).toHaveLength(1 + rows.length);
    }
    for (const { id, name, type } of graph.zones.flatMap((z) => z.assets))
      expect(byId.get(id)?.lines).toEqual([name, type]);
  });

  test.each(PLANTS)('opens in draw.io as shapes that keep their places, texts and ends: $name', async ({ files }) => {
    const { graph, layout } = await laid(files);
    const cells = await page.evaluate(
      (text) => {
        const mx = window as unknown as MxGraph;
        const document = mx.mxUtils.parseXml(text);
        const model = new mx.mxGraphModel();
        new mx.mxCodec(document).decode(document.querySelector('mxGraphModel'), model);
        return Object.values(model.cells).map((cell) => ({
          id: cell.id,
          value: cell.value,
          edge: cell.edge === true || cell.edge === 1,
          ends: [cell.source?.id, cell.target?.id],
          parent: cell.parent?.id,
          width: cell.geometry?.width,
          style: cell.style,
        }));
      },
      drawioText(graph, layout),
    );
    const byId = new Map(cells.map((cell) => [cell.id, cell]));
    for (const zone of graph.zones) {
      expect(byId.get(zone.id)).toMatchObject({ parent: zone.parent ?? '1', edge: false });
      expect(byId.get(zone.id)?.value).toContain(zone.title);
      expect(byId.get(zone.id)?.width).toBeCloseTo(layout.zones[zone.id]?.width ?? 0, 0);
      for (const asset of zone.assets) expect(byId.get(asset.id)).toMatchObject({ parent: zone.id });
    }
    for (const conduit of graph.conduits)
      expect(byId.get(conduit.id)).toMatchObject({ edge: true, ends: [conduit.upper, conduit.lower] });
    expect(new Set(cells.map((c) => c.style)).size).toBeLessThan(30);
  });
});

describe('a drawing as PNG', () => {
  const parts = {
    wasm: readFileSync(join(packageFolder('@resvg/resvg-wasm'), 'index_bg.wasm')),
    fonts: ['400Regular', '600SemiBold'].map((w) =>
      readFileSync(join(packageFolder('@expo-google-fonts/inter'), w, `Inter_${w}.ttf`)),
    ),
  };

  test('is twice as wide and high as the SVG', async () => {
    const { policy } = await loadPolicy(exampleFiles('cascadia'));
    const drawn = await renderSvg(policy, { now: NOON });
    const svg = drawn.ok ? drawn.svg : '';
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
    const result = await renderPng(svg, parts);
    const png = Buffer.from(result.ok ? result.png : []);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * Number(width), 2 * Number(height)]);
  });

  test('has words in it: without the font the same picture is another', async () => {
    const { policy } = await loadPolicy(exampleFiles('cascadia'));
    const drawn = await renderSvg(policy, { now: NOON });
    const svg = drawn.ok ? drawn.svg : '';
    const [withFont, without] = [await renderPng(svg, parts), await renderPng(svg, { ...parts, fonts: [] })];
    expect(withFont.ok && without.ok && withFont.png.length - without.png.length).toBeGreaterThan(10_000);
  });

  test('of absurd size is refused with a sentence, not with a crash', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="90000" height="90000"></svg>';
    expect(await renderPng(svg, parts)).toMatchObject({ ok: false, message: expect.stringContaining('pixels') });
    expect(await renderPng('no svg', parts)).toMatchObject({ ok: false });
  });
});
