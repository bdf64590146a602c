/** A chain of a ruleset as text. */
import { OutputText } from './common/output-text.ts';
import { chainOpening, indented, type Nft, piece } from './nft-syntax.ts';

const END = indented(piece('}'));

/** A line of a chain; `rule`: the id of the rule that it comes from. */
export interface ChainLine {
  readonly text: Nft;
  readonly rule?: string;
}

/** A chain in the making. */
export class NftChain {
  private readonly text = new OutputText();

  constructor(name: Nft) {
    this.text.line(chainOpening(name));
  }

  /** Adds one line. `rule`: the id of the rule that it comes from. */
  line(text: Nft, rule?: string): void {
    this.text.line(indented(text, 2), rule);
  }

  /** Writes the whole chain, apart from what is there. */
  writeTo(out: OutputText): void {
    this.text.line(END);
    appendApart(out, this.text);
  }
}

/** Adds chains to what is there, with a blank line between. */
export function appendApart(out: OutputText, more: OutputText): void {
  if (!out.isEmpty && !more.isEmpty) out.line('');
  out.append(more);
}

/** Writes a chain of some lines. */
export function writeChain(out: OutputText, name: Nft, lines: readonly ChainLine[]): void {
  const chain = new NftChain(name);
  for (const { text, rule } of lines) chain.line(text, rule);
  chain.writeTo(out);
}
