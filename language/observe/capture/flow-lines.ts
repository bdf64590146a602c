/** A flow file read line by line, in blocks: of one that is longer than memory only its conversations are kept. */
import type { Interval } from '../../model/intervals.ts';
import type { FlowProblem } from '../conversation.ts';
import { readFlowFile } from '../flow-file.ts';
import type { ConversationTable } from './conversation-table.ts';

/** Characters of a block. */
const BLOCK = 1 << 20;
const MAX_PROBLEMS = 100;

export class FlowLines {
  readonly captures: Interval<number>[] = [];
  readonly problems: FlowProblem[] = [];
  problemCount = 0;
  readonly #table: ConversationTable;
  #header: string | undefined;
  #isHopeless = false;
  #comments = '';
  #block: string[] = [];
  #length = 0;
  #line = 0;
  /** Line of the file that the block's first line is. */
  #blockLine = 1;

  constructor(table: ConversationTable) {
    this.#table = table;
  }

  /** The next line, without its end. */
  line(text: string): void {
    this.#line++;
    if (text.startsWith('#')) this.#comments += `${text}\n`;
    if (this.#header === undefined) {
      if (text.startsWith('#') || text.trim() === '') return;
      this.#header = text;
      this.#blockLine = this.#line + 1;
      return;
    }
    this.#block.push(text.startsWith('#') ? '' : text);
    this.#length += text.length;
    if (this.#length >= BLOCK) this.#flush();
  }

  /** The file has ended. */
  end(): void {
    this.#flush();
    const { captures } = readFlowFile('', `${this.#comments}${this.#header ?? ''}\n`);
    if (captures.length > 0) this.captures.splice(0, this.captures.length, ...captures);
  }

  #flush(): void {
    if (this.#isHopeless) return;
    const file = readFlowFile('', `${this.#header ?? ''}\n${this.#block.join('\n')}`);
    for (const c of file.conversations) this.#table.record(c);
    this.captures.push(...file.captures);
    this.problemCount += file.problemCount;
    for (const p of file.problems)
      if (this.problems.length < MAX_PROBLEMS)
        this.problems.push({
          ...p,
          line: p.line <= 1 ? Math.max(0, this.#blockLine - 1) : this.#blockLine + p.line - 2,
        });
    // A header that means nothing is told once.
    this.#isHopeless = file.problems.some((p) => p.line <= 1);
    this.#blockLine += this.#block.length;
    this.#block = [];
    this.#length = 0;
  }
}
