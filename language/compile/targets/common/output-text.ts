/** The text of an output in the making. */
import type { TargetFile } from '../target.ts';

/** Lines that are joined at a time. */
const JOINED = 512;

/**
 * Lines in order, each with the rule that it comes from. They are joined as they come, some hundred at a time, so that nothing
 * that they were put together from is kept until the end.
 */
export class OutputText {
  private readonly joined: string[] = [];
  private lines: string[] = [];
  private readonly rules: (string | undefined)[] = [];

  get isEmpty(): boolean {
    return this.rules.length === 0;
  }

  /** Adds one line: no `text` may hold what ends it. `rule`: the id of the rule that it comes from. */
  line(text: string, rule?: string): void {
    this.rules.push(rule);
    if (this.lines.push(text) >= JOINED) this.join();
  }

  /** Adds all that another holds. */
  append(other: OutputText): void {
    this.join();
    other.join();
    for (const text of other.joined) this.joined.push(text);
    // An index: an iterator makes an object a line.
    for (let i = 0; i < other.rules.length; i++) this.rules.push(other.rules[i]);
  }

  /** What there is so far, as a file. */
  file(): TargetFile {
    this.join();
    return { text: this.joined.join(''), ruleOfLine: [...this.rules] };
  }

  private join(): void {
    if (this.lines.length === 0) return;
    this.lines.push('');
    this.joined.push(this.lines.join('\n'));
    this.lines = [];
  }
}
