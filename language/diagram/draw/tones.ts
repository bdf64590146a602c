/** The colours of overlays: steps of a path, severities, and what became of something. DIAGRAM.md *Colour tokens*. */
import { TONES, type Tone } from '../overlay/overlay.ts';
import { contrast, legible, mix, readColour } from './colour.ts';
import type { Lookup, ThemeName } from './theme.ts';

/** `fill` of badges, `line` of borders, `tint` of tiles, `ink` on the fill, `text` on the canvas. */
export type TonePart = 'fill' | 'line' | 'tint' | 'ink' | 'text';
export type ToneToken = `${Tone}-${TonePart}`;

interface ToneSource {
  readonly colour: string;
  /** Of the border where the fill would not stand out from the canvas. */
  readonly line?: string;
  readonly ink?: string;
}

type Palette = Readonly<Record<Tone, ToneSource>>;

const plain = (colours: Readonly<Record<Tone, string>>): Palette =>
  Object.fromEntries(TONES.map((tone) => [tone, { colour: colours[tone] }])) as unknown as Palette;

const LIGHT: Palette = {
  ...plain({
    step0: '#6b0f3a',
    step1: '#a81f2d',
    step2: '#c2500c',
    step3: '#dd9a12',
    error: '#c4261d',
    warning: '#ffc53d',
    info: '#0a62b5',
    add: '#18703a',
    remove: '#b3261e',
    change: '#0a5fb0',
    move: '#431c78',
  }),
  step3: { colour: '#dd9a12', line: '#b17b0e', ink: '#1f2328' },
  warning: { colour: '#ffc53d', line: '#7d4700', ink: '#2b1a00' },
};
const DARK = plain({
  step0: '#ffe9bd',
  step1: '#ffb84d',
  step2: '#ee7a3a',
  step3: '#d9607a',
  error: '#f4877b',
  warning: '#e9b44c',
  info: '#75beff',
  add: '#5fd38a',
  remove: '#f4877b',
  change: '#75beff',
  move: '#e6d6ff',
});
const HC: Palette = {
  ...DARK,
  ...plain({
    step0: '#ffe9bd',
    step1: '#ffb84d',
    step2: '#ee7a3a',
    step3: '#d9607a',
    error: '#ff8a80',
    warning: '#ffd34d',
    info: '#8fd0ff',
    add: '#6dff9e',
    remove: '#ff8a80',
    change: '#6fc0ff',
    move: '#f1e4ff',
  }),
};

const PALETTES: Readonly<Record<ThemeName, Palette>> = { light: LIGHT, dark: DARK, hc: HC, 'hc-light': LIGHT };
const TINT: Readonly<Record<ThemeName, number>> = { light: 0.12, dark: 0.17, hc: 0, 'hc-light': 0 };

/** The variable of a contributed colour that a theme may set, without `--vscode-`. */
const VARIABLES: Readonly<Record<Tone, string>> = {
  step0: 'bulkhead-step-0',
  step1: 'bulkhead-step-1',
  step2: 'bulkhead-step-2',
  step3: 'bulkhead-step-3',
  error: 'bulkhead-finding-error',
  warning: 'bulkhead-finding-warning',
  info: 'bulkhead-finding-info',
  add: 'bulkhead-diff-add',
  remove: 'bulkhead-diff-remove',
  change: 'bulkhead-diff-change',
  move: 'bulkhead-diff-move',
};

/** The tones of a theme on a canvas; what would not stand out from it is mixed towards its ink. */
export function toneColours(
  name: ThemeName,
  lookup: Lookup,
  { canvas, ink }: { readonly canvas: string; readonly ink: string },
): Record<ToneToken, string> {
  const tokens: [ToneToken, string][] = TONES.flatMap((tone) => {
    const source = PALETTES[name][tone];
    const given = lookup(VARIABLES[tone]);
    const own = given === undefined ? undefined : readColour(given, canvas);
    const colour = own ?? source.colour;
    const line = colour === source.colour && source.line !== undefined ? source.line : colour;
    return [
      [`${tone}-fill`, colour],
      [`${tone}-line`, legible(line, canvas, ink, 3)],
      [`${tone}-tint`, mix(canvas, colour, TINT[name])],
      [`${tone}-ink`, source.ink ?? inkOn(colour)],
      [`${tone}-text`, legible(line, canvas, ink)],
    ];
  });
  return Object.fromEntries(tokens) as Record<ToneToken, string>;
}

/** White or near black, whichever reads better. */
function inkOn(fill: string): string {
  const [light, dark] = ['#ffffff', '#14181c'];
  return contrast(light, fill) >= contrast(dark, fill) ? light : dark;
}

export function toneToken(tone: Tone, part: TonePart): ToneToken {
  return `${tone}-${part}`;
}
