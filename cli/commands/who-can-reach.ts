/** `bulkhead who-can-reach ASSET`: whose fall takes an asset, a zone or any selection along, each with a path. */
import type { Command } from 'commander';
import type { HopJson } from '../../language/analysis/index.ts';
import { type BlastHead, type BlastQuestionOptions, headText, hopText, withBlastQuestion } from '../blast-question.ts';
import { finishWithMeaning } from '../meaning.ts';
import { formFromOutput, policyCommand, withExamples } from '../options.ts';
import { count, deliver, jsonText, printable, styled } from '../output.ts';
import { openSession } from '../session.ts';

interface WhoOptions extends BlastQuestionOptions {
  readonly members?: boolean;
}

const SHOWN = 10;
/** Above so many assets only the nearest have a path, unless --members. */
const MAX_WITH_PATHS = 10_000;

export function whoCanReachCommand(): Command {
  const command = policyCommand(
    'who-can-reach',
    'List everything from which an asset, zone or selection can be reached.',
    ['text', 'json'],
  )
    .argument('<target>', 'an asset, a zone, a type, a list - whatever an expectation can name')
    .option('--members', 'show every path');
  return withExamples(formFromOutput(withBlastQuestion(command)), [
    ['bulkhead who-can-reach SIS-1', 'whose fall takes the safety controller along'],
    ['bulkhead who-can-reach KilnSafety --as-built', 'also over what no firewall parts'],
    ['bulkhead who-can-reach PLC-301 --at 2031-03-04T09:00', 'inside an access window'],
  ]).action(run);
}

/** The published answer. */
interface Answer extends BlastHead {
  readonly target: string;
  /** Nearest first. */
  readonly reachedBy: readonly { readonly id: string; readonly steps: number; readonly path: readonly HopJson[] }[];
  /** Zones from whose undeclared addresses it is reached. */
  readonly undeclared: readonly { readonly zone: string; readonly path: readonly HopJson[] }[];
}

async function run(target: string, options: WhoOptions): Promise<void> {
  const session = await openSession(undefined, options);
  const { hopsJson, reachingOf } = await import('../../language/analysis/index.ts');
  const { blastQuestion } = await import('../blast-graph.ts');
  const { selectBetween } = await import('../selections.ts');
  const { policy, to } = await selectBetween(session, 'any', target);
  const { head, graph } = blastQuestion(policy, session, options, true);
  const found = reachingOf(graph, to);
  const everything = options.members === true || (options.format === 'json' && policy.assets.length <= MAX_WITH_PATHS);
  const answer: Answer = {
    ...head,
    target: to.text,
    reachedBy: found.flatMap(({ from, steps, path }, i) => {
      if (from.kind !== 'asset') return [];
      const shown = everything || i < SHOWN ? path() : [];
      return [{ id: policy.assets[from.asset]?.id ?? '?', steps, path: hopsJson(policy, shown) }];
    }),
    undeclared: found.flatMap(({ from, path }) =>
      from.kind === 'strangers' ? [{ zone: policy.zones[from.zone]?.id ?? '?', path: hopsJson(policy, path()) }] : [],
    ),
  };
  const others = policy.assets.length - to.assets.length;
  deliver(options.format === 'json' ? jsonText({ ...answer }) : answerText(answer, others, options), options.output);
  finishWithMeaning(session);
}

function answerText(answer: Answer, others: number, { members }: WhoOptions): string {
  const { target, reachedBy, undeclared } = answer;
  const lines = [
    `${styled('bold', printable(target))} is reached by ${reachedBy.length} of ${others} others ${headText(answer)}`,
  ];
  const shown = members ? reachedBy : reachedBy.slice(0, SHOWN);
  for (const { id, steps, path } of shown)
    lines.push(
      `  ${styled('bold', printable(id))}, ${count(steps, 'step')}`,
      ...path.map((hop) => `    ${hopText(hop)}`),
    );
  const left = reachedBy.length - shown.length;
  if (left > 0) lines.push(`  and ${left} more (--members shows them)`);
  if (undeclared.length > 0)
    lines.push(`  and by undeclared addresses of ${printable(undeclared.map(({ zone }) => zone).join(', '))}`);
  return lines.join('\n');
}
