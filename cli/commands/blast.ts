/** `bulkhead blast`: what falls with an asset, and whose fall takes it along. */
import { type Command, Option } from 'commander';
import type { BlastJson, BlastMode, BlastOneJson, ChokePoint, ReachGraph } from '../../language/analysis/index.ts';
import type { AssetRef, Policy, ZoneRef } from '../../language/model/policy.ts';
import { type BlastHead, type BlastQuestionOptions, headText, hopText, withBlastQuestion } from '../blast-question.ts';
import type { OutlookJson } from '../changes.ts';
import { InputError } from '../errors.ts';
import { placeJson } from '../json.ts';
import { finishWithMeaning } from '../meaning.ts';
import { formFromOutput, policyCommand, withExamples } from '../options.ts';
import { count, deliver, jsonText, printable, styled } from '../output.ts';
import { openSession, type Session } from '../session.ts';

interface BlastOptions extends BlastQuestionOptions {
  readonly all?: boolean;
  readonly members?: boolean;
  readonly changes?: '1' | '2';
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
    .argument('[asset]', 'one asset or zone; without it, or with --all, every asset')
    .option('--all', 'every asset')
    .option('--members', `list members also above ${MAX_WITH_MEMBERS.toLocaleString('en')} assets`)
    .addOption(
      new Option('--changes <number>', 'for one asset: which single changes, or pairs, shrink it most').choices([
        '1',
        '2',
      ]),
    );
  return withExamples(formFromOutput(withBlastQuestion(command)), [
    ['bulkhead blast JUMP-1', 'what falls with the jump host, with a path to each'],
    ['bulkhead blast Enterprise', 'what falls with any asset of a zone'],
    ['bulkhead blast ENG-1 --mode service-aware', 'only over services that let an attacker go on'],
    ['bulkhead blast LAPTOP-7 --changes 2', 'which two changes shrink it most'],
    ['bulkhead blast --all --format json', 'every asset, for other tools'],
    ['bulkhead blast LAPTOP-7 --at 2031-03-04T09:00', 'inside an access window'],
  ]).action(run);
}

async function run(named: string | undefined, options: BlastOptions): Promise<void> {
  const session = await openSession(undefined, options);
  const { policy } = session;
  const { blastQuestion } = await import('../blast-graph.ts');
  const { blastJson } = await import('../../language/analysis/index.ts');
  if (named !== undefined && options.all) throw new InputError('Name an asset or ask for --all, not both.');
  const asJson = options.format === 'json';
  if (named === undefined) {
    const { head, graph } = blastQuestion(policy, session, options);
    const assets = [...blastJson(graph, options.members === true || policy.assets.length <= MAX_WITH_MEMBERS)];
    deliver(asJson ? jsonText({ ...head, assets }) : allText(policy, assets, head), options.output);
  } else {
    const { findAssetOrZone } = await import('../names.ts');
    const found = findAssetOrZone(policy, named);
    if ('zone' in found) {
      const answer = await zoneAnswer(session, found.zone, options);
      deliver(asJson ? jsonText({ ...answer }) : zoneText(policy, answer, options), options.output);
    } else {
      const answer = await oneAnswer(session, found.asset, options);
      deliver(asJson ? jsonText({ ...answer }) : oneText(policy, answer, options), options.output);
    }
  }
  finishWithMeaning(session);
}

/** How many fall in each mode, as the policy permits and as built. */
interface ModeJson {
  readonly mode: BlastMode;
  readonly asBuilt: boolean;
  readonly blast: number;
  readonly consequence: number;
}

interface OneAnswer extends BlastHead, Pick<BlastOneJson, 'witness' | 'conditioned'> {
  readonly assets: readonly BlastJson[];
  readonly chokePoints: readonly ChokePointJson[];
  readonly modes: readonly ModeJson[];
  readonly changes?: readonly OutlookJson[];
  /** Zones of whose undeclared addresses some fall too; they are in no count of assets. */
  readonly undeclared: readonly string[];
}

async function oneAnswer(session: Session, asset: AssetRef, options: BlastOptions): Promise<OneAnswer> {
  const { policy } = session;
  const { blastQuestion } = await import('../blast-graph.ts');
  const { blastOneJson, blastTotals, chokePoints } = await import('../../language/analysis/index.ts');
  const { head, graph } = blastQuestion(policy, session, options);
  const { witness, conditioned, ...one } = blastOneJson(
    graph,
    asset,
    options.members === true || policy.assets.length <= MAX_WITH_MEMBERS,
  );
  const changes = await changesOf(graph, asset, options);
  const modes = MODES.flatMap((mode) =>
    [false, true].map((asBuilt): ModeJson => {
      const { sizes, consequences } = blastTotals(blastQuestion(policy, session, { mode, asBuilt }).graph);
      return { mode, asBuilt, blast: sizes[asset] as number, consequence: consequences[asset] as number };
    }),
  );
  return {
    ...head,
    ...{ assets: [one], witness, conditioned, modes },
    ...(changes === undefined ? {} : { changes }),
    undeclared: await undeclaredOf(session, [asset], options),
    chokePoints: chokePoints(graph, asset).map((point) => chokePointJson(policy, point)),
  };
}

/** What `--changes` asks for. Throws InputError where it cannot be answered. */
async function changesOf(
  graph: ReachGraph,
  asset: AssetRef,
  options: BlastOptions,
): Promise<OutlookJson[] | undefined> {
  if (options.changes === undefined) return undefined;
  if (options.asBuilt)
    throw new InputError('--changes are changes of the policy; what is open on the wire needs a firewall.');
  const { changesJson } = await import('../changes.ts');
  const found = changesJson(graph, asset, options.changes === '1' ? 1 : 2);
  if (found === undefined)
    throw new InputError('There are too many pairs of changes to try in this policy: --changes 1.');
  return found;
}

const MODES: readonly BlastMode[] = ['worst-case', 'conditioned', 'service-aware'];

async function undeclaredOf(session: Session, assets: readonly AssetRef[], options: BlastOptions): Promise<string[]> {
  const { strangersReached } = await import('../../language/analysis/index.ts');
  const { blastQuestion } = await import('../blast-graph.ts');
  const { graph } = blastQuestion(session.policy, session, options, true);
  return strangersReached(graph, { assets }).map((zone) => session.policy.zones[zone]?.id ?? '?');
}

interface ZoneAnswer extends BlastHead {
  readonly zone: {
    readonly id: string;
    readonly assets: number;
    readonly blast: readonly string[];
    readonly consequence: number;
  };
  readonly assets: readonly BlastJson[];
  readonly undeclared: readonly string[];
}

async function zoneAnswer(session: Session, zone: ZoneRef, options: BlastOptions): Promise<ZoneAnswer> {
  const { policy } = session;
  const { blastQuestion } = await import('../blast-graph.ts');
  const { assetsIn, blastJson, blastOfZone, consequence } = await import('../../language/analysis/index.ts');
  const { head, graph } = blastQuestion(policy, session, options);
  const own = assetsIn(graph, zone);
  const blast = blastOfZone(graph, zone);
  const listed = options.members === true || policy.assets.length <= MAX_WITH_MEMBERS;
  const id = policy.zones[zone]?.id ?? '?';
  return {
    ...head,
    zone: { id, assets: own.length, blast: idsOf(graph, blast), consequence: consequence(policy, blast) },
    assets: [...blastJson(graph, listed, own)],
    undeclared: await undeclaredOf(session, own, options),
  };
}

function idsOf({ policy }: ReachGraph, assets: readonly AssetRef[]): string[] {
  return assets.map((asset) => policy.assets[asset]?.id ?? '?');
}

/** An asset or rule and by how much the consequence is less without it. */
type ChokePointJson = ({ asset: string } | { rule: string; file: string; line: number }) & { saved: number };

function chokePointJson(policy: Policy, point: ChokePoint): ChokePointJson {
  if (point.kind === 'asset') return { asset: policy.assets[point.asset]?.id ?? '', saved: point.saved };
  const rule = policy.rules[point.rule];
  return { rule: rule?.id ?? '', ...(rule ? placeJson(rule.place) : { file: '', line: 0 }), saved: point.saved };
}

function sizeOf(members: readonly string[] | number): number {
  return typeof members === 'number' ? members : members.length;
}

function allText(policy: Policy, assets: readonly BlastJson[], head: BlastHead): string {
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

/** One line: every mode, and what it is as built where that is more. */
function modesText(modes: readonly ModeJson[]): string[] {
  const words = MODES.map((mode) => {
    const [stated, built] = [false, true].map((asBuilt) => modes.find((m) => m.mode === mode && m.asBuilt === asBuilt));
    return `${mode} ${stated?.blast}${built?.blast === stated?.blast ? '' : ` (${built?.blast} as built)`}`;
  });
  return [`  by mode: ${words.join(', ')}`];
}

function undeclaredText(undeclared: readonly string[]): string[] {
  return undeclared.length === 0 ? [] : [`  and undeclared addresses of ${printable(undeclared.join(', '))}`];
}

function changesText({ changes, assets }: OneAnswer): string[] {
  if (changes === undefined) return [];
  const [asset] = assets;
  const before = `${sizeOf(asset?.blast ?? 0)}`;
  const lines = changes.map(
    ({ changes: made, blast, consequence }) =>
      `    ${before} -> ${blast}, consequence ${asset?.consequence} -> ${consequence}: ${made.map(({ text, file, line }) => printable(`${text} (${file}:${line})`)).join(' and ')}`,
  );
  return lines.length === 0 ? ['  no change shrinks it'] : ['  changes that shrink it most:', ...lines];
}

function zoneText(policy: Policy, answer: ZoneAnswer, { members }: BlastOptions): string {
  const { id, assets, blast, consequence } = answer.zone;
  const shown = members ? blast : blast.slice(0, PATHS_SHOWN);
  const left = blast.length - shown.length;
  return [
    `${styled('bold', printable(id))} (${count(assets, 'asset')}) reaches ${blast.length} of ${policy.assets.length - assets} others ${headText(answer)}`,
    `  consequence ${consequence}`,
    ...shown.map((asset) => `  ${printable(asset)}`),
    ...(left > 0 ? [`  and ${left} more (--members shows them)`] : []),
    ...undeclaredText(answer.undeclared),
  ].join('\n');
}

function oneText(policy: Policy, answer: OneAnswer, { members }: BlastOptions): string {
  const [asset] = answer.assets;
  if (asset === undefined) return '';
  const others = policy.assets.length - 1;
  const lines = [
    `${styled('bold', printable(asset.id))} reaches ${sizeOf(asset.blast)} of ${others} others ${headText(answer)}`,
    `  directly ${sizeOf(asset.direct)}, consequence ${asset.consequence}`,
    ...modesText(answer.modes),
    `  reached by ${sizeOf(asset.exposure)}`,
  ];
  const shown = members ? answer.witness : answer.witness.slice(0, PATHS_SHOWN);
  for (const { target, path } of shown) {
    lines.push(`  ${styled('bold', printable(target))}`, ...path.map((hop) => `    ${hopText(hop)}`));
  }
  const left = sizeOf(asset.blast) - shown.length;
  if (left > 0) lines.push(`  and ${left} more (--members shows them)`);
  lines.push(...undeclaredText(answer.undeclared));
  if (answer.chokePoints.length > 0) lines.push('  choke points:');
  for (const point of answer.chokePoints.slice(0, CHOKE_POINTS_SHOWN)) {
    const name = 'asset' in point ? point.asset : `rule ${point.rule} (${point.file}:${point.line})`;
    lines.push(`    ${printable(name)} saves ${point.saved} of ${asset.consequence}`);
  }
  lines.push(...changesText(answer));
  return lines.join('\n');
}
