/**
 * Shows what is found in every policy, in two steps. At once: what reading, parser, linker and prompt checks say. In slices: what the
 * exact checks say; until they are through, what they said before stays, moved with the text. What is shown last is what a fresh
 * start would show.
 */
import type { Finding } from '../language/checks/index.ts';
import { movedFindings } from './held-findings.ts';
import type { Publisher } from './publisher.ts';
import type { Snapshot } from './snapshot.ts';

/** Where the exact checks took no longer than this the last time, all is shown in one step: nothing flickers. In milliseconds. */
const ONE_STEP_MS = 20;

interface Shown {
  readonly snapshot: Snapshot;
  /** What is shown for the exact checks: theirs, or what they said of a text before this one. */
  readonly exact: readonly Finding[];
  /** How long they took when they were last through. */
  readonly took: number;
}

export class Showing {
  readonly #publisher: Publisher;
  readonly #failed: (error: unknown) => void;
  readonly #oneStep: number;
  readonly #shown = new Map<string, Shown>();
  readonly #judged = new Set<Promise<void>>();

  /**
   * `failed` is told of what went wrong in the second step. `oneStep`: milliseconds up to which both steps are one; 0 for two in any
   * case.
   */
  constructor(publisher: Publisher, failed: (error: unknown) => void, oneStep = ONE_STEP_MS) {
    this.#publisher = publisher;
    this.#failed = failed;
    this.#oneStep = oneStep;
  }

  /** Folders of the policies that are shown. */
  get folders(): string[] {
    return [...this.#shown.keys()];
  }

  /** What is shown of every policy. */
  get snapshots(): Snapshot[] {
    return [...this.#shown.values()].map((s) => s.snapshot);
  }

  /** The snapshot that is shown for a policy. */
  snapshotOf(folder: string): Snapshot | undefined {
    return this.#shown.get(folder)?.snapshot;
  }

  /** Shows a policy as it is now, in place of what it was. */
  show(snapshot: Snapshot): void {
    const before = this.#shown.get(snapshot.folder);
    if (before !== undefined && before.took <= this.#oneStep && snapshot.isJudgedWithin(this.#oneStep)) {
      this.#showAll(snapshot);
      return;
    }
    const exact = before === undefined ? [] : movedFindings(before.exact, before.snapshot, snapshot);
    this.#shown.set(snapshot.folder, { snapshot, exact, took: before?.took ?? Number.POSITIVE_INFINITY });
    this.#publisher.update(snapshot.folder, snapshot.promptFindings(exact));
    const judged: Promise<void> = this.#judge(snapshot).catch(this.#failed);
    this.#judged.add(judged);
    void judged.then(() => this.#judged.delete(judged));
  }

  /** A policy has gone. */
  remove(folder: string): void {
    this.#shown.delete(folder);
    this.#publisher.remove(folder);
  }

  /** Waits until every second step so far is through or abandoned. */
  async settled(): Promise<void> {
    while (this.#judged.size > 0) await Promise.all(this.#judged);
  }

  /** Ends all work in the background. */
  dispose(): void {
    for (const { snapshot } of this.#shown.values()) snapshot.abandon();
    this.#shown.clear();
  }

  async #judge(snapshot: Snapshot): Promise<void> {
    const through = await snapshot.judge();
    if (through && this.#shown.get(snapshot.folder)?.snapshot === snapshot) this.#showAll(snapshot);
  }

  #showAll(snapshot: Snapshot): void {
    this.#shown.set(snapshot.folder, { snapshot, exact: snapshot.exactFindings, took: snapshot.exactTime });
    this.#publisher.update(snapshot.folder, snapshot.findings());
  }
}
