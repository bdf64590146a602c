/** The bar above the picture: whose picture it is, how much of it, search, zoom, legend. */
import type { ComponentChildren } from 'preact';
import { DETAILS, type Detail, type DiagramGraph } from '../../language/diagram/graph.ts';
import { countOf } from '../../language/diagram/text/display.ts';
import { Bar, BarButton, useItem } from './toolbar-items.tsx';

export interface ToolbarProps {
  /** The whole policy's. */
  readonly graph: DiagramGraph | undefined;
  readonly detail: Detail;
  readonly scale: number;
  readonly legend: boolean;
  /** Controls between detail and zoom, each a component of its own. */
  readonly children?: ComponentChildren;
  onDetail(detail: Detail): void;
  onZoom(factor: number): void;
  onActualSize(): void;
  onFit(): void;
  onLegend(): void;
  onExport(): void;
  onHelp(): void;
}

const DETAIL_WORDS: Readonly<Record<Detail, string>> = { zones: 'Zones', counts: 'Counts', assets: 'Assets' };

export function Toolbar(props: ToolbarProps) {
  const { graph } = props;
  const facts =
    graph === undefined ? '' : `${countOf(graph.zones.length, 'zone')}, ${countOf(graph.assetCount, 'asset')}`;
  return (
    <Bar class="toolbar" label="Diagram" first="detail">
      <div class="heading">
        <h1 class="policy" title={graph?.title}>
          {graph?.title ?? 'Zone diagram'}
        </h1>
        <span class="facts">{facts}</span>
      </div>
      {graph !== undefined && graph.zones.length > 0 && <Controls {...props} />}
    </Bar>
  );
}

/** Only there while there is a picture to use them on. */
function Controls(props: ToolbarProps) {
  const { legend } = props;
  return (
    <>
      <DetailSwitch {...props} />
      {props.children}
      <BarButton name="out" sign="minus" label="Zoom out (-)" press={() => props.onZoom(1 / 1.25)} />
      <ActualSize {...props} />
      <BarButton name="in" sign="plus" label="Zoom in (+)" press={() => props.onZoom(1.25)} />
      <BarButton name="fit" sign="fit" label="Fit to window (F)" press={props.onFit} />
      <BarButton name="legend" sign="legend" label="Legend (L)" press={props.onLegend} pressed={legend} />
      <BarButton name="export" sign="export" label="Export diagram" press={props.onExport} />
      <BarButton name="help" sign="help" label="Keys (?)" press={props.onHelp} />
    </>
  );
}

/** Three radio buttons: one control of the bar, whose own arrow keys switch. */
function DetailSwitch({ detail, onDetail }: ToolbarProps) {
  const item = useItem('detail');
  return (
    <div class="segments" role="radiogroup" aria-label="Detail">
      {DETAILS.map((d) => (
        <label key={d} class={d === detail ? 'on' : ''}>
          <input
            type="radio"
            name="detail"
            value={d}
            checked={d === detail}
            onChange={() => onDetail(d)}
            {...item}
            tabIndex={d === detail ? item.tabIndex : -1}
          />
          {DETAIL_WORDS[d]}
        </label>
      ))}
    </div>
  );
}

function ActualSize({ scale, onActualSize }: ToolbarProps) {
  const percent = `${Math.round(scale * 100)} %`;
  return (
    <button
      type="button"
      class="scale"
      title="Actual size (1)"
      aria-label={`${percent}, show at 100 %`}
      onClick={onActualSize}
      {...useItem('scale')}
    >
      {percent}
    </button>
  );
}
