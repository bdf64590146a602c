import { describe, expect, test } from 'vitest';
import { loadPolicy } from '../../pipeline.ts';
import { exampleFiles, exampleGraph, graphOf, laidOut, NOON, policyOf } from '../test-policy.ts';
import { contrast } from './colour.ts';
import { drawSvg, renderSvg } from './svg.tsx';
import { resolveColours, THEME_NAMES } from './theme.ts';

/** The names of the elements that an XML parser would see; throws where it would refuse the text. */
function elementsOf(xml: string): string[] {
  const names: string[] = [];
  const open: string[] = [];
  const token = /<\?xml[^?]*\?>|<\/([A-Za-z]+)>|<([A-Za-z]+)((?:\s+[A-Za-z:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
  let at = 0;
  while (at < xml.length) {
    token.lastIndex = at;
    const match = token.exec(xml);
    if (match === null) throw new Error(`not XML: ${xml.slice(at, at + 80)}`);
    const [whole, closed, name, attributes = '', empty, text = ''] = match;
    if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);)/i.test(attributes + text))
      throw new Error(`bare &: ${whole.slice(0, 80)}`);
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\]\]>/.test(whole))
      throw new Error(`forbidden in XML: ${whole.slice(0, 80)}`);
    if (closed !== undefined && open.pop() !== closed) throw new Error(`unbalanced ${closed}`);
    if (name !== undefined) {
      names.push(name);
      if (empty !== '/') open.push(name);
    }
    at += whole.length;
  }
  if (open.length > 0) throw new Error(`left open: ${open.join(' ')}`);
  return names;
}

describe.each(THEME_NAMES)('the exported picture in theme %s', (theme) => {
  test('is well-formed, embeds its font and depends on nothing else', async () => {
    const result = await renderSvg((await loadPolicy(exampleFiles('cascadia'))).policy, { now: NOON, theme });
    const svg = result.ok ? result.svg : result.message;
    expect(new Set(elementsOf(svg))).not.toContain('script');
    expect(svg).toContain('@font-face');
    expect(svg.replace(/url\(data:[^)]*\)/g, '').replace('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|var\(|filter=/,
    );
  });
});

test('every zone, asset, conduit and gate has its own id and a title', async () => {
  const graph = await exampleGraph('wind-plant');
  const svg = drawSvg(graph, await laidOut(graph));
  const ids = [...svg.matchAll(/<g id="([^"]+)"/g)].map((m) => m[1]);
  const drawn = graph.zones.reduce((n, z) => n + 1 + z.assets.length + z.ghosts.length + z.inner.length, 0);
  expect(ids).toHaveLength(drawn + graph.conduits.reduce((n, c) => n + 1 + c.gates.length, 0));
  expect(new Set(ids).size).toBe(ids.length);
  expect(svg.match(/<title>/g)).toHaveLength(ids.length);
});

test('the legend lists the signs in use and no others', async () => {
  const graph = await graphOf('zone A { level 4 kind business asset S : server }');
  const svg = drawSvg(graph, await laidOut(graph));
  expect(svg).toContain('>business zone<');
  expect(svg).not.toContain('safety zone');
  expect(svg).not.toContain('one-way');
});

test('title, version and time stand above the picture', async () => {
  const graph = await exampleGraph('grfics');
  const svg = drawSvg(graph, await laidOut(graph), { title: 'A & B', version: 'v1.2', time: '23 Nov 2026' });
  expect(svg).toContain('>A &amp; B<');
  expect(svg).toMatch(/v1\.2 · 23 Nov 2026/);
});

describe('no text of a policy becomes syntax of the picture', () => {
  test.each([
    ['a script', '<script>alert(1)</script>'],
    ['quotes', `" onload="alert(1)" x='`],
    ['the end of a CDATA section', ']]>'],
    ['an entity', '&lt;script&gt; &#60;b&#62; &unknown;'],
    ['a comment', '<!-- --> -->'],
    ['a style', '</style><style>*{display:none}'],
    ['bidirectional overrides', '\u202eevil\u202c \u2066x\u2069 \u200f'],
    ['control characters', '\u0001\u0008\u001b[31m\u007f\u0085'],
    ['half a character', 'a\ud800b'],
    ['200 characters', 'W'.repeat(200)],
  ])('%s', async (_, nasty) => {
    const quoted = JSON.stringify(nasty)
      .slice(1, -1)
      .replace(/\\[bfr]/g, ' ');
    const name = nasty.replace(/['\n\r]/g, '');
    const graph = await graphOf(`policy "${quoted}" { owner "x" }
      zone '${name}' "${quoted}" { level 2 asset 'A ${name}' : plc asset B : hmi }
      zone Low { level 1 asset C : plc }
      conduit '${name}' "${quoted}" { between '${name}' and Low allow '${name}' -> C : modbus because "${quoted}" }
      access '${name}' { vendor "${quoted}" allow B -> C : ssh from 2026-11-30 until 2026-12-01 }
      firewall F { interface "${quoted}" to '${name}' interface "b" to Low }`);
    const svg = drawSvg(graph, await laidOut(graph), { title: nasty, version: nasty, time: nasty });
    const elements = elementsOf(svg);
    expect(new Set(elements)).toEqual(new Set([...elements].filter((e) => KNOWN.has(e))));
    expect(svg).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/);
    expect(svg).not.toMatch(/\son[a-z]+="/);
  });
});

const KNOWN = new Set(['svg', 'title', 'style', 'defs', 'pattern', 'rect', 'g', 'path', 'text', 'circle']);

test('a long name is cut to its place and told in full in the title', async () => {
  const long = 'Very long zone name '.repeat(10).trim();
  const graph = await graphOf(`zone Z "${long}" { level 1 asset P : plc }`);
  const svg = drawSvg(graph, await laidOut(graph));
  expect(svg).toMatch(/>Very long zone name[^<]*…</);
  expect(svg).toContain(`<title>${long}`);
});

test('an empty policy still gives a picture', async () => {
  const result = await renderSvg(await policyOf(''), { now: NOON });
  expect(result.ok && elementsOf(result.svg)[0]).toBe('svg');
});

describe('the colours', () => {
  test.each(THEME_NAMES)('of theme %s leave every text legible on what it stands on', (theme) => {
    const c = resolveColours(theme);
    for (const ground of [
      c.canvas,
      c.band,
      c.rail,
      c.panel,
      c['control-fill'],
      c['control-floor'],
      c['safety-floor'],
    ]) {
      expect(contrast(c.ink, ground)).toBeGreaterThan(4.5);
      expect(contrast(c.ink2, ground)).toBeGreaterThan(4.5);
    }
    for (const [ink, ground] of [
      [c.gateInk, c.gate],
      [c.deny, c.pill],
      [c.vendor, c.pill],
      [c.severityInk, c.error],
      [c.severityInk, c.info],
      [c.warningInk, c.warningFill],
      [c['dmz-ink'], c['dmz-chip']],
    ] as const)
      expect(contrast(ink, ground), `${ink} on ${ground}`).toBeGreaterThan(4.5);
    expect(contrast(c.edge, c.band)).toBeGreaterThan(3);
  });

  test('of a foreign theme are mixed towards its ink until they stand out', () => {
    const solarized = new Map([
      ['editor-background', '#fdf6e3'],
      ['editor-foreground', '#657b83'],
      ['descriptionForeground', '#93a1a1'],
    ]);
    const c = resolveColours('light', (v) => solarized.get(v));
    expect(c.canvas).toBe('#fdf6e3');
    for (const kind of ['business', 'dmz', 'control', 'safety', 'wireless', 'external', 'temporary'] as const)
      expect(contrast(c[`${kind}-ink`], c.canvas)).toBeGreaterThanOrEqual(Math.min(4.5, contrast(c.ink, c.canvas)));
    expect(c.band).not.toBe('#f6f7f9');
  });

  test('of an unreadable variable are the defaults', () => {
    expect(resolveColours('dark', () => 'color(display-p3 1 0 0)')).toEqual(resolveColours('dark'));
  });
});
