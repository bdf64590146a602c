/** The files of a policy that a command changes: read exactly, written all together or not at all, shown as a diff. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import type { SourceText } from '../language/pipeline.ts';
import { InputError } from './errors.ts';
import { printable, replaceFiles, styled } from './output.ts';
import { findPolicyFiles, reason } from './policy-files.ts';
import { pathOf, type Session, shown } from './session.ts';

const BYTE_ORDER_MARK = '\ufeff';

/** A file as it is on disk. `text` is without its byte-order mark. */
export interface PolicyText extends SourceText {
  readonly real: string;
  readonly marked: boolean;
}

/** Changed files by the path in the policy: the text before and after. */
export type ChangedTexts = ReadonlyMap<string, { readonly before: string; readonly after: string }>;

/** All files of a session's policy. Throws InputError where one cannot be read, or would not survive being written back. */
export function policyTexts({ folder, configuration }: Session): PolicyText[] {
  return findPolicyFiles(folder, configuration).map(({ path, real }) => {
    const written = readExactly(real);
    return { path, real, text: unmarked(written), marked: written !== unmarked(written) };
  });
}

function unmarked(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

/** The whole text with its byte-order mark, if it is UTF-8. */
function readExactly(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (error) {
    const why = error instanceof TypeError ? 'it is not UTF-8 text' : reason(error);
    throw new InputError(`${shown(path)} cannot be changed: ${why}.`);
  }
}

/**
 * Writes the changed texts - `changed` by path; a path that no file has is a new file - unless `dry`. Throws InputError where a file was
 * changed by somebody else since it was read, or cannot be written.
 */
export function writeTexts(
  { folder }: Session,
  files: readonly PolicyText[],
  changed: ReadonlyMap<string, string>,
  dry: boolean,
): ChangedTexts {
  const known = new Map(files.map((f) => [f.path, f]));
  const changes = [...changed].map(([path, after]) => {
    const file = known.get(path);
    const before = file?.text ?? '';
    return {
      path,
      file,
      real: file?.real ?? join(folder, path),
      before,
      after: file?.marked ? BYTE_ORDER_MARK + after : after,
    };
  });
  if (!dry) {
    for (const { path, file, real } of changes)
      if (file === undefined ? existsSync(real) : unmarked(readExactly(real)) !== file.text)
        throw new InputError(
          `${path} was changed by another program in the meantime. Nothing was written; run it again.`,
        );
    replaceFiles(changes.map(({ real, after }) => ({ path: real, text: after })));
  }
  return new Map(changes.map(({ path, before, after }) => [path, { before, after }]));
}

/** The changes as a unified diff. */
export function patchText(session: Session, texts: ChangedTexts): string {
  const patches = [...texts].map(([path, { before, after }]) => {
    const name = printable(shown(pathOf(session, path)));
    return createTwoFilesPatch(name, name, before, after, 'as it is', 'as it would be', {
      headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
    });
  });
  return patches
    .join('')
    .split('\n')
    .map((line) => styled(colourOf(line), line.split('\t').map(printable).join('\t')))
    .join('\n');
}

function colourOf(line: string) {
  if (line.startsWith('+')) return 'green';
  return line.startsWith('-') ? 'red' : line.startsWith('@@') ? 'cyan' : 'reset';
}
