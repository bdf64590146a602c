/** Where answers go: standard output, or a file that is replaced in one step. Colour only on a terminal. */
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { styleText } from 'node:util';
import { InputError } from './errors.ts';
import { reason } from './policy-files.ts';

type Style = Parameters<typeof styleText>[0];

/** Styles a text where standard output is a terminal and NO_COLOR is not set. */
export function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout, validateStream: true });
}

/** Text from a policy as a terminal may show it: control characters, which a terminal would obey, become visible signs. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (character) => {
    const code = character.charCodeAt(0);
    return code === 9 ? ' ' : code < 32 ? String.fromCharCode(0x2400 + code) : '\ufffd';
  });
}

/** Text, written as UTF-8, or the bytes of a binary file. */
export type Content = string | Uint8Array;

/** Prints an answer, or writes it to the file of `-o`. Throws InputError where bytes would go to a terminal. */
export function deliver(answer: Content, path: string | undefined): void {
  const isText = typeof answer === 'string';
  const content = isText && answer !== '' && !answer.endsWith('\n') ? `${answer}\n` : answer;
  if (path !== undefined && path !== '-') replaceFile(resolve(path), content);
  else if (!isText && process.stdout.isTTY)
    throw new InputError('This is no text for a terminal: name a file with -o.');
  else process.stdout.write(content);
}

/** Prints a note that is not part of the answer. */
export function note(message: string): void {
  process.stderr.write(`${message}\n`);
}

/** Writes a whole file or leaves what was there. Throws InputError where that is not possible. */
export function replaceFile(path: string, text: Content): void {
  replaceFiles([{ path, text }]);
}

/**
 * Writes all files or leaves what was there: each text goes to a new file beside its own, and when all are written they take their
 * names. Throws InputError where that is not possible.
 */
export function replaceFiles(files: readonly { readonly path: string; readonly text: Content }[]): void {
  const staged: { path: string; temporary: string }[] = [];
  try {
    for (const { path, text } of files) {
      const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
      stage(path, temporary, text);
      staged.push({ path, temporary });
    }
    for (const { path, temporary } of staged) renameSync(temporary, path);
  } catch (error) {
    for (const { temporary } of staged) rmSync(temporary, { force: true });
    throw error instanceof InputError ? error : new InputError(`The files cannot take their names: ${reason(error)}.`);
  }
}

function stage(path: string, temporary: string, text: Content): void {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new Error('it is a folder');
    makeFolder(dirname(path));
    writeFileSync(temporary, text, { flag: 'wx' });
    const before = statSync(path, { throwIfNoEntry: false });
    if (before !== undefined) chmodSync(temporary, before.mode);
  } catch (error) {
    if (existsSync(temporary)) rmSync(temporary, { force: true });
    throw new InputError(`${path} cannot be written: ${reason(error)}.`);
  }
}

/** Makes a folder and those above it that are missing, one by one: Node's own way never returns where `/proc` refuses a new entry. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (!existsSync(path)) throw error;
  }
}

/** A published answer as text: versioned, indented, bigints as decimal texts. */
export function jsonText(answer: Readonly<Record<string, unknown>>): string {
  const plain = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);
  return `${JSON.stringify({ version: 1, ...answer }, plain, 2)}\n`;
}

/** `1 asset`, `2 assets`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}
