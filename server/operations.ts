/** Wires the requests of commands that keep a policy true to the plant: vendor access, inventory, observed traffic. */
import type { Connection } from 'vscode-languageserver';
import { answering } from './answering.ts';
import { accessChange, accessChoices } from './features/access.ts';
import { tierOf } from './features/tier.ts';
import { TrafficImports } from './features/traffic-import.ts';
import {
  ACCESS_CHANGE_REQUEST,
  ACCESS_CHOICES_REQUEST,
  type AccessChangeAnswer,
  type AccessChangeParams,
  type AccessChoices,
} from './protocol/access.ts';
import { INVENTORY_REQUEST, type InventoryAnswer, type InventoryParams } from './protocol/inventory.ts';
import { type PolicyParams, TIER_REQUEST, type TierAnswer } from './protocol/messages.ts';
import {
  IMPORT_BEGIN_REQUEST,
  IMPORT_END_REQUEST,
  IMPORT_FILE_REQUEST,
  IMPORT_PIECE_REQUEST,
  IMPORT_PROGRESS,
  type ImportBegun,
  type ImportEnd,
  type ImportEndParams,
  type ImportedFile,
  type ImportFileParams,
  type ImportPieceParams,
  type ImportProgress,
} from './protocol/observe.ts';
import type { Session } from './session.ts';
import type { Snapshot } from './snapshot.ts';

export function answerOperations(connection: Connection, session: Session): void {
  const { guarded } = answering(session);
  /** Answers about the policy of a document; null where it has none, or the answer failed. */
  const on = <P extends PolicyParams, R>(
    method: string,
    what: string,
    answer: (snapshot: Snapshot, params: P) => R | Promise<R>,
  ): void => {
    const handler = guarded<P, unknown>(what, null, async (params) => {
      const snapshot = await session.policyOf(params.uri);
      return snapshot === undefined ? null : answer(snapshot, params);
    });
    connection.onRequest(method, (params: P) => handler(params));
  };
  on<PolicyParams, AccessChoices>(ACCESS_CHOICES_REQUEST, 'access', accessChoices);
  on<AccessChangeParams, AccessChangeAnswer>(ACCESS_CHANGE_REQUEST, 'access', accessChange);
  on<InventoryParams, InventoryAnswer>(INVENTORY_REQUEST, 'inventory', async (snapshot, params) => {
    // Reading tables and XML is asked for seldom.
    const { inventory } = await import('./features/inventory.ts');
    return inventory(snapshot, params);
  });
  answerImports(connection, session);
  on<PolicyParams, TierAnswer | null>(TIER_REQUEST, 'tier', tierOf);
}

/** Observed traffic comes in several requests; between them the server keeps what was read. */
function answerImports(connection: Connection, session: Session): void {
  const { guarded } = answering(session);
  const imports = new TrafficImports(session.options.files);
  connection.onRequest(
    IMPORT_BEGIN_REQUEST,
    guarded('import', null, async ({ uri }: PolicyParams): Promise<ImportBegun | null> => {
      const snapshot = await session.policyOf(uri);
      return snapshot === undefined ? null : imports.begin(snapshot);
    }),
  );
  connection.onRequest(IMPORT_FILE_REQUEST, (params: ImportFileParams, token) =>
    guarded<ImportFileParams, ImportedFile | null>('import', null, (p) =>
      imports.file(p, {
        isCancelled: () => token.isCancellationRequested,
        progress: (bytes) =>
          void connection.sendNotification(IMPORT_PROGRESS, { id: p.id, bytes } satisfies ImportProgress),
      }),
    )(params),
  );
  connection.onRequest(
    IMPORT_PIECE_REQUEST,
    guarded('import', null, (params: ImportPieceParams): ImportedFile | null => imports.piece(params)),
  );
  connection.onRequest(
    IMPORT_END_REQUEST,
    guarded('import', null, (params: ImportEndParams): ImportEnd | null => imports.end(params)),
  );
}
