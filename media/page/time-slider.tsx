/** The slider over the times at which something is open: it moves freely, and stops at each opening and closing. */
import * as l10n from '@vscode/l10n';
import type { PanelTimes } from '../../language/diagram/overlay/overlay.ts';

const HEIGHT = 14;
const WIDTH = 280;

export function TimeSlider({ times, onChange }: { times: PanelTimes; onChange(at: number): void }) {
  const { from, until, at, words, stops, open } = times;
  const span = Math.max(1, until - from);
  const share = (instant: number): number => (Math.min(until, Math.max(from, instant)) - from) / span;
  const next = stops.find((s) => s.at > at);
  const before = stops.filter((s) => s.at < at).at(-1);
  return (
    <div class="section times">
      <output>{words}</output>
      <svg width={WIDTH} height={HEIGHT} aria-hidden="true">
        <rect class="track" x="0" y="4" width={WIDTH} height="6" rx="3" />
        {open.map((o) => (
          <rect
            key={`${o.from} ${o.until}`}
            class="open"
            x={share(o.from) * WIDTH}
            y="2"
            width={Math.max(2, (share(o.until) - share(o.from)) * WIDTH)}
            height="10"
            rx="2"
          />
        ))}
      </svg>
      <input
        type="range"
        aria-label={l10n.t('Time')}
        aria-valuetext={words}
        min={from}
        max={until}
        step={60_000}
        value={at}
        onInput={(event) => onChange(Number(event.currentTarget.value))}
        onKeyDown={(event) => {
          const stop = event.key === 'PageUp' ? next : event.key === 'PageDown' ? before : undefined;
          if (stop === undefined) return;
          event.preventDefault();
          onChange(stop.at);
        }}
      />
      <div class="choice">
        <button
          type="button"
          disabled={before === undefined}
          title={before?.words}
          onClick={() => before && onChange(before.at)}
        >
          {l10n.t('Previous change')}
        </button>
        <button
          type="button"
          disabled={next === undefined}
          title={next?.words}
          onClick={() => next && onChange(next.at)}
        >
          {l10n.t('Next change')}
        </button>
      </div>
    </div>
  );
}
