/** Expectations in the Test Explorer: one test each, whose verdict follows the text; a failed one shows its witness. */
import * as vscode from 'vscode';
import { EXPECTATIONS_REQUEST, type PolicyExpectations, type ShownExpectation } from '../server/protocol/messages.ts';
import type { Extension } from './extension.ts';
import { rangeOf } from './places.ts';

/** Edits within this time become one update, in milliseconds. */
const UPDATE_MS = 250;

export class ExpectationTests implements vscode.Disposable {
  readonly #extension: Extension;
  readonly #controller = vscode.tests.createTestController(
    'bulkhead.expectations',
    vscode.l10n.t('Segmentation: expectations'),
  );
  readonly #changes: vscode.Disposable;
  /** What each test stands for, by its id. */
  readonly #shown = new Map<string, ShownExpectation>();
  /** The verdict that VS Code knows, by the test's id. */
  readonly #told = new Map<string, string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(extension: Extension) {
    this.#extension = extension;
    const run = (request: vscode.TestRunRequest): Promise<void> => extension.guard(() => this.#run(request));
    this.#controller.createRunProfile(vscode.l10n.t('Decide'), vscode.TestRunProfileKind.Run, run, true);
    this.#controller.refreshHandler = () => extension.guard(() => this.#update());
    this.#changes = extension.onPolicyChanged(() => this.#schedule());
    this.#schedule();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#changes.dispose();
    this.#controller.dispose();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#extension.guard(() => this.#update()), UPDATE_MS);
  }

  /** Brings tests and marks to what the policies say now; VS Code is told only of verdicts that changed. */
  async #update(): Promise<void> {
    await this.#fetch();
    const changed = this.#tests().filter((test) => this.#told.get(test.id) !== this.#verdict(test));
    if (changed.length > 0) this.#tell(new vscode.TestRunRequest(changed, undefined, undefined, false, true), changed);
  }

  async #run(request: vscode.TestRunRequest): Promise<void> {
    await this.#fetch();
    const included = request.include?.flatMap((item) => (item.children.size > 0 ? itemsOf(item.children) : [item]));
    const excluded = new Set(request.exclude?.map((item) => item.id));
    this.#tell(
      request,
      (included ?? this.#tests()).filter((item) => !excluded.has(item.id)),
    );
  }

  #tell(request: vscode.TestRunRequest, tests: readonly vscode.TestItem[]): void {
    const run = this.#controller.createTestRun(request, vscode.l10n.t('Expectations'), false);
    for (const test of tests) {
      const expectation = this.#shown.get(test.id);
      if (expectation === undefined) continue;
      run.started(test);
      if (expectation.passed) run.passed(test);
      else run.failed(test, failureOf(expectation));
      this.#told.set(test.id, this.#verdict(test));
    }
    run.end();
  }

  #tests(): vscode.TestItem[] {
    return itemsOf(this.#controller.items).flatMap((policy) => itemsOf(policy.children));
  }

  /** A verdict with all that is shown of it. */
  #verdict({ id }: vscode.TestItem): string {
    const { passed, message, places } = this.#shown.get(id) ?? {};
    return JSON.stringify([passed, message, places]);
  }

  async #fetch(): Promise<void> {
    const policies = await this.#extension.request<readonly PolicyExpectations[]>(EXPECTATIONS_REQUEST, undefined);
    this.#shown.clear();
    this.#controller.items.replace(policies.map((policy) => this.#policyItem(policy)));
    for (const id of this.#told.keys()) if (!this.#shown.has(id)) this.#told.delete(id);
  }

  #policyItem({ folder, title, expectations }: PolicyExpectations): vscode.TestItem {
    const known = this.#controller.items.get(folder);
    const item = known ?? this.#controller.createTestItem(folder, title, vscode.Uri.parse(folder));
    item.label = title;
    const seen = new Map<string, number>();
    const tests = expectations.map((expectation) => {
      // A test is known by its text, so that its verdict stays with it when lines move.
      const nth = (seen.get(expectation.text) ?? 0) + 1;
      seen.set(expectation.text, nth);
      const id = `${folder}\n${expectation.text}\n${nth}`;
      this.#shown.set(id, expectation);
      return this.#testItem(id, item, expectation);
    });
    item.children.replace(tests);
    return item;
  }

  #testItem(id: string, policy: vscode.TestItem, { text, place }: ShownExpectation): vscode.TestItem {
    const known = policy.children.get(id);
    const label = text.replace(/^expect\s+/, '');
    const isThere = known?.uri?.toString() === vscode.Uri.parse(place.uri).toString();
    const item =
      known !== undefined && isThere ? known : this.#controller.createTestItem(id, label, vscode.Uri.parse(place.uri));
    item.range = rangeOf(place);
    item.sortText = `${place.uri} ${String(place.line).padStart(8, '0')}`;
    return item;
  }
}

function itemsOf(collection: vscode.TestItemCollection): vscode.TestItem[] {
  return [...collection].map(([, item]) => item);
}

/** The failure at the expectation, with the witness as a trace that leads to its rules. */
function failureOf({ message, place, places }: ShownExpectation): vscode.TestMessage {
  // At the line stands the first one alone: its colon would lead to nothing.
  const shown = new vscode.TestMessage(message.replace(/:\n/, '\n'));
  shown.location = new vscode.Location(vscode.Uri.parse(place.uri), rangeOf(place));
  shown.stackTrace = places.map(
    (p) => new vscode.TestMessageStackFrame(p.message, vscode.Uri.parse(p.place.uri), rangeOf(p.place).start),
  );
  return shown;
}
