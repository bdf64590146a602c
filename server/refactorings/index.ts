/** The refactorings at a selection: which are offered, and the edits of the one that is chosen, held to what it promises. */
import { type CodeAction, type CodeActionParams, ResponseError, type WorkspaceEdit } from 'vscode-languageserver';
import { analysesOf } from '../../language/checks/analyses.ts';
import type { TextEdit } from '../../language/checks/finding.ts';
import { keepFormatted } from '../../language/checks/formatted-fix.ts';
import { differenceOf } from '../../language/difference/index.ts';
import type { Loaded } from '../../language/pipeline.ts';
import { workspaceEdit } from '../edits.ts';
import { isLibraryPath, normalUri, pathIn } from '../places.ts';
import type { Snapshot } from '../snapshot.ts';
import { insertBroker, mergeConduits } from './conduits.ts';
import { extractGroup } from './extract-group.ts';
import { inlineGroup } from './inline-group.ts';
import { listToType } from './list-to-type.ts';
import { literalPorts } from './literal-ports.ts';
import { moveAsset } from './move-asset.ts';
import { LARGE, type Refactoring, type RefactoringContext } from './refactoring.ts';
import { selectSame } from './same-selections.ts';
import { sortAssets } from './sort-assets.ts';
import { splitZone } from './split-zone.ts';

export const REFACTORING_KINDS = ['refactor.extract', 'refactor.inline', 'refactor.rewrite', 'refactor.move'] as const;

const ALL: readonly ((context: RefactoringContext) => Refactoring[])[] = [
  ...[extractGroup, inlineGroup, listToType, literalPorts, sortAssets],
  ...[moveAsset, splitZone, mergeConduits, insertBroker],
];

/** LSP's RequestFailed: the message is for the user. */
export const REQUEST_FAILED = -32803;

/** What a code action without edit carries, to be made into one with. */
interface Chosen {
  readonly uri: string;
  readonly range: CodeActionParams['range'];
  readonly title: string;
}

/** The refactorings at a selection. `eager`: the client takes edits only with the list. */
export function refactorings(snapshot: Snapshot, params: CodeActionParams, eager: boolean): CodeAction[] {
  const { textDocument, range, context: asked } = params;
  const { only } = asked;
  const wanted = (kind: string): boolean =>
    only === undefined || only.some((k) => k === '' || kind === k || kind.startsWith(`${k}.`));
  if (!REFACTORING_KINDS.some(wanted)) return [];
  return offered(snapshot, params)
    .filter((r) => wanted(r.kind))
    .flatMap((r): CodeAction[] => {
      const { title, kind } = r;
      if (!eager) return [{ title, kind, data: { uri: textDocument.uri, range, title } satisfies Chosen }];
      const edit = editOf(snapshot, r);
      return edit instanceof ResponseError ? [] : [{ title, kind, edit }];
    });
}

/** The action with its edit; an error where it would break what it promises, or is no longer there. */
export function resolveRefactoring(snapshot: Snapshot, action: CodeAction): CodeAction | ResponseError<void> {
  const { uri, range, title } = action.data as Chosen;
  const found = offered(snapshot, { textDocument: { uri }, range }).find((r) => r.title === title);
  if (found === undefined) return refusal('The text has changed since. Ask again.');
  const edit = editOf(snapshot, found);
  return edit instanceof ResponseError ? edit : { ...action, edit };
}

function refusal(message: string): ResponseError<void> {
  return new ResponseError(REQUEST_FAILED, message);
}

/** The document that a chosen action speaks of. */
export function documentOfAction(action: CodeAction): string | undefined {
  return (action.data as Partial<Chosen> | undefined)?.uri;
}

interface Offer {
  readonly context: RefactoringContext;
  readonly found: readonly Refactoring[];
}

/** What was offered last of a snapshot: one of these is chosen as a rule, and is not made again for that. */
const offers = new WeakMap<Snapshot, Offer>();

function offered(snapshot: Snapshot, { textDocument, range }: Pick<CodeActionParams, 'textDocument' | 'range'>) {
  const file = pathIn(snapshot.folder, normalUri(textDocument.uri));
  const document = snapshot.document(file);
  if (document === undefined || isLibraryPath(file)) return [];
  const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  const last = offers.get(snapshot);
  if (last?.context.file === file && last.context.from === from && last.context.to === to) return last.found;
  const context = contextOf(snapshot, file, from, to);
  const found = refactoringsAt(context);
  offers.set(snapshot, { context, found });
  return found;
}

/** Every refactoring at a selection. */
export function refactoringsAt(context: RefactoringContext): Refactoring[] {
  return ALL.flatMap((find) => find(context));
}

function contextOf(snapshot: Snapshot, file: string, from: number, to: number): RefactoringContext {
  const { policy, now, references, configuration } = snapshot;
  const text = (path: string): string | undefined => snapshot.text(path);
  const analyses = analysesOf(policy, now);
  return { policy, now, text, references, analyses, configuration: configuration.checks, file, from, to };
}

function editOf(snapshot: Snapshot, refactoring: Refactoring): WorkspaceEdit | ResponseError<void> {
  const edits = refactoring.edits();
  if (edits.length === 0) return refusal('Nothing can be done here.');
  const refused = objection(snapshot, refactoring, edits);
  if (refused !== undefined) return refusal(refused);
  const fix = { title: refactoring.title, edits, safe: false };
  const edit = workspaceEdit(snapshot, keepFormatted(fix, (file) => snapshot.text(file)).edits);
  return edit ?? refusal('A file that it would change cannot be edited.');
}

/** Why the edits would not keep what the refactoring promises; undefined where they do. */
function objection(snapshot: Snapshot, { keeps }: Refactoring, edits: readonly TextEdit[]): string | undefined {
  const before = { policy: snapshot.policy, findings: snapshot.meaning };
  return objectionTo(before, snapshot.after(edits), keeps, snapshot.now);
}

/** The same of two versions of a policy. `now` in epoch milliseconds. */
export function objectionTo(
  before: Pick<Loaded, 'policy' | 'findings'>,
  after: Loaded,
  keeps: Refactoring['keeps'],
  now: number,
): string | undefined {
  const known = new Set(before.findings.map((f) => `${f.check} ${f.message}`));
  const fresh = after.findings.find((f) => f.severity === 'error' && !known.has(`${f.check} ${f.message}`));
  if (fresh !== undefined) return `It would bring an error: ${fresh.message}`;
  if (keeps === 'names' || selectSame(before.policy, after.policy)) return undefined;
  const changes = 'It would change what the policy permits.';
  if (before.policy.assets.length + before.policy.rules.length > LARGE) return changes;
  const { permissions, blast, expectations } = differenceOf(before.policy, after.policy, { now });
  return permissions.length + blast.length + expectations.length === 0 ? undefined : changes;
}
