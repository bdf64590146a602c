/**
 * The diagram looks as it did: every subject in every theme beside its reference picture. `npm run pictures` draws the references anew.
 * A test that fails leaves the picture and the difference in `.test/pictures/`.
 */
import { describe, expect, test } from 'vitest';
import { ASSET_PATHS, KIND_PATHS, SIGN_PATHS } from '../../language/diagram/draw/icons.ts';
import { placedPath } from '../../language/diagram/draw/placed-path.ts';
import { THEME_NAMES } from '../../language/diagram/draw/theme.ts';
import {
  type Difference,
  differenceOf,
  type Image,
  leave,
  rasterised,
  readReference,
  writeReference,
} from './reference.ts';
import { type Draw, SUBJECTS } from './subjects.ts';

/** With this, what is drawn becomes the reference. */
const ANEW = process.env.BULKHEAD_PICTURES === 'draw';
/** So many pixels of a square of 8 x 8 may differ, and a square's mean by so much: less than any sign or tint makes. */
const MOST = { pixels: 10, shade: 3.2 };

const laidOut = new Map<string, Promise<Draw>>();
/** Each subject is laid out once for all themes. */
function drawerOf(name: string): Promise<Draw> {
  const draw = laidOut.get(name) ?? SUBJECTS.find((s) => s.name === name)?.layOut();
  if (draw === undefined) throw new Error(`there is no subject ${name}`);
  laidOut.set(name, draw);
  return draw;
}

function isSame(difference: Difference | undefined): boolean {
  return difference !== undefined && difference.pixels <= MOST.pixels && difference.shade <= MOST.shade;
}

/** Undefined where the picture is as the reference; else a sentence. */
function judged(name: string, now: Image): string | undefined {
  const reference = readReference(name);
  const difference = differenceOf(reference, now);
  if (isSame(difference)) return undefined;
  const seen = leave(name, now);
  if (difference === undefined)
    return `it is ${now.width} x ${now.height}, was ${reference.width} x ${reference.height}: see ${seen}`;
  return `${difference.pixels} pixels of a small square differ, its mean by ${difference.shade}: see ${seen} and ${leave(`${name}-difference`, difference.picture)}`;
}

const PICTURES = SUBJECTS.flatMap(({ name }) => THEME_NAMES.map((theme) => ({ name, theme })));

describe('the diagram', () => {
  test.each(PICTURES)('shows the picture of $name in $theme as it was looked at last', async ({ name, theme }) => {
    const image = await rasterised(await (await drawerOf(name))(theme));
    const picture = `${name}-${theme}`;
    if (ANEW) console.log(`${picture}.png  ${Math.ceil(writeReference(picture, image) / 1024)} kB`);
    else expect(judged(picture, image)).toBeUndefined();
  });
});

const shapeWith = (attribute: string): RegExp => new RegExp(`<(rect|path) [^>]*${attribute}[^>]*></\\1>`);
const without = (attribute: string) => (svg: string) => svg.replace(shapeWith(attribute), '');
/** Wherever it stands and however large it is: the commands of its path in their order. */
const withoutIcon = (path: string) => without(`d="${placedPath(path, 0, 0, 1).replace(/-?[\d.]+/g, '-?[\\d.]+')}"`);
const moved = (part: RegExp) => (svg: string) => svg.replace(part, '<g transform="translate(2 0)">$&</g>');

/** Ways to spoil a picture, as changes of its SVG: each takes or moves the first sign of its kind. */
const SPOILED: readonly (readonly [string, (svg: string) => string])[] = [
  ['the waves of a wireless zone are gone', withoutIcon(KIND_PATHS.wireless)],
  ['an asset has lost its icon', withoutIcon(ASSET_PATHS.actuator)],
  ['the chevrons of high criticality are gone', withoutIcon(SIGN_PATHS.critical)],
  ['a clock is gone', withoutIcon(SIGN_PATHS.clock)],
  ['a lock is gone', withoutIcon(SIGN_PATHS.lock)],
  ['the fork of a second leg is gone', withoutIcon(SIGN_PATHS.fork)],
  ['a border is no longer dashed', (svg) => svg.replace(/ stroke-dasharray="7 4" stroke-linecap="round"/, '')],
  ['the second border of the DMZ is gone', without('stroke-width="0.75"')],
  ['an open zone has lost its floor', without('fill="#ecedee"')],
  ['the hazard stripes are gone', without('url\\(#hazard-stripes\\)')],
  ['a band has lost its tint', without('fill="#f6f7f9"')],
  ['an arrowhead is gone', without('class="arrowhead"')],
  [
    'a hollow arrowhead is filled',
    (svg) => svg.replace(/(class="arrowhead hollow"[^>]*fill=)"#ffffff"/, '$1"#57606a"'),
  ],
  ['an arrowhead stands 2 px aside', moved(shapeWith('class="arrowhead"'))],
  ['a finding stands 2 px aside', moved(/<g class="badge">.*?<\/g>/)],
  ['a letter is another', (svg) => svg.replace('>crawler<', '>crawlor<')],
];

describe('the comparison with a reference', () => {
  test.each(SPOILED)('fails where %s', async (_, spoil) => {
    const svg = await (await drawerOf('every-sign'))('light');
    expect(spoil(svg)).not.toBe(svg);
    expect(isSame(differenceOf(readReference('every-sign-light'), await rasterised(spoil(svg))))).toBe(false);
  });
});
