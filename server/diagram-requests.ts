/** Answers what the diagram asks: a policy's graph, and the overlays over it. */
import type { Connection } from 'vscode-languageserver';
import { answering } from './answering.ts';
import { DiagramFeature } from './features/diagram.ts';
import { DIAGRAM_REQUEST, type DiagramParams, OVERLAY_REQUEST, type OverlayParams } from './protocol/diagram.ts';
import type { Session } from './session.ts';

export function answerDiagramRequests(connection: Connection, session: Session): void {
  const { guarded } = answering(session);
  const diagram = new DiagramFeature();
  connection.onRequest(
    DIAGRAM_REQUEST,
    guarded('diagram', null, async (params: DiagramParams) => {
      const snapshot = await session.judgedPolicyOf(params.uri);
      return snapshot === undefined ? null : diagram.answer(snapshot, params.overlay);
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
