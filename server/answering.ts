/** What every request has in common: its policy is found, and a failure is logged once and answers nothing while the server lives. */
import type { Asked, AskedAt, Session } from './session.ts';
import type { Snapshot } from './snapshot.ts';

export interface AboutDocument {
  readonly textDocument: { readonly uri: string };
}
export interface AboutPosition extends AboutDocument {
  readonly position: { readonly line: number; readonly character: number };
}
/** A request about an item that an answer before it gave. */
export interface AboutItem<I> {
  readonly item: I;
}

/** Makes functions of a feature into answers to requests. `what` names the feature, `empty` is its answer where there is none. */
export function answering(session: Session) {
  const guarded =
    <P, R>(what: string, empty: R, answer: (params: P) => Promise<R> | R) =>
    async (params: P): Promise<R> => {
      try {
        return await answer(params);
      } catch (error) {
        session.tellOnce(what, error);
        return empty;
      }
    };
  return {
    guarded,
    document: <P extends AboutDocument, R>(what: string, empty: R, answer: (asked: Asked, params: P) => R) =>
      guarded(what, empty, async (params: P) => {
        const asked = await session.asked(params.textDocument.uri);
        return asked === undefined ? empty : answer(asked, params);
      }),
    position: <P extends AboutPosition, R>(what: string, empty: R, answer: (asked: AskedAt, params: P) => R) =>
      guarded(what, empty, async (params: P) => {
        const asked = await session.askedAt(params.textDocument.uri, params.position);
        return asked === undefined ? empty : answer(asked, params);
      }),
    item: <I extends { readonly uri: string }, R>(what: string, answer: (snapshot: Snapshot, item: I) => R[]) =>
      guarded(what, [], async ({ item }: AboutItem<I>): Promise<R[]> => {
        const snapshot = await session.policyOf(item.uri);
        return snapshot === undefined ? [] : answer(snapshot, item);
      }),
  };
}
