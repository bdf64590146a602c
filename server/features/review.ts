/** What a policy opens and closes against an older version of its files, for *Review Changes Against...*. */

import { fileFilter } from '../../language/checks/file-filter.ts';
import { checkPolicy, type Finding } from '../../language/checks/index.ts';
import { reviewGraph } from '../../language/diagram/review/review-graph.ts';
import { reviewOverlay } from '../../language/diagram/review/review-overlay.ts';
import {
  type Difference,
  differenceOf,
  type FindingChanges,
  findingChanges,
  sentencesOf,
} from '../../language/difference/index.ts';
import type { Place, Policy } from '../../language/model/policy.ts';
import { loadPolicy, MEANING_FINDINGS } from '../../language/pipeline.ts';
import { oldUriOf, uriIn } from '../places.ts';
import type { DiagramResult, ReviewedVersion } from '../protocol/diagram.ts';
import type { ReviewParams, ReviewResult, SourceRange } from '../protocol/messages.ts';
import type { Snapshot } from '../snapshot.ts';
import { titleOf } from './contents.ts';
import { staleMark } from './diagram.ts';

/** The older version, read and checked. */
interface OldVersion {
  readonly files: ReviewParams['before'];
  readonly policy: Policy;
  readonly meaning: readonly Finding[];
  readonly findings: readonly Finding[];
}

/** A change as all that shows it needs it. */
export interface Reviewed {
  readonly difference: Difference;
  readonly findings: FindingChanges;
  /** Why a part of a version is not compared. */
  readonly withoutMeaning?: string;
}

export class ReviewFeature {
  /** Edits come often, the version that they are compared with stays. */
  #old: OldVersion | undefined;
  #last: { readonly snapshot: Snapshot; readonly old: OldVersion; readonly reviewed: Reviewed } | undefined;

  async answer(snapshot: Snapshot, params: ReviewParams): Promise<ReviewResult> {
    const { difference, findings, withoutMeaning } = await this.reviewed(snapshot, params);
    const sentences = sentencesOf(difference, findings).map(({ kind, text, details, place, old }) => ({
      kind,
      text,
      details,
      ...(place && { place: rangeIn(snapshot, place, old === true) }),
    }));
    return { sentences, ...(withoutMeaning === undefined ? {} : { withoutMeaning }) };
  }

  /** Both versions in one picture, with the change told beside it. While a file does not parse, as far as it is understood. */
  async picture(snapshot: Snapshot, version: ReviewedVersion): Promise<DiagramResult> {
    const { difference, findings } = await this.reviewed(snapshot, version);
    const names = { before: version.name, after: 'working tree' };
    const graph = reviewGraph(difference, { now: snapshot.now, names, newFindings: findings.came });
    const stale = staleMark(snapshot);
    return {
      graph: graph.title === '' ? { ...graph, title: titleOf(snapshot) } : graph,
      overlay: reviewOverlay(graph, difference, findings),
      folder: snapshot.folder,
      ...(stale && { stale }),
    };
  }

  /** Compares; the same question is answered from memory. */
  async reviewed(snapshot: Snapshot, { before, name }: ReviewedVersion): Promise<Reviewed> {
    const old = await this.#oldVersion(snapshot, before);
    if (this.#last?.snapshot === snapshot && this.#last.old === old) return this.#last.reviewed;
    const difference = differenceOf(old.policy, snapshot.policy, { now: snapshot.now });
    const findings = findingChanges(old.findings, snapshot.findings());
    const withoutMeaning = meaninglessIn(old.meaning, `${name}: `) ?? meaninglessIn(snapshot.meaning, '');
    const reviewed = { difference, findings, ...(withoutMeaning === undefined ? {} : { withoutMeaning }) };
    this.#last = { snapshot, old, reviewed };
    return reviewed;
  }

  /** Files that `bulkhead.json` leaves out now are left out of the older version too. */
  async #oldVersion(snapshot: Snapshot, before: ReviewParams['before']): Promise<OldVersion> {
    const isOurs = fileFilter(snapshot.configuration);
    const files = before.filter((file) => isOurs(file.path));
    if (this.#old !== undefined && sameFiles(this.#old.files, files)) return this.#old;
    const { policy, findings: meaning, sources } = await loadPolicy(files);
    const texts = new Map(sources.map(({ path, text }) => [path, text]));
    const found = checkPolicy(policy, {
      now: snapshot.now,
      text: (file) => texts.get(file),
      configuration: snapshot.configuration.checks,
      ...(snapshot.observed && { observed: snapshot.observed }),
    });
    this.#old = { files, policy, meaning, findings: [...meaning, ...found] };
    return this.#old;
  }
}

function sameFiles(a: ReviewParams['before'], b: ReviewParams['before']): boolean {
  return a.length === b.length && a.every((file, i) => file.path === b[i]?.path && file.text === b[i]?.text);
}

function meaninglessIn(findings: readonly Finding[], prefix: string): string | undefined {
  const first = findings.find((f) => f.severity === 'error' && MEANING_FINDINGS.has(f.check));
  return first && `${prefix}${first.message}`;
}

function rangeIn(snapshot: Snapshot, { file, line, column, endLine, endColumn }: Place, old: boolean): SourceRange {
  return { uri: old ? oldUriOf(file) : uriIn(snapshot.folder, file), line, column, endLine, endColumn };
}
