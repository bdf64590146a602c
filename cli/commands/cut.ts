/** `bulkhead cut A B`: the fewest rules whose removal keeps A from reaching B. */
import type { Command } from 'commander';
import type { Cut, HopJson, ReachGraph, SelectedEnds } from '../../language/analysis/index.ts';
import type { RuleRef } from '../../language/model/policy.ts';
import { type BlastHead, type BlastQuestionOptions, headText, hopText, withBlastQuestion } from '../blast-question.ts';
import { placeJson } from '../json.ts';
import { finishWithMeaning } from '../meaning.ts';
import { formFromOutput, policyCommand, withExamples } from '../options.ts';
import { count, deliver, jsonText, printable, styled } from '../output.ts';
import { openSession, pathOf, type Session, shown } from '../session.ts';

export function cutCommand(): Command {
  const command = policyCommand(
    'cut',
    'Name the fewest rules whose removal keeps one selection from reaching another.',
    ['text', 'json'],
  )
    .argument('<from>', 'where an attack begins: an asset, a zone, a type, a list - whatever an expectation can name')
    .argument('<to>', 'what it must not reach');
  return withExamples(formFromOutput(withBlastQuestion(command)), [
    ['bulkhead cut Enterprise KilnSafety', 'the rules that join two zones, over any number of steps'],
    ["bulkhead cut 'tagged \"laptop\"' 'plc in Kiln'", 'selections, as an expectation writes them'],
    ['bulkhead cut JUMP-1 PLC-301 --at 2031-03-04T09:00', 'inside an access window'],
  ]).action(run);
}

/** A rule with its place. */
interface RuleJson {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** The published answer. */
interface Answer extends BlastHead {
  readonly from: string;
  readonly to: string;
  /** Whether anything of the one reaches anything of the other as it is. */
  readonly reaches: boolean;
  /** Null where no rules suffice. */
  readonly cut: readonly RuleJson[] | null;
  /** Bounds on the size of a smallest cut; null where there is none. */
  readonly size: { readonly atLeast: number; readonly atMost: number } | null;
  /** A way that no rule permits. */
  readonly open: readonly HopJson[] | null;
  readonly blast: { readonly before: number; readonly after: number } | null;
}

async function run(from: string, to: string, options: BlastQuestionOptions): Promise<void> {
  const session = await openSession(undefined, options);
  const { cutBetween, hopsJson } = await import('../../language/analysis/index.ts');
  const { blastQuestion } = await import('../blast-graph.ts');
  const { selectBetween } = await import('../selections.ts');
  const selected = await selectBetween(session, from, to);
  const { policy } = selected;
  const { head, graph } = blastQuestion(policy, session, options, true);
  const cut = cutBetween(graph, selected.from, selected.to);
  const rules = cut.kind === 'rules' ? cut.rules : [];
  const answer: Answer = {
    ...head,
    from: selected.from.text,
    to: selected.to.text,
    reaches: cut.kind === 'open' || rules.length > 0,
    cut: cut.kind === 'rules' ? rules.flatMap((ref) => ruleJson(graph, ref)) : null,
    size: cut.kind === 'rules' ? { atLeast: cut.atLeast, atMost: rules.length } : null,
    open: cut.kind === 'open' ? hopsJson(policy, cut.path) : null,
    blast: await blastChange(graph, selected.from, cut),
  };
  deliver(options.format === 'json' ? jsonText({ ...answer }) : answerText(session, answer), options.output);
  finishWithMeaning(session);
}

function ruleJson({ policy }: ReachGraph, ref: RuleRef): RuleJson[] {
  const rule = policy.rules[ref];
  return rule === undefined ? [] : [{ rule: rule.id, ...placeJson(rule.place), text: rule.text }];
}

/** How many assets fall with the selection, before and after. */
async function blastChange(graph: ReachGraph, from: SelectedEnds, cut: Cut): Promise<Answer['blast']> {
  const { blastOfAssets, withoutRules } = await import('../../language/analysis/index.ts');
  if (cut.kind === 'open' || from.assets.length === 0) return null;
  const size = (of: ReachGraph): number => blastOfAssets(of, from.assets).length;
  return { before: size(graph), after: size(withoutRules(graph, new Set(cut.rules))) };
}

function answerText(session: Session, answer: Answer): string {
  const { from, to, cut, size, open, blast } = answer;
  const ends = `${styled('bold', printable(from))} reaches ${styled('bold', printable(to))}`;
  if (!answer.reaches) return `${printable(from)} does not reach ${printable(to)}: nothing to cut ${headText(answer)}`;
  if (cut === null || size === null)
    return [
      `${ends}, and no rules can be removed to stop it ${headText(answer)}`,
      ...(open ?? []).map((hop) => `  ${hopText(hop)}`),
      '  Microsegment the zone, or part the two by a firewall.',
    ].join('\n');
  const smallest = size.atLeast === size.atMost ? 'no fewer suffice' : `a smallest cut has at least ${size.atLeast}`;
  return [
    `${ends} until ${cut.length === 1 ? 'this rule is' : `these ${count(cut.length, 'rule')} are`} removed; ${smallest} ${headText(answer)}`,
    ...cut.map(({ file, line, rule, text }) =>
      printable(`  ${shown(pathOf(session, file))}:${line}  ${text}  [${rule}]`),
    ),
    ...(blast === null
      ? []
      : [`  what falls with ${printable(from)}: ${blast.before} -> ${count(blast.after, 'asset')}`]),
  ].join('\n');
}
