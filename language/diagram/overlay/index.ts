/** The overlay that answers a question. A pure function of policy, clock, findings and observed traffic. */
import { accessOverlay } from './access.ts';
import { blastOverlay } from './blast.ts';
import { exposureOverlay } from './exposure.ts';
import { findingsOverlay } from './findings.ts';
import { gainOverlay } from './gain.ts';
import { observedOverlay } from './observed.ts';
import { type AskedKind, OVERLAY_WORDS, type Overlay, type OverlayQuestion } from './overlay.ts';
import { securityLevelsOverlay } from './security-levels.ts';
import type { OverlaySource } from './source.ts';

export type { OverlaySource } from './source.ts';

type Answer = (source: OverlaySource, question: OverlayQuestion) => Overlay | undefined;

const ANSWERS: Readonly<Record<AskedKind, Answer>> = {
  // Of two versions: what has only one answers nothing.
  review: () => undefined,
  blast: blastOverlay,
  exposure: exposureOverlay,
  findings: findingsOverlay,
  'sl-t': securityLevelsOverlay,
  observed: observedOverlay,
  access: accessOverlay,
  gain: gainOverlay,
};

/** Never throws. Where there is nothing to answer from, the overlay says so. */
export function overlayOf(source: OverlaySource, question: OverlayQuestion): Overlay {
  return ANSWERS[question.kind](source, question) ?? nothing(question);
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
