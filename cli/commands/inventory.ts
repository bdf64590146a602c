/** `bulkhead inventory sync FILE`: keeps a generated file of assets true to an inventory. */
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Command } from 'commander';
import type { InventoryPlan } from '../../language/inventory/index.ts';
import { EXIT, InputError } from '../errors.ts';
import { findingText } from '../findings.ts';
import { refuseWithoutMeaning } from '../meaning.ts';
import { type CommonOptions, policyCommand, withExamples } from '../options.ts';
import { count, deliver, jsonText, note, printable, styled } from '../output.ts';
import { reason } from '../policy-files.ts';
import { patchText, policyTexts, writeTexts } from '../policy-texts.ts';
import { openSession, pathOf, type Session, shown } from '../session.ts';

interface SyncOptions extends CommonOptions {
  readonly write?: boolean;
  readonly diff?: boolean;
}

const SHOWN = 20;

export function inventoryCommand(): Command {
  const sync = policyCommand('sync', 'Plan what an inventory changes in the policy, and with --write apply it.', [
    'text',
    'json',
  ])
    .argument('<file>', 'CSV with a header, JSON, or XML of nmap -oX')
    .option('--write', 'write the generated file')
    .option('--diff', 'also show its text as a diff')
    .action(run);
  const command = new Command('inventory')
    .description('Keep assets from an inventory, as a generated file of the policy.')
    .addCommand(sync);
  return withExamples(command, [
    ['bulkhead inventory sync assets.csv', 'what would come, change and go, and which rows have no place'],
    ['bulkhead inventory sync scan.xml --write', 'the hosts of an Nmap scan, as inventory.seg'],
  ]);
}

async function run(path: string, options: SyncOptions): Promise<void> {
  if (options.stdin) throw new InputError('inventory changes files: name a folder with --policy instead of --stdin.');
  const { decodeInventory, planInventory } = await import('../../language/inventory/index.ts');
  const { text, encoding } = decodeInventory(await bytesOf(path));
  const session = await openSession(undefined, options);
  if (refuseWithoutMeaning(session, 'nothing is planned')) return;
  const files = policyTexts(session);
  const { configuration } = session;
  const outcome = await planInventory({
    name: basename(path),
    text,
    files,
    configuration,
    now: session.at ?? session.now,
  });
  if ('problem' in outcome) {
    note(printable(`Refused. ${outcome.problem}`));
    process.exitCode = EXIT.findings;
    return;
  }
  for (const problem of outcome.table.problems) note(printable(`warning: ${shown(path)}: ${problem}`));
  if (encoding === 'windows-1252') note(printable(`warning: ${shown(path)} is no UTF-8 and is read as Windows-1252.`));
  const changed = new Map(outcome.text === (outcome.before ?? '') ? [] : [[outcome.file, outcome.text]]);
  const writes = options.write === true && outcome.broken.length === 0;
  const texts = writeTexts(session, files, changed, !writes);
  if (options.format === 'json') deliver(jsonText(planJson(outcome, writes)), options.output);
  else
    deliver(
      [...(options.diff ? [patchText(session, texts)] : []), ...planLines(session, outcome)].join('\n'),
      options.output,
    );
  finish(session, outcome, options);
}

async function bytesOf(path: string): Promise<Uint8Array> {
  const { MAX_INVENTORY_BYTES } = await import('../../language/inventory/index.ts');
  try {
    if (statSync(path).size > MAX_INVENTORY_BYTES) throw new Error('it is larger than 64 MB');
    return readFileSync(path);
  } catch (error) {
    throw new InputError(`${path} cannot be read: ${reason(error)}.`);
  }
}

function finish(session: Session, { file, broken, text, before }: InventoryPlan, options: SyncOptions): void {
  if (broken.length > 0) {
    note(broken.map((f) => findingText(session, f)).join('\n'));
    note(`${count(broken.length, 'name')} would lose its meaning: nothing is written.`);
    process.exitCode = EXIT.findings;
  } else if (!options.quiet) {
    const where = shown(pathOf(session, file));
    const words =
      text === before
        ? 'is as it should be'
        : options.write === true
          ? 'is written'
          : 'would change; --write applies it';
    note(printable(`${where} ${words}.`));
  }
}

function planLines(
  session: Session,
  { table, added, changed, gone, skipped, byHand, firewalls }: InventoryPlan,
): string[] {
  const list = (sign: string, colour: 'green' | 'yellow' | 'red', ids: readonly string[]): string[] => [
    ...ids.slice(0, SHOWN).map((id) => styled(colour, printable(`${sign} ${id}`))),
    ...(ids.length > SHOWN ? [`  and ${ids.length - SHOWN} more`] : []),
  ];
  const figures = `${count(table.rows.length, 'row')}: ${added.length} added, ${changed.length} changed, ${gone.length} gone, ${byHand.length} declared by hand, ${skipped.length} without a place`;
  return [
    figures,
    ...list('+', 'green', added),
    ...list('~', 'yellow', changed),
    ...list('-', 'red', gone),
    ...skipped.map((s) => printable(`row ${s.row}${s.name === '' ? '' : `, ${s.name}`}: ${s.reason}`)),
    ...byHand
      .filter((h) => h.differs.length > 0)
      .map(({ row, asset, differs }) =>
        printable(
          `row ${row}: ${asset.name} is declared by hand (${shown(pathOf(session, asset.place.file))}:${asset.place.line + 1}) and stays; ${differs.join(', ')}`,
        ),
      ),
    ...firewalls.map((f) =>
      printable(
        `${f.firewall}: ${count(f.added.length, 'rule')} more, ${f.removed.length} fewer, ${f.changed.length} for other addresses`,
      ),
    ),
  ];
}

/** The published form. Lines count from one. */
function planJson(
  { file, table, added, changed, gone, skipped, byHand, firewalls, broken }: InventoryPlan,
  written: boolean,
): Record<string, unknown> {
  return {
    file,
    written,
    form: table.form,
    rows: table.rows.length,
    ...{ added, changed, gone },
    skipped: skipped.map(({ row, name, reason: why }) => ({ row, name, reason: why })),
    byHand: byHand.map(({ row, asset, differs }) => ({
      row,
      asset: asset.id,
      file: asset.place.file,
      line: asset.place.line + 1,
      differs,
    })),
    firewalls: firewalls.map((f) => ({ firewall: f.firewall, added: f.added, removed: f.removed, changed: f.changed })),
    broken: broken.map(({ message, place }) => ({ message, file: place.file, line: place.line + 1 })),
  };
}
