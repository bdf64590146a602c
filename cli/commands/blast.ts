/** `bulkhead blast`: what falls with an asset, and whose fall takes it along. */
import { type Command, Option } from 'commander';
import type { ChokePoint } from '../../language/analysis/choke-points.ts';
import type { BlastJson, BlastMode, BlastOneJson } from '../../language/analysis/index.ts';
import type { Policy } from '../../language/model/policy.ts';
import { InputError } from '../errors.ts';
import { placeJson } from '../json.ts';
import { finishWithMeaning } from '../meaning.ts';
import { type CommonOptions, policyCommand, withExamples } from '../options.ts';
import { count, deliver, jsonText, printable, styled } from '../output.ts';
import { openSession } from '../session.ts';

interface BlastOptions extends CommonOptions {
  readonly all?: boolean;
  readonly members?: boolean;
  readonly mode: BlastMode;
  readonly asBuilt?: boolean;
}

/** Above so many assets the lists of `--all` become counts. */
const MAX_WITH_MEMBERS = 10_000;
const PATHS_SHOWN = 10;
const CHOKE_POINTS_SHOWN = 3;

export function blastCommand(): Command {
  const command = policyCommand('blast', 'Say what an attacker on an asset can reach, and who can reach it.', [
    'text',
    'json',
  ])
    .argument('[asset]', 'one asset; without it, or with --all, every asset')
    .option('--all', 'every asset')
    .option('--members', `list members also above ${MAX_WITH_MEMBERS.toLocaleString('en')} assets`)
    .addOption(
      new Option('--mode <mode>', 'what an attacker can go on from')
        .choices(['worst-case', 'conditioned', 'service-aware'])
        .default('worst-case'),
    )
    .option('--as-built', 'take what no firewall parts as open');
  return withExamples(command, [
    ['bulkhead blast JUMP-1', 'what falls with the jump host, with a path to each'],
    ['bulkhead blast --all --format json', 'every asset, for other tools'],
    ['bulkhead blast LAPTOP-7 --at 2031-03-04T09:00', 'inside an access window'],
  ]).action(run);
}

async function run(named: string | undefined, options: BlastOptions): Promise<void> {
  const session = await openSession(undefined, options);
  const { policy, now, at } = session;
  const { blastJson, blastOneJson, blastTotals, reachGraph, whenOf } = await import('../../language/analysis/index.ts');
  const { asBuilt } = await import('../../language/compile/index.ts');
  const { findAsset } = await import('../names.ts');
  if (named !== undefined && options.all) throw new InputError('Name an asset or ask for --all, not both.');
  const asset = named === undefined ? undefined : findAsset(policy, named);
  const question = { when: whenOf({ now, at }), mode: options.mode };
  const stated = reachGraph(policy, question);
  const built = reachGraph(policy, { ...question, openWire: asBuilt(policy) });
  const graph = options.asBuilt ? built : stated;
  // What is open on the wire only adds: where every blast is of equal size, they are equal.
  const asBuiltDiffers = blastTotals(stated).sizes.some((size, index) => size !== blastTotals(built).sizes[index]);
  const head = { mode: options.mode, asBuilt: options.asBuilt === true, asBuiltDiffers };
  if (asset === undefined) {
    const assets = [...blastJson(graph, options.members === true || policy.assets.length <= MAX_WITH_MEMBERS)];
    deliver(options.format === 'json' ? jsonText({ ...head, assets }) : allText(policy, assets, head), options.output);
  } else {
    const { witness, conditioned, ...one } = blastOneJson(graph, asset);
    const { chokePoints } = await import('../../language/analysis/choke-points.ts');
    const points = chokePoints(graph, asset).map((point) => chokePointJson(policy, point));
    const answer = { ...head, assets: [one], witness, conditioned, chokePoints: points };
    deliver(options.format === 'json' ? jsonText(answer) : oneText(policy, answer, options), options.output);
  }
  finishWithMeaning(session);
}

/** Which question the answer is one to. */
interface Head {
  readonly mode: BlastMode;
  readonly asBuilt: boolean;
  /** Whether taking what is open on the wire as open gives another answer. */
  readonly asBuiltDiffers: boolean;
}

interface OneAnswer extends Head, Pick<BlastOneJson, 'witness' | 'conditioned'> {
  readonly assets: readonly BlastJson[];
  readonly chokePoints: readonly ChokePointJson[];
}

/** An asset or rule and by how much the consequence is less without it. */
type ChokePointJson = ({ asset: string } | { rule: string; file: string; line: number }) & { saved: number };

function chokePointJson(policy: Policy, point: ChokePoint): ChokePointJson {
  if (point.kind === 'asset') return { asset: policy.assets[point.asset]?.id ?? '', saved: point.saved };
  const rule = policy.rules[point.rule];
  return { rule: rule?.id ?? '', ...(rule ? placeJson(rule.place) : { file: '', line: 0 }), saved: point.saved };
}

function headText({ mode, asBuilt, asBuiltDiffers }: Head): string {
  const question = `${mode}, ${asBuilt ? 'as built' : 'as the policy permits'}`;
  if (!asBuiltDiffers) return `(${question})`;
  return `(${question}; ${asBuilt ? 'the policy permits less' : 'more is open on the wire, --as-built shows it'})`;
}

function sizeOf(members: readonly string[] | number): number {
  return typeof members === 'number' ? members : members.length;
}

function allText(policy: Policy, assets: readonly BlastJson[], head: Head): string {
  const rows = assets.map(({ id, direct, blast, exposure, consequence }) => [
    printable(id),
    ...[sizeOf(direct), sizeOf(blast), sizeOf(exposure), consequence].map(String),
  ]);
  const all = [['asset', 'direct', 'blast', 'exposure', 'consequence'], ...rows];
  const widths = (all[0] as string[]).map((_, column) => Math.max(...all.map((row) => (row[column] as string).length)));
  const lines = all.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] as number) : cell.padStart(widths[column] as number),
      )
      .join('  '),
  );
  return [...lines, '', `${count(policy.assets.length, 'asset')} ${headText(head)}`].join('\n');
}

function oneText(policy: Policy, answer: OneAnswer, { members }: BlastOptions): string {
  const [asset] = answer.assets;
  if (asset === undefined) return '';
  const others = policy.assets.length - 1;
  const lines = [
    `${styled('bold', printable(asset.id))} reaches ${sizeOf(asset.blast)} of ${others} others ${headText(answer)}`,
    `  directly ${sizeOf(asset.direct)}, consequence ${asset.consequence}, conditioned ${answer.conditioned.length}`,
    `  reached by ${sizeOf(asset.exposure)}`,
  ];
  const shown = members ? answer.witness : answer.witness.slice(0, PATHS_SHOWN);
  for (const { target, path } of shown) {
    lines.push(`  ${styled('bold', printable(target))}`, ...path.map((hop) => `    ${printable(hopText(hop))}`));
  }
  const left = answer.witness.length - shown.length;
  if (left > 0) lines.push(`  and ${left} more (--members shows them)`);
  if (answer.chokePoints.length > 0) lines.push('  choke points:');
  for (const point of answer.chokePoints.slice(0, CHOKE_POINTS_SHOWN)) {
    const name = 'asset' in point ? point.asset : `rule ${point.rule} (${point.file}:${point.line})`;
    lines.push(`    ${printable(name)} saves ${point.saved} of ${asset.consequence}`);
  }
  return lines.join('\n');
}

function hopText({ from, to, by }: BlastOneJson['witness'][number]['path'][number]): string {
  const reason =
    'rule' in by ? `rule ${by.rule}` : 'zone' in by ? `open zone ${by.zone}` : `open on the wire into ${by.wire}`;
  return `${from} -> ${to}  ${reason} (${by.file}:${by.line})`;
}
