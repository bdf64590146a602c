/** The diagram's graph. While a file does not parse, the last good graph stays, with a mark that says where. */
import { comparing } from '../../language/checks/observed/comparing.ts';
import { asBuilt } from '../../language/compile/index.ts';
import { buildDrawing, type Drawing } from '../../language/diagram/build/build-graph.ts';
import { overlayOf } from '../../language/diagram/overlay/index.ts';
import type { Overlay, OverlayQuestion } from '../../language/diagram/overlay/overlay.ts';
import { seenFlows } from '../../language/observe/index.ts';
import { isLibraryPath } from '../places.ts';
import type { DiagramResult, StaleMark } from '../protocol/diagram.ts';
import type { Snapshot } from '../snapshot.ts';
import { titleOf } from './contents.ts';

const UNPARSED: ReadonlySet<string> = new Set(['syntax', 'nesting', 'unreadable-file']);

export class DiagramFeature {
  /** Per policy folder: the picture of the last text that parsed. */
  readonly #good = new Map<string, Pictured>();
  readonly #built = new WeakMap<Snapshot, Built>();

  answer(snapshot: Snapshot, question?: OverlayQuestion): DiagramResult {
    const { pictured, stale } = this.#build(snapshot);
    return {
      graph: pictured.drawing.graph,
      folder: snapshot.folder,
      ...(stale && { stale }),
      ...(question && { overlay: overlay(pictured, question) }),
    };
  }

  /** An overlay over the picture that {@link answer} gives. */
  overlay(snapshot: Snapshot, question: OverlayQuestion): Overlay {
    return overlay(this.#build(snapshot).pictured, question);
  }

  #build(snapshot: Snapshot): Built {
    let built = this.#built.get(snapshot);
    if (built === undefined) {
      const stale = staleMark(snapshot);
      built = { pictured: this.#picture(snapshot, stale !== undefined), ...(stale && { stale }) };
      this.#built.set(snapshot, built);
    }
    return built;
  }

  #picture(snapshot: Snapshot, isStale: boolean): Pictured {
    const last = this.#good.get(snapshot.folder);
    if (isStale && last !== undefined) return last;
    const { graph, ...places } = buildDrawing(snapshot.policy, { now: snapshot.now, findings: snapshot.findings() });
    const named = graph.title === '' ? { ...graph, title: titleOf(snapshot) } : graph;
    const pictured = { snapshot, drawing: { graph: named, ...places } };
    if (!isStale) this.#good.set(snapshot.folder, pictured);
    return pictured;
  }
}

/** A picture, and the policy that it is of: an older one while the newest text does not parse. */
interface Pictured {
  readonly snapshot: Snapshot;
  readonly drawing: Drawing;
}

interface Built {
  readonly pictured: Pictured;
  readonly stale?: StaleMark;
}

function overlay({ snapshot, drawing }: Pictured, question: OverlayQuestion): Overlay {
  const { policy, now, observed, configuration } = snapshot;
  const wire = asBuilt(policy);
  const isOpen = wire.shared.size + wire.withoutSegment.length + wire.openInsides.length > 0;
  return overlayOf(
    {
      policy,
      drawing,
      now,
      findings: snapshot.findings(),
      comparison: comparing({ policy, now, observed, configuration: configuration.checks }),
      seenFlows: observed && (() => seenFlows(policy, observed)),
      openWire: isOpen ? wire : undefined,
    },
    question,
  );
}

/** The syntax error that keeps a picture at its last good state. */
export function staleMark(snapshot: Snapshot): StaleMark | undefined {
  const error = snapshot
    .findings()
    .find((f) => UNPARSED.has(f.check) && f.severity === 'error' && !isLibraryPath(f.place.file));
  if (error === undefined) return undefined;
  const { file, line, column, endLine, endColumn } = error.place;
  return { message: error.message, place: { file, line, column, endLine, endColumn } };
}
