/** The overlay that answers a question. A pure function of policy, clock, findings and observed traffic. */
import { blastOverlay } from './blast.ts';
import { exposureOverlay } from './exposure.ts';
import { OVERLAY_WORDS, type Overlay, type OverlayKind, type OverlayQuestion } from './overlay.ts';
import type { OverlaySource } from './source.ts';

export type { OverlaySource } from './source.ts';

type Answer = (source: OverlaySource, question: OverlayQuestion) => Overlay | undefined;

const ANSWERS: Readonly<Partial<Record<OverlayKind, Answer>>> = {
  blast: blastOverlay,
  exposure: exposureOverlay,
};

/** Never throws. Where there is nothing to answer from, the overlay says so. */
export function overlayOf(source: OverlaySource, question: OverlayQuestion): Overlay {
  return ANSWERS[question.kind]?.(source, question) ?? nothing(question);
}

function nothing(question: OverlayQuestion): Overlay {
  return {
    kind: question.kind,
    question,
    rest: 'plain',
    marks: {},
    path: [],
    links: [],
    legend: [],
    panel: {
      title: OVERLAY_WORDS[question.kind],
      sections: [{ kind: 'text', text: 'There are no assets in this policy.' }],
    },
  };
}
