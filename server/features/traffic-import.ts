/** Importing observed traffic: captures and logs become one flow file, which `bulkhead.json` then names. */
import { type ByteSink, Observation, type SourceReport } from '../../language/observe/capture/index.ts';
import { flowFileText } from '../../language/observe/index.ts';
import { namingFlows } from '../../language/observe/settings.ts';
import type { FileSystem } from '../files/file-system.ts';
import type {
  ImportBegun,
  ImportEnd,
  ImportEndParams,
  ImportedFile,
  ImportFileParams,
  ImportPieceParams,
} from '../protocol/observe.ts';
import type { Snapshot } from '../snapshot.ts';

/** An import that nobody ends is forgotten when so many newer ones have begun. */
const MOST_AT_ONCE = 4;
/** Of lines of a log that cannot be read so many are told. */
const PROBLEMS_SHOWN = 3;
/** Progress is told, and other work let through, after so many bytes. */
const STRETCH = 4 * 1024 * 1024;

interface Import {
  readonly observation: Observation;
  readonly configurationText: string | undefined;
  open: ByteSink | undefined;
}

export interface Reading {
  readonly isCancelled: () => boolean;
  readonly progress: (bytes: number) => void;
}

export class TrafficImports {
  readonly #imports = new Map<number, Import>();
  readonly #files: FileSystem;
  #next = 1;

  constructor(files: FileSystem) {
    this.#files = files;
  }

  begin({ policy, configurationText }: Snapshot): ImportBegun {
    const id = this.#next++;
    this.#imports.set(id, { observation: new Observation(policy), configurationText, open: undefined });
    for (const old of this.#imports.keys()) if (old <= id - MOST_AT_ONCE) this.#imports.delete(old);
    return { id, readsFiles: this.#files.bytes !== undefined };
  }

  /** Reads a file from the server's own disk. */
  async file({ id, uri }: ImportFileParams, { isCancelled, progress }: Reading): Promise<ImportedFile | null> {
    const current = this.#imports.get(id);
    if (current === undefined || this.#files.bytes === undefined) return null;
    const sink = current.observation.source();
    let bytes = 0;
    let told = 0;
    try {
      for await (const chunk of this.#files.bytes(uri)) {
        if (isCancelled()) break;
        sink.push(chunk);
        bytes += chunk.length;
        if (bytes - told < STRETCH) continue;
        told = bytes;
        progress(bytes);
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    } catch (error) {
      return { failed: true, warnings: [error instanceof Error ? error.message : String(error)] };
    }
    return imported(sink.end());
  }

  /** Takes a piece of a file from the client. */
  piece({ id, bytes, isLast }: ImportPieceParams): ImportedFile | null {
    const current = this.#imports.get(id);
    if (current === undefined) return null;
    current.open ??= current.observation.source();
    current.open.push(Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0)));
    if (!isLast) return null;
    const report = current.open.end();
    current.open = undefined;
    return imported(report);
  }

  /** The flow file. The import is over then. */
  end({ id, path }: ImportEndParams): ImportEnd | null {
    const current = this.#imports.get(id);
    this.#imports.delete(id);
    if (current === undefined || path === undefined) return null;
    const { observation, configurationText } = current;
    const conversations = observation.conversations();
    const named = namingFlows(configurationText, path);
    const settings =
      named === undefined ? {} : 'problem' in named ? { problem: named.problem } : { settings: named.text };
    return {
      text: [...flowFileText(observation.captures, conversations)].join(''),
      conversations: conversations.length,
      ...settings,
    };
  }
}

function imported({ warnings, problems, problemCount }: SourceReport): ImportedFile {
  const lines = problems.slice(0, PROBLEMS_SHOWN).map((p) => (p.line > 0 ? `line ${p.line}: ${p.reason}` : p.reason));
  const rest = problemCount - lines.length;
  return {
    failed: false,
    warnings: [...warnings, ...lines, ...(rest > 0 ? [`${rest} more lines cannot be read`] : [])],
  };
}
