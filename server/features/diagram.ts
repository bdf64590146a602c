/** The diagram's graph. While a file does not parse, the last good graph stays, with a mark that says where. */
import { buildGraph } from '../../language/diagram/build/build-graph.ts';
import type { DiagramGraph } from '../../language/diagram/graph.ts';
import { isLibraryPath } from '../places.ts';
import type { DiagramResult, StaleMark } from '../protocol/diagram.ts';
import type { Snapshot } from '../snapshot.ts';
import { titleOf } from './contents.ts';

const UNPARSED: ReadonlySet<string> = new Set(['syntax', 'nesting', 'unreadable-file']);

export class DiagramFeature {
  /** Per policy folder: the graph of the last text that parsed. */
  readonly #good = new Map<string, DiagramGraph>();
  readonly #built = new WeakMap<Snapshot, DiagramResult>();

  answer(snapshot: Snapshot): DiagramResult {
    const known = this.#built.get(snapshot);
    if (known !== undefined) return known;
    const stale = staleMark(snapshot);
    const result: DiagramResult = {
      graph: this.#graph(snapshot, stale !== undefined),
      folder: snapshot.folder,
      ...(stale && { stale }),
    };
    this.#built.set(snapshot, result);
    return result;
  }

  #graph(snapshot: Snapshot, isStale: boolean): DiagramGraph {
    const last = this.#good.get(snapshot.folder);
    if (isStale && last !== undefined) return last;
    const graph = buildGraph(snapshot.policy, { now: snapshot.now, findings: snapshot.findings() });
    const named = graph.title === '' ? { ...graph, title: titleOf(snapshot) } : graph;
    if (!isStale) this.#good.set(snapshot.folder, named);
    return named;
  }
}

function staleMark(snapshot: Snapshot): StaleMark | undefined {
  const error = snapshot
    .findings()
    .find((f) => UNPARSED.has(f.check) && f.severity === 'error' && !isLibraryPath(f.place.file));
  if (error === undefined) return undefined;
  const { file, line, column, endLine, endColumn } = error.place;
  return { message: error.message, place: { file, line, column, endLine, endColumn } };
}
