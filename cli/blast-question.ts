/** What the commands about blast radius share: which question is asked, and how the answer names it. */
import { type Command, Option } from 'commander';
import type { BlastMode } from '../language/analysis/index.ts';
import type { CommonOptions } from './options.ts';
import { printable } from './output.ts';

export interface BlastQuestionOptions extends CommonOptions {
  readonly mode: BlastMode;
  readonly asBuilt?: boolean;
}

/** Adds the options that say which question is asked. */
export function withBlastQuestion(command: Command): Command {
  return command
    .addOption(
      new Option('--mode <mode>', 'what an attacker can go on from')
        .choices(['worst-case', 'conditioned', 'service-aware'])
        .default('worst-case'),
    )
    .option('--as-built', 'take what no firewall parts as open');
}

/** Which question an answer is one to. */
export interface BlastHead {
  readonly mode: BlastMode;
  readonly asBuilt: boolean;
  /** Whether taking what is open on the wire as open gives another answer. */
  readonly asBuiltDiffers: boolean;
}

/** The question in words: `(worst-case, as the policy permits)`. */
export function headText({ mode, asBuilt, asBuiltDiffers }: BlastHead): string {
  const question = `${mode}, ${asBuilt ? 'as built' : 'as the policy permits'}`;
  if (!asBuiltDiffers) return `(${question})`;
  return `(${question}; ${asBuilt ? 'the policy permits less' : 'more is open on the wire, --as-built shows it'})`;
}

/** One hop of a published path, as a line. */
export function hopText({
  from,
  to,
  by,
}: {
  readonly from: string;
  readonly to: string;
  readonly by: ({ readonly rule: string } | { readonly zone: string } | { readonly wire: string }) & {
    readonly file: string;
    readonly line: number;
  };
}): string {
  const reason =
    'rule' in by ? `rule ${by.rule}` : 'zone' in by ? `open zone ${by.zone}` : `open on the wire into ${by.wire}`;
  return printable(`${from} -> ${to}  ${reason} (${by.file}:${by.line})`);
}
