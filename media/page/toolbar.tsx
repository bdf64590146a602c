/** The bar above the picture: whose picture it is, how much of it, search, zoom, legend. */
import * as l10n from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import { DETAILS, type Detail, type DiagramGraph } from '../../language/diagram/graph.ts';
import { assetCount, zoneCount } from './counts.ts';
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

const detailWords = (): Readonly<Record<Detail, string>> => ({
  zones: l10n.t('Zones'),
  counts: l10n.t('Counts'),
  assets: l10n.t('Assets'),
});

export function Toolbar(props: ToolbarProps) {
  const { graph } = props;
  const facts = graph === undefined ? '' : `${zoneCount(graph.zones.length)}, ${assetCount(graph.assetCount)}`;
  return (
    <Bar class="toolbar" label={l10n.t('Diagram')} first="detail">
      <div class="heading">
        <h1 class="policy" title={graph?.title}>
          {graph?.title || l10n.t('Zone diagram')}
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
      <BarButton name="out" sign="minus" label={l10n.t('Zoom out (-)')} press={() => props.onZoom(1 / 1.25)} />
      <ActualSize {...props} />
      <BarButton name="in" sign="plus" label={l10n.t('Zoom in (+)')} press={() => props.onZoom(1.25)} />
      <BarButton name="fit" sign="fit" label={l10n.t('Fit to window (F)')} press={props.onFit} />
      <BarButton name="legend" sign="legend" label={l10n.t('Legend (L)')} press={props.onLegend} pressed={legend} />
      <BarButton name="export" sign="export" label={l10n.t('Export diagram')} press={props.onExport} />
      <BarButton name="help" sign="help" label={l10n.t('Keys (?)')} press={props.onHelp} />
    </>
  );
}

/** Three radio buttons: one control of the bar, whose own arrow keys switch. */
function DetailSwitch({ detail, onDetail }: ToolbarProps) {
  const item = useItem('detail');
  const words = detailWords();
  return (
    <div class="segments" role="radiogroup" aria-label={l10n.t('Detail')}>
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
          {words[d]}
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
      title={l10n.t('Actual size (1)')}
      aria-label={l10n.t('{0}, show at 100 %', percent)}
      onClick={onActualSize}
      {...useItem('scale')}
    >
      {percent}
    </button>
  );
}
