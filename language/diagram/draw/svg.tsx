/** The picture as an SVG file: same layout and drawing as on the screen, literal colours, its font embedded, no scripts. */
import { renderToString } from 'preact-render-to-string';
import type { Policy } from '../../model/policy.ts';
import type { DiagramGraph } from '../graph.ts';
import { type LayOutOptions, layOut } from '../lay-out.ts';
import type { DiagramLayout } from '../layout/placed.ts';
import { inView } from '../overlay/in-view.ts';
import type { Overlay } from '../overlay/overlay.ts';
import { countOf, displayText, withoutLines } from '../text/display.ts';
import { fitText } from '../text/metrics.ts';
import { RAIL_WIDTH, Rail, Stripes } from './bands.tsx';
import { LEGEND_WIDTH, Legend, legendHeight } from './legend.tsx';
import { OverlayContext } from './overlay/context.ts';
import { FONT_FAMILY, type Pen, PenContext, Rect, Text } from './pen.tsx';
import { Picture } from './picture.tsx';
import { FULL_READING } from './reading.ts';
import { isHighContrast, resolveColours, type ThemeName } from './theme.ts';
import { HazardPattern } from './zone.tsx';

export interface DrawOptions {
  /** Default: light. */
  readonly theme?: ThemeName;
  /** Above the picture; default: the policy's title. */
  readonly title?: string;
  /** Beside the title: a revision, a tag. */
  readonly version?: string;
  /** Beside the title: the instant that the picture is of, as it is to be read. */
  readonly time?: string;
  /** Default: with the legend of the signs in use. */
  readonly legend?: boolean;
  /** CSS that embeds the font; without it a viewer needs Inter installed, or shows the texts squeezed to their widths. */
  readonly fontCss?: string;
  /** Laid over the picture, with its signs in the legend and what it is of in the heading. */
  readonly overlay?: Overlay;
}

export type SvgOptions = DrawOptions & LayOutOptions;

export type SvgResult = { readonly ok: true; readonly svg: string } | { readonly ok: false; readonly message: string };

/** A policy's zone diagram as the text of an SVG file. */
export async function renderSvg(policy: Policy, options: SvgOptions): Promise<SvgResult> {
  const result = await layOut(policy, options);
  if (!result.ok) return result;
  return { ok: true, svg: await svgOf(result.graph, result.layout, options) };
}

/** A graph that has a layout as the text of an SVG file that brings its font. */
export async function svgOf(graph: DiagramGraph, layout: DiagramLayout, options: DrawOptions): Promise<string> {
  const { INTER_FONT_CSS } = await import('../text/inter-font.ts');
  return drawSvg(graph, layout, { fontCss: INTER_FONT_CSS, ...options });
}

const HEADER = 56;
const MARGIN = 40;

/** A graph that has a layout, as the text of an SVG file. */
export function drawSvg(graph: DiagramGraph, layout: DiagramLayout, options: DrawOptions = {}): string {
  const theme = options.theme ?? 'light';
  const colours = resolveColours(theme);
  const pen: Pen = {
    colour: (token) => colours[token],
    highContrast: isHighContrast(theme),
    fixedText: true,
    interactive: false,
    reading: FULL_READING,
  };
  const svg = renderToString(
    <PenContext.Provider value={pen}>
      <OverlayContext.Provider value={options.overlay && inView(options.overlay, graph)}>
        <Page graph={graph} layout={layout} options={options} />
      </OverlayContext.Provider>
    </PenContext.Provider>,
  );
  // The renderer escapes for HTML, where this is harmless; in XML no text may hold it.
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svg.replaceAll(']]>', ']]&gt;')}\n`;
}

function Page({ graph, layout, options }: { graph: DiagramGraph; layout: DiagramLayout; options: DrawOptions }) {
  const { bounds } = layout;
  const hasLegend = options.legend !== false && graph.zones.length > 0;
  const legend = hasLegend ? legendHeight(graph, layout.detail, options.overlay) : 0;
  const picture = { width: Math.max(360, bounds.width) + 2 * MARGIN, height: bounds.height + 2 * MARGIN };
  const width = Math.ceil(RAIL_WIDTH + picture.width + (hasLegend ? LEGEND_WIDTH + 24 : 0));
  const height = Math.ceil(HEADER + Math.max(picture.height, legend + 48));
  const left = RAIL_WIDTH + MARGIN + (picture.width - 2 * MARGIN - bounds.width) / 2 - bounds.x;
  const top = MARGIN - bounds.y;
  const frame = { width: width - RAIL_WIDTH, height: height - HEADER, scale: 1, shift: top };
  const title = displayText(options.title ?? graph.title);
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-labelledby="diagram-title"
      font-family={FONT_FAMILY}
    >
      <title id="diagram-title">{`${title}: zones and conduits`}</title>
      {options.fontCss && <style>{options.fontCss}</style>}
      <defs>
        <HazardPattern />
      </defs>
      <Rect x={0} y={0} width={width} height={height} radius={0} fill="canvas" />
      <Heading title={title} graph={graph} unlined={layout.unlined} options={options} width={width} />
      <g transform={`translate(0 ${HEADER})`}>
        <g transform={`translate(${RAIL_WIDTH} 0)`}>
          <Stripes bands={layout.bands} frame={frame} />
        </g>
        <g transform={`translate(${left} ${top})`}>
          <Picture graph={graph} layout={layout} />
        </g>
        <Rail bands={layout.bands} frame={frame} />
        {hasLegend && (
          <g transform={`translate(${width - LEGEND_WIDTH - 24} 24)`}>
            <Legend graph={graph} detail={layout.detail} overlay={options.overlay} />
          </g>
        )}
      </g>
    </svg>
  );
}

function Heading({
  title,
  graph,
  unlined,
  options,
  width,
}: {
  title: string;
  graph: DiagramGraph;
  unlined: number | undefined;
  options: DrawOptions;
  width: number;
}) {
  const { zoneCount, assetCount, conduitCount, partial } = graph;
  const whole = `${countOf(zoneCount, 'zone')}, ${countOf(assetCount, 'asset')}, ${countOf(conduitCount, 'conduit')}`;
  const facts = [
    partial === undefined ? whole : `${partial.shown}: only ${partial.asked}`,
    ...(unlined === undefined ? [] : [withoutLines(unlined)]),
    ...overlayFacts(options.overlay),
    ...(options.version ? [displayText(options.version)] : []),
    ...(options.time ? [displayText(options.time)] : []),
  ].join(' · ');
  return (
    <>
      <Text x={16} y={25} size={16} weight={600} text={fitText(title, width - 32, 16, 600)} />
      <Text x={16} y={43} size={11} fill="ink2" text={fitText(facts, width - 32, 11)} />
    </>
  );
}

/** An export has no side panel: its heading says what the overlay is of, and its first figure. */
function overlayFacts(overlay: Overlay | undefined): string[] {
  if (overlay === undefined) return [];
  const figure = overlay.panel.sections.find((section) => section.kind === 'figure');
  return [
    displayText(
      figure || !overlay.panel.subtitle ? overlay.panel.title : `${overlay.panel.title}: ${overlay.panel.subtitle}`,
    ),
    ...(figure ? [displayText(`${figure.figure} ${figure.words.join(', ')}`)] : []),
  ];
}
