/** Public face of captures: bytes of files in, conversations out. */
import { normalize } from '../../model/intervals.ts';
import type { Policy } from '../../model/policy.ts';
import type { Captures, Conversation, FlowProblem } from '../conversation.ts';
import { CaptureFile } from './capture-file.ts';
import { ConversationTable } from './conversation-table.ts';
import { FlowLines } from './flow-lines.ts';
import { gunzipped, isGzip } from './gunzip.ts';
import { type KnownPorts, knownPorts } from './orientation.ts';
import { PacketReader, type Passed } from './packets.ts';
import { ZeekLog } from './zeek-log.ts';

export type { Passed } from './packets.ts';

export type Form = 'capture' | 'zeek' | 'flows';

/** What is known of a file once it was read. */
export interface SourceReport {
  readonly form: Form;
  /** Of a capture: frames. */
  readonly frames: number;
  /** What was wrong with the file, in sentences. */
  readonly warnings: readonly string[];
  /** Lines of a log that could not be read: the first of them, and how many. */
  readonly problems: readonly FlowProblem[];
  readonly problemCount: number;
}

/** Takes the bytes of one file. */
export interface ByteSink {
  push(chunk: Uint8Array): void;
  end(): SourceReport;
}

/** A line that is longer is no log's: what is behind it is not looked for. */
const LONGEST_LINE = 1 << 20;

/** Gathers conversations from any number of captures and logs, in a stream: memory grows with conversations, not with bytes. */
export class Observation {
  readonly #policy: Policy;
  readonly #known: KnownPorts;
  readonly #table: ConversationTable;
  readonly #packets: PacketReader;
  readonly #captures: { from: number; to: number }[] = [];

  /** `policy`: whose services tell the direction where the opening was not seen. */
  constructor(policy: Policy) {
    this.#policy = policy;
    this.#known = knownPorts(policy);
    this.#table = new ConversationTable(this.#known);
    this.#packets = new PacketReader(this.#table);
  }

  /** A reader of one file, gzipped or not; what it is, its first bytes tell. */
  source(): ByteSink {
    let sink: ByteSink | undefined;
    let head: Uint8Array = new Uint8Array(0);
    return {
      push: (chunk) => {
        if (sink !== undefined) return sink.push(chunk);
        head = joined(head, chunk);
        if (head.length < 64) return;
        sink = this.#sinkFor(head);
        sink.push(head);
      },
      end: () => {
        if (sink === undefined) {
          sink = this.#sinkFor(head);
          sink.push(head);
        }
        return sink.end();
      },
    };
  }

  #sinkFor(head: Uint8Array): ByteSink {
    if (isGzip(head)) return gunzipped(this.source());
    const text = new TextDecoder().decode(head.subarray(0, 4096)).replace(/^\uFEFF/, '');
    // Bytes of zero are in no log, and in every capture.
    if (head.includes(0) || head.length === 0) return this.#capture();
    if (/^\s*\{/.test(text) || /^#{1,3} ?(separator|fields|set_separator|BTest)/i.test(text)) return this.#zeek();
    return this.#flows();
  }

  #capture(): ByteSink {
    const file = new CaptureFile(this.#packets);
    return {
      push: (chunk) => file.push(chunk),
      end: () => {
        const warnings = file.end();
        if (file.frames > 0) this.#captures.push({ from: file.first, to: file.last + 1 });
        return { form: 'capture', frames: file.frames, warnings, problems: [], problemCount: 0 };
      },
    };
  }

  #zeek(): ByteSink {
    const log = new ZeekLog(this.#table, this.#known);
    return lines(log, () => {
      if (log.first <= log.last) this.#captures.push({ from: log.first, to: log.last + 1 });
      return { form: 'zeek', frames: 0, warnings: [], problems: log.problems, problemCount: log.problemCount };
    });
  }

  #flows(): ByteSink {
    const file = new FlowLines(this.#table);
    return lines(file, () => {
      file.end();
      this.#captures.push(...file.captures);
      return { form: 'flows', frames: 0, warnings: [], problems: file.problems, problemCount: file.problemCount };
    });
  }

  /** All conversations so far, in the order of flow files. */
  conversations(): Conversation[] {
    return this.#table.conversations(this.#policy);
  }

  /** When the wire was looked at. */
  get captures(): Captures {
    return normalize(this.#captures);
  }

  /** Packets of which no conversation was made. */
  get passed(): Passed {
    return this.#packets.passed;
  }
}

/** Cuts bytes into lines of UTF-8 text. */
function lines(to: { line(text: string): void }, end: () => SourceReport): ByteSink {
  const decoder = new TextDecoder();
  let rest = '';
  const take = (text: string, isLast: boolean) => {
    const parts = (rest + text).split('\n');
    rest = isLast ? '' : (parts.pop() ?? '').slice(0, LONGEST_LINE);
    for (const part of parts) to.line(part.endsWith('\r') ? part.slice(0, -1) : part);
  };
  return {
    push: (chunk) => take(decoder.decode(chunk, { stream: true }), false),
    end: () => {
      const text = decoder.decode();
      if (rest !== '' || text !== '') take(text, true);
      return end();
    },
  };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
