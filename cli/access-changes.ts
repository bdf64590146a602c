/** What `bulkhead access request`, `approve` and `revoke` do with a change once it is worked out: tell what it opens, and write it. */
import type { AccessChange, AccessOutcome, Ground } from '../language/access/index.ts';
import { EXIT, InputError } from './errors.ts';
import { refuseWithoutMeaning } from './meaning.ts';
import type { CommonOptions } from './options.ts';
import { count, deliver, jsonText, note, printable, styled } from './output.ts';
import { patchText, policyTexts, writeTexts } from './policy-texts.ts';
import { openSession, pathOf, type Session, shown } from './session.ts';

export interface ChangeOptions extends CommonOptions {
  readonly dryRun?: boolean;
}

const SENTENCES_SHOWN = 12;
const BLAST_SHOWN = 5;

/** Works a change out, tells it and - unless it is a dry run - writes it. A refusal is told and ends with code 1. */
export async function changeAccess(
  options: ChangeOptions,
  work: (ground: Ground) => Promise<AccessOutcome>,
  done: string,
): Promise<void> {
  if (options.stdin) throw new InputError('access changes files: name a folder with --policy instead of --stdin.');
  const session = await openSession(undefined, options);
  if (refuseWithoutMeaning(session, 'nothing is changed')) return;
  const files = policyTexts(session);
  const now = session.at ?? session.now;
  const outcome = await work({ files, now, configuration: session.configuration.checks });
  if ('problem' in outcome) {
    note(printable(`Refused. ${outcome.problem}`));
    process.exitCode = EXIT.findings;
    return;
  }
  const dry = options.dryRun === true;
  const texts = writeTexts(session, files, outcome.files, dry);
  if (options.format === 'json') deliver(jsonText(changeJson(outcome, dry)), options.output);
  else {
    const patch = dry ? [patchText(session, texts)] : [];
    deliver([...patch, ...changeLines(session, outcome)].join('\n'), options.output);
  }
  if (!options.quiet)
    for (const path of texts.keys())
      note(printable(`${dry ? `would be ${done}` : done}: ${outcome.access} in ${shown(pathOf(session, path))}`));
}

/** What it opens, whose blast radius it changes, and what the checks say. */
function changeLines(session: Session, { access, sentences, blast, findings }: AccessChange): string[] {
  const told = sentences.filter(({ kind }) => kind !== 'declared');
  const lines = told.length === 0 ? [`${access} changes nothing that is permitted.`] : [];
  for (const { kind, text } of told.slice(0, SENTENCES_SHOWN)) {
    const colour =
      kind.endsWith('gained') || kind.endsWith('broken') ? 'yellow' : kind.endsWith('lost') ? 'green' : 'reset';
    lines.push(styled(colour, printable(text)));
  }
  if (told.length > SENTENCES_SHOWN)
    lines.push(`and ${count(told.length - SENTENCES_SHOWN, 'more sentence')}; --format json has all`);
  for (const { assets, before, after } of [...blast]
    .sort((a, b) => b.after - b.before - (a.after - a.before))
    .slice(0, BLAST_SHOWN))
    lines.push(printable(`Blast radius of ${assets.join(', ')}: ${before} before, ${after} after`));
  for (const { severity, check, message, place } of findings)
    lines.push(printable(`${shown(pathOf(session, place.file))}:${place.line + 1} ${severity} ${check}: ${message}`));
  return lines;
}

/** The published form. Lines count from one. */
function changeJson(
  { access, declaration, files, sentences, blast, findings }: AccessChange,
  dry: boolean,
): Record<string, unknown> {
  return {
    access,
    written: !dry,
    files: [...files.keys()],
    declaration,
    opens: sentences.map(({ kind, text, details }) => ({ kind, text, details })),
    blast: blast.map((b) => ({ assets: b.assets, before: b.before, after: b.after })),
    findings: findings.map(({ check, severity, message, place }) => ({
      check,
      severity,
      message,
      file: place.file,
      line: place.line + 1,
    })),
  };
}
