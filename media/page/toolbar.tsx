/** The bar above the picture: whose picture it is, how much of it, zoom, legend. One tab stop; arrow keys move inside. */
import { useState } from 'preact/hooks';
import { SIGN_PATHS, type Sign } from '../../language/diagram/draw/icons.ts';
import { DETAILS, type Detail, type DiagramGraph } from '../../language/diagram/graph.ts';
import { countOf } from '../../language/diagram/text/display.ts';

export interface ToolbarProps {
  readonly graph: DiagramGraph | undefined;
  readonly detail: Detail;
  readonly scale: number;
  readonly legend: boolean;
  onDetail(detail: Detail): void;
  onZoom(factor: number): void;
  onActualSize(): void;
  onFit(): void;
  onLegend(): void;
}

const DETAIL_WORDS: Readonly<Record<Detail, string>> = { zones: 'Zones', counts: 'Counts', assets: 'Assets' };

export function Toolbar(props: ToolbarProps) {
  const { graph } = props;
  const facts =
    graph === undefined ? '' : `${countOf(graph.zones.length, 'zone')}, ${countOf(graph.assetCount, 'asset')}`;
  return (
    <div class="toolbar" role="toolbar" aria-label="Diagram" onKeyDown={(event) => moveFocus(event)}>
      <div class="heading">
        <h1 class="policy" title={graph?.title}>
          {graph?.title ?? 'Zone diagram'}
        </h1>
        <span class="facts">{facts}</span>
      </div>
      {graph !== undefined && graph.zones.length > 0 && <Controls {...props} />}
    </div>
  );
}

/** Only there while there is a picture to use them on. */
function Controls(props: ToolbarProps) {
  const { detail, scale, legend } = props;
  const [stop, setStop] = useState(DETAILS.indexOf(detail));
  const item = (index: number) => ({
    tabIndex: stop === index ? 0 : -1,
    'data-item': index,
    onFocus: () => setStop(index),
  });
  return (
    <>
      <div class="segments" role="radiogroup" aria-label="Detail">
        {DETAILS.map((d, i) => (
          <label key={d} class={d === detail ? 'on' : ''}>
            <input
              type="radio"
              name="detail"
              value={d}
              checked={d === detail}
              onChange={() => props.onDetail(d)}
              {...item(i)}
            />
            {DETAIL_WORDS[d]}
          </label>
        ))}
      </div>
      <span class="space" />
      <Button sign="minus" label="Zoom out" press={() => props.onZoom(1 / 1.25)} item={item(3)} />
      <button
        type="button"
        class="scale"
        title="Actual size (1)"
        aria-label={`${Math.round(scale * 100)} %, show at 100 %`}
        onClick={props.onActualSize}
        {...item(4)}
      >
        {Math.round(scale * 100)} %
      </button>
      <Button sign="plus" label="Zoom in" press={() => props.onZoom(1.25)} item={item(5)} />
      <Button sign="fit" label="Fit to window (F)" press={props.onFit} item={item(6)} />
      <Button sign="legend" label="Legend (L)" press={props.onLegend} pressed={legend} item={item(7)} />
    </>
  );
}

interface ButtonProps {
  readonly sign: Sign;
  readonly label: string;
  readonly pressed?: boolean;
  readonly item?: Readonly<Record<string, unknown>>;
  press(): void;
}

export function Button({ sign, label, pressed, press, item }: ButtonProps) {
  return (
    <button
      type="button"
      class={pressed ? 'icon on' : 'icon'}
      title={label}
      aria-label={label}
      aria-pressed={pressed}
      onClick={press}
      {...item}
    >
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path d={SIGN_PATHS[sign]} />
      </svg>
    </button>
  );
}

/** Left and right lead from one control to the next, Home and End to the first and last; radio buttons keep their own keys. */
function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-item]')];
  const at = items.indexOf(event.target as HTMLElement);
  const step = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (step === undefined || at < 0) return;
  event.preventDefault();
  event.stopPropagation();
  items[(step + items.length) % items.length]?.focus();
}
