/** Answers what the diagram asks: a policy's graph, the overlays over it, and reviews as a picture or as a list. */
import type { Connection } from 'vscode-languageserver';
import { answering } from './answering.ts';
import { DiagramFeature } from './features/diagram.ts';
import { ReviewFeature } from './features/review.ts';
import { DIAGRAM_REQUEST, type DiagramParams, OVERLAY_REQUEST, type OverlayParams } from './protocol/diagram.ts';
import { REVIEW_REQUEST, type ReviewParams } from './protocol/messages.ts';
import type { Session } from './session.ts';

export function answerDiagramRequests(connection: Connection, session: Session): void {
  const { guarded } = answering(session);
  const diagram = new DiagramFeature();
  const reviews = new ReviewFeature();
  connection.onRequest(
    DIAGRAM_REQUEST,
    guarded('diagram', null, async (params: DiagramParams) => {
      const snapshot = await session.judgedPolicyOf(params.uri);
      if (snapshot === undefined) return null;
      return params.review ? reviews.picture(snapshot, params.review) : diagram.answer(snapshot, params.overlay);
    }),
  );
  connection.onRequest(
    REVIEW_REQUEST,
    guarded('review', null, async (params: ReviewParams) => {
      const snapshot = await session.policyOf(params.uri);
      return snapshot === undefined ? null : reviews.answer(snapshot, params);
    }),
  );
  connection.onRequest(
    OVERLAY_REQUEST,
    guarded('overlay', null, async (params: OverlayParams) => {
      const snapshot = await session.judgedPolicyOf(params.uri);
      return snapshot === undefined ? null : diagram.overlay(snapshot, params.overlay);
    }),
  );
}
