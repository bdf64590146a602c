/** The picture's colours: DIAGRAM.md *Colour tokens*. A webview resolves them from its theme, an export takes the literal defaults. */
import { DIAGRAM_KINDS, type DiagramKind } from '../graph.ts';
import { legible, mix, readColour } from './colour.ts';
import { type ToneToken, toneColours } from './tones.ts';

export type ThemeName = 'light' | 'dark' | 'hc' | 'hc-light';
export const THEME_NAMES: readonly ThemeName[] = ['light', 'dark', 'hc', 'hc-light'];

export type KindPart = 'ink' | 'fill' | 'floor' | 'stroke' | 'chip' | 'wall' | 'track' | 'hazard';

export type Token =
  | 'canvas'
  | 'band'
  | 'rail'
  | 'hair'
  | 'ink'
  | 'ink2'
  | 'ink3'
  | 'icon'
  | 'edge'
  | 'pill'
  | 'pillBorder'
  | 'gate'
  | 'gateInk'
  | 'focus'
  | 'panel'
  | 'panelBorder'
  | 'tile'
  | 'hover'
  | 'error'
  | 'info'
  | 'severityInk'
  | 'warningFill'
  | 'warningLine'
  | 'warningInk'
  | 'deny'
  | 'vendor'
  | ToneToken
  | `${DiagramKind}-${KindPart}`;

export type Colours = Readonly<Record<Token, string>>;

interface Source {
  readonly variable?: string;
  readonly colour: string;
}

const source = (colour: string, variable?: string): Source => ({ colour, ...(variable && { variable }) });

type Base = Exclude<Token, `${DiagramKind}-${KindPart}` | ToneToken | 'icon'>;
interface Palette {
  readonly base: Readonly<Record<Base, Source>>;
  readonly kinds: Readonly<Record<DiagramKind, string>>;
  readonly fill: number;
  readonly floor: number;
}

const KIND_VARIABLE = (kind: DiagramKind): string => `bulkhead-kind-${kind}`;

function base(c: Readonly<Record<Base, string>>, hc: boolean): Readonly<Record<Base, Source>> {
  return {
    canvas: source(c.canvas, 'editor-background'),
    band: source(c.band, 'bulkhead-band'),
    rail: source(c.rail, 'bulkhead-rail'),
    hair: source(c.hair),
    ink: source(c.ink, 'editor-foreground'),
    ink2: source(c.ink2, hc ? 'editor-foreground' : 'descriptionForeground'),
    ink3: source(c.ink3),
    edge: source(c.edge, 'bulkhead-conduit'),
    pill: source(c.pill, 'editor-background'),
    pillBorder: source(c.pillBorder, hc ? 'contrastBorder' : 'bulkhead-pillBorder'),
    gate: source(c.gate, 'bulkhead-gate'),
    gateInk: source(c.gateInk),
    focus: source(c.focus, hc ? 'contrastActiveBorder' : 'focusBorder'),
    panel: source(c.panel, 'editorWidget-background'),
    panelBorder: source(c.panelBorder, hc ? 'contrastBorder' : 'editorWidget-border'),
    tile: source(c.tile),
    hover: source(c.hover),
    error: source(c.error, 'bulkhead-finding-error'),
    info: source(c.info, 'bulkhead-finding-info'),
    severityInk: source(c.severityInk),
    warningFill: source(c.warningFill, 'bulkhead-finding-warning'),
    warningLine: source(c.warningLine),
    warningInk: source(c.warningInk),
    deny: source(c.deny),
    vendor: source(c.vendor),
  };
}

const LIGHT_BASE: Readonly<Record<Base, string>> = {
  canvas: '#ffffff',
  band: '#f6f7f9',
  rail: '#eef0f3',
  hair: '#d9dde3',
  ink: '#1f2328',
  ink2: '#59626d',
  ink3: '#8b949e',
  edge: '#57606a',
  pill: '#ffffff',
  pillBorder: '#c3cad3',
  gate: '#24303d',
  gateInk: '#ffffff',
  focus: '#005fb8',
  panel: '#f8f8f9',
  panelBorder: '#e1e4e8',
  tile: '#ffffff',
  hover: '#eaf2fb',
  error: '#c4261d',
  info: '#0a62b5',
  severityInk: '#ffffff',
  warningFill: '#ffc53d',
  warningLine: '#7d4700',
  warningInk: '#2b1a00',
  deny: '#b3261e',
  vendor: '#8a3f74',
};
const DARK_BASE: Readonly<Record<Base, string>> = {
  canvas: '#1f1f1f',
  band: '#252627',
  rail: '#2b2c2e',
  hair: '#3b3e42',
  ink: '#e6e8ea',
  ink2: '#a9b1ba',
  ink3: '#7f8790',
  edge: '#9aa4ae',
  pill: '#1f1f1f',
  pillBorder: '#565c64',
  gate: '#d5dbe1',
  gateInk: '#14181c',
  focus: '#4daafc',
  panel: '#181818',
  panelBorder: '#35373a',
  tile: '#2a2c2e',
  hover: '#2a3643',
  error: '#f4877b',
  info: '#75beff',
  severityInk: '#14181c',
  warningFill: '#e9b44c',
  warningLine: '#1f1f1f',
  warningInk: '#14181c',
  deny: '#f4877b',
  vendor: '#e59acb',
};
const HC_BASE: Readonly<Record<Base, string>> = {
  canvas: '#000000',
  band: '#000000',
  rail: '#000000',
  hair: '#7a7a7a',
  ink: '#ffffff',
  ink2: '#ffffff',
  ink3: '#d0d0d0',
  edge: '#ffffff',
  pill: '#000000',
  pillBorder: '#6fc3df',
  gate: '#ffffff',
  gateInk: '#000000',
  focus: '#f38518',
  panel: '#000000',
  panelBorder: '#6fc3df',
  tile: '#000000',
  hover: '#000000',
  error: '#ff8a80',
  info: '#8fd0ff',
  severityInk: '#000000',
  warningFill: '#ffd34d',
  warningLine: '#000000',
  warningInk: '#000000',
  deny: '#ff8a80',
  vendor: '#ffb3e0',
};
const HC_LIGHT_BASE: Readonly<Record<Base, string>> = {
  ...LIGHT_BASE,
  band: '#ffffff',
  rail: '#ffffff',
  hair: '#6e7781',
  ink: '#000000',
  ink2: '#292929',
  edge: '#292929',
  pillBorder: '#0f4a85',
  gate: '#000000',
  focus: '#006bbd',
  panel: '#ffffff',
  panelBorder: '#0f4a85',
  hover: '#ffffff',
  warningLine: '#5c3400',
};

const LIGHT_KINDS: Readonly<Record<DiagramKind, string>> = {
  plain: '#5b6672',
  business: '#56616f',
  dmz: '#7340a8',
  control: '#1b66b0',
  safety: '#8f5a00',
  wireless: '#0b7075',
  external: '#6b5a4c',
  temporary: '#8a3f74',
};
const DARK_KINDS: Readonly<Record<DiagramKind, string>> = {
  plain: '#a7b0ba',
  business: '#a7b3c1',
  dmz: '#c19cf0',
  control: '#6db3f2',
  safety: '#e8b04b',
  wireless: '#56c9cc',
  external: '#c9b39f',
  temporary: '#e59acb',
};
const HC_KINDS: Readonly<Record<DiagramKind, string>> = {
  plain: '#ffffff',
  business: '#ffffff',
  dmz: '#d7b3ff',
  control: '#8fd0ff',
  safety: '#ffd34d',
  wireless: '#5ff0f0',
  external: '#ffd9b8',
  temporary: '#ffb3e0',
};

const PALETTES: Readonly<Record<ThemeName, Palette>> = {
  light: { base: base(LIGHT_BASE, false), kinds: LIGHT_KINDS, fill: 0.055, floor: 0.115 },
  dark: { base: base(DARK_BASE, false), kinds: DARK_KINDS, fill: 0.085, floor: 0.17 },
  hc: { base: base(HC_BASE, true), kinds: HC_KINDS, fill: 0, floor: 0 },
  'hc-light': { base: base(HC_LIGHT_BASE, true), kinds: LIGHT_KINDS, fill: 0, floor: 0 },
};

export function isHighContrast(name: ThemeName): boolean {
  return name === 'hc' || name === 'hc-light';
}

/** What an editor's theme says of a variable (without `--vscode-`); undefined where it says nothing. */
export type Lookup = (variable: string) => string | undefined;

/**
 * The colours of a theme. With a lookup, an editor theme's own: neutrals follow its canvas, and hues that would not stand out from
 * it are mixed towards its ink.
 */
export function resolveColours(name: ThemeName, lookup: Lookup = () => undefined): Colours {
  const palette = PALETTES[name];
  const own = (s: Source): string | undefined => {
    const text = s.variable === undefined ? undefined : lookup(s.variable);
    return text === undefined ? undefined : readColour(text, palette.base.canvas.colour);
  };
  const found = Object.fromEntries(
    Object.entries(palette.base).map(([token, s]) => [token, own(s) ?? s.colour]),
  ) as Record<Base, string>;
  const foreign = found.canvas !== palette.base.canvas.colour && !isHighContrast(name);
  const neutral = foreign ? followCanvas(found) : found;
  const clear = (colour: string): string => legible(colour, neutral.canvas, neutral.ink);
  const kinds = DIAGRAM_KINDS.flatMap((kind) => {
    const hue = own(source(palette.kinds[kind], KIND_VARIABLE(kind))) ?? palette.kinds[kind];
    return kindColours(kind, clear(hue), neutral.canvas, palette, isHighContrast(name));
  });
  return {
    ...neutral,
    ink2: clear(neutral.ink2),
    deny: clear(neutral.deny),
    vendor: clear(neutral.vendor),
    ...toneColours(name, lookup, neutral),
    icon: isHighContrast(name) ? neutral.ink : mix(neutral.ink, neutral.ink2, 0.4),
    ...(Object.fromEntries(kinds) as Record<`${DiagramKind}-${KindPart}`, string>),
  };
}

function followCanvas(found: Readonly<Record<Base, string>>): Record<Base, string> {
  const shade = (amount: number): string => mix(found.canvas, found.ink, amount);
  return {
    ...found,
    band: shade(0.035),
    rail: shade(0.07),
    hair: shade(0.16),
    ink3: shade(0.5),
    pillBorder: shade(0.28),
    tile: shade(0.03),
    hover: mix(found.canvas, found.focus, 0.14),
  };
}

function kindColours(
  kind: DiagramKind,
  ink: string,
  canvas: string,
  palette: Palette,
  hc: boolean,
): [string, string][] {
  const part = (name: KindPart, colour: string): [string, string] => [`${kind}-${name}`, colour];
  return [
    part('ink', ink),
    part('fill', mix(canvas, ink, palette.fill)),
    part('floor', mix(canvas, ink, palette.floor)),
    part('stroke', hc ? ink : mix(canvas, ink, 0.78)),
    part('chip', hc ? canvas : mix(canvas, ink, 0.13)),
    part('wall', hc ? ink : mix(canvas, ink, 0.45)),
    part('track', mix(canvas, ink, hc ? 0.3 : 0.22)),
    part('hazard', hc ? canvas : mix(canvas, ink, 0.16)),
  ];
}

/** The custom property that a webview keeps a token in. */
export function tokenVariable(token: string): string {
  return `--bulkhead-${token}`;
}
