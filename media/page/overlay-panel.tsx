/** The side panel beside the picture: what an overlay has to say in figures, lists and links. One tab stop; up and down move inside. */
import type { ComponentChildren } from 'preact';
import { SIGN_PATHS } from '../../language/diagram/draw/icons.ts';
import { MarkBadge } from '../../language/diagram/draw/overlay/review-signs.tsx';
import { BarSign, HopTag, RoundBadge } from '../../language/diagram/draw/overlay/signs.tsx';
import { Rect } from '../../language/diagram/draw/pen.tsx';
import { Badge } from '../../language/diagram/draw/signs.tsx';
import { tokenVariable } from '../../language/diagram/draw/theme.ts';
import { toneToken } from '../../language/diagram/draw/tones.ts';
import type { SourcePlace } from '../../language/diagram/graph.ts';
import { MARK_WORDS } from '../../language/diagram/layout/measures.ts';
import type {
  Bar,
  Overlay,
  OverlayQuestion,
  PanelBadge,
  PanelItem,
  PanelLine,
  PanelSection,
  PanelSign,
} from '../../language/diagram/overlay/overlay.ts';
import { PanelFrame } from './panel-frame.tsx';
import { TimeSlider } from './time-slider.tsx';

export interface PanelActions {
  /** Selects a node of the picture and shows it; one that the overlay has a path to also gets it drawn. */
  onNode(id: string): void;
  onPlace(place: SourcePlace): void;
  onAsk(question: OverlayQuestion): void;
  onClose(): void;
}

/** Width of what a panel holds, in pixels. */
const INNER = 280;
/** Of it, what the longer of two bars takes. */
const PAIR = 130;

export function OverlayPanel({ overlay, ...actions }: { overlay: Overlay } & PanelActions) {
  const { panel } = overlay;
  return (
    <PanelFrame title={panel.title} sign={panel.sign && <PanelSignMark sign={panel.sign} />} onClose={actions.onClose}>
      {panel.subtitle && <p class="quiet">{panel.subtitle}</p>}
      {panel.sections.map((section, i) => (
        <Section key={i} section={section} overlay={overlay} actions={actions} />
      ))}
    </PanelFrame>
  );
}

function Section({ section, overlay, actions }: { section: PanelSection; overlay: Overlay; actions: PanelActions }) {
  switch (section.kind) {
    case 'figure':
      return (
        <div class="figure">
          <strong>{section.figure}</strong>
          <p>
            {section.words.map((words, i) => (
              <span key={words} class={i === 0 ? '' : 'quiet'}>
                {words}
              </span>
            ))}
          </p>
        </div>
      );
    case 'bar':
      return <PanelBar bar={section.bar} height={12} />;
    case 'items':
      return (
        <div class={section.joined ? 'section joined' : 'section'}>
          {section.title !== undefined && (
            <h3>
              {section.title}
              {section.aside !== undefined && <span class="aside">{section.aside}</span>}
            </h3>
          )}
          <ul>
            {section.items.map((item, i) => (
              <Item key={i} item={item} actions={actions} />
            ))}
          </ul>
        </div>
      );
    case 'text':
      return (
        <p class="section">
          {section.sign && <PanelSignMark sign={section.sign} />} {section.text}
        </p>
      );
    case 'counts':
      return (
        <p class="counts">
          {section.counts.map(({ badge, text }) => (
            <span key={text}>
              <ItemBadge {...badge} /> {text}
            </span>
          ))}
        </p>
      );
    case 'switch':
      return (
        <div class="section">
          <fieldset class="choice">
            <legend class="spoken">{section.label}</legend>
            {section.options.map(({ text, on, ask }) => (
              <button
                key={text}
                type="button"
                class={on ? 'on' : ''}
                aria-pressed={on}
                onClick={() => !on && actions.onAsk(ask)}
              >
                {text}
              </button>
            ))}
          </fieldset>
        </div>
      );
    case 'times':
      return (
        <TimeSlider
          times={section.times}
          onChange={(at) => overlay.question && actions.onAsk({ ...overlay.question, at })}
        />
      );
  }
}

function Item({ item, actions }: { item: PanelItem; actions: PanelActions }) {
  const { text, strong, quiet, aside, sign, badge, bar, pair, lines = [], choices } = item;
  const press = pressOf(item, actions);
  const words = <span class={strong ? 'strong' : ''}>{text}</span>;
  return (
    <li>
      <span class="lead">
        {badge && <ItemBadge {...badge} />}
        {sign && <PanelSignMark sign={sign} />}
      </span>
      <div class="item">
        <div class="line">
          {choices?.map(({ text: name, node }, i) => (
            <span key={node}>
              {i > 0 && ', '}
              <button type="button" class="name" onClick={() => actions.onNode(node)}>
                {name}
              </button>
            </span>
          ))}
          {press ? (
            <button type="button" class="name" onClick={press}>
              {words}
            </button>
          ) : (
            text !== '' && words
          )}
          {quiet !== undefined && <span class="quiet"> {quiet}</span>}
          {aside !== undefined && <span class="aside">{aside}</span>}
        </div>
        {bar && <PanelBar bar={bar} height={8} />}
        {pair && <PanelPair {...pair} />}
        {lines.map((line, i) => (
          <Line key={i} line={line} onPlace={actions.onPlace} />
        ))}
      </div>
    </li>
  );
}

function pressOf({ node, ask, place }: PanelItem, actions: PanelActions): (() => void) | undefined {
  if (ask !== undefined) return () => actions.onAsk(ask);
  if (node !== undefined) return () => actions.onNode(node);
  return place && (() => actions.onPlace(place));
}

function Line({ line, onPlace }: { line: PanelLine; onPlace(place: SourcePlace): void }) {
  const { text, sign, tone, place } = line;
  const style = tone ? { color: `var(${tokenVariable(toneToken(tone, 'text'))})` } : {};
  return (
    <div class={sign === 'person' ? 'detail vendor' : 'detail'} style={style}>
      {sign && <PanelSignMark sign={sign} size={12} />}
      {place ? (
        <button type="button" class="link" onClick={() => onPlace(place)}>
          {text}
        </button>
      ) : (
        text
      )}
    </div>
  );
}

function PanelBar({ bar, height }: { bar: Bar; height: number }) {
  return (
    <div class="bar">
      <svg width={INNER} height={height} aria-hidden="true">
        <BarSign bar={bar} x={0} y={0.5} width={INNER - 1} height={height - 1} />
      </svg>
      {bar.words !== '' && <p class="quiet">{bar.words}</p>}
    </div>
  );
}

/** A figure before and after: what grows is worse. */
function PanelPair({ before, after, most }: { before: number; after: number; most: number }) {
  const tone = after > before ? 'remove' : 'add';
  const width = (figure: number): number => Math.max(1.5, ((PAIR - 2) * figure) / most);
  return (
    <div class="pair">
      <svg width={PAIR} height={13} aria-hidden="true">
        <Rect x={0} y={1} width={width(before)} height={5} radius={1} fill="ink3" />
        <Rect x={0} y={7} width={width(after)} height={5} radius={1} fill={toneToken(tone, 'fill')} />
      </svg>
      <span class={tone === 'remove' ? 'more' : 'less'} aria-hidden="true">
        {after > before ? '↑' : '↓'}
      </span>
      <span class="figures">{`${before} → ${after}`}</span>
    </div>
  );
}

function ItemBadge({ text, tone, square, mark }: PanelBadge) {
  if (mark !== undefined)
    return (
      <svg width="24" height="22" role="img" aria-label={MARK_WORDS[mark]}>
        <MarkBadge mark={mark} x={12} y={11} />
      </svg>
    );
  const drawn: ComponentChildren = square ? (
    <HopTag x={12} y={11} hops={[Number(text)]} />
  ) : tone ? (
    <RoundBadge x={12} y={11} tone={tone} text={text} />
  ) : (
    <rect class="not" x={5} y={4} width={14} height={14} rx={4} />
  );
  return (
    <svg width="24" height="22" role="img" aria-label={text === '' ? undefined : text} aria-hidden={text === ''}>
      {drawn}
    </svg>
  );
}

function PanelSignMark({ sign, size = 16 }: { sign: PanelSign; size?: number }) {
  if (sign === 'target')
    return (
      <svg width="22" height="22" aria-hidden="true">
        <RoundBadge x={11} y={11} tone="step0" />
      </svg>
    );
  if (sign === 'error' || sign === 'warning' || sign === 'info')
    return (
      <svg width={size + 6} height={size + 6} viewBox="-12 -12 24 24" role="img" aria-label={sign}>
        <Badge x={0} y={0} severity={sign} count="" />
      </svg>
    );
  return (
    <svg class={`mark ${sign}`} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path d={SIGN_PATHS[sign]} />
    </svg>
  );
}
