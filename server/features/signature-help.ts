/** Signature help: the seven requirements of an `sl-t` or `sl-c` vector, and the days and times of `every`, with what each means. */
import { MarkupKind, type SignatureHelp, type SignatureInformation } from 'vscode-languageserver';
import { DAYS, REQUIREMENTS, SECURITY_LEVELS, TIMES, type Word } from '../../language/grammar/words.ts';
import type { TypedAt } from '../session.ts';
import { type CursorContext, contextAt, type Token } from './completion/context.ts';

export const SIGNATURE_CHARACTERS = [' ', '{', ','] as const;

export function signatureHelp({ document, offset }: TypedAt): SignatureHelp | null {
  const context = contextAt(document.getText(), offset);
  if (context === undefined || context.inText) return null;
  const block = context.blocks.at(-1);
  if (block?.kind === 'vector') return vectorHelp(block.tokens, context.word);
  return context.statement[0]?.text === 'every' ? everyHelp(context) : null;
}

function help(signature: SignatureInformation, activeParameter: number): SignatureHelp {
  return { signatures: [{ ...signature, activeParameter }], activeSignature: 0, activeParameter };
}

function markdown(value: string) {
  return { kind: MarkupKind.Markdown, value };
}

const meanings = (words: readonly Word[]): string => words.map((w) => `- \`${w.word}\` ${w.means}`).join('\n');

/** The requirement whose level is written next: the last one named, once it has its level the first that is not named. */
function vectorHelp(tokens: readonly Token[], word: string): SignatureHelp {
  const parameters = REQUIREMENTS.map((r) => ({ label: `${r.word} 0-4`, documentation: markdown(r.means) }));
  const signature: SignatureInformation = {
    label: `{ ${parameters.map((p) => p.label).join(' ')} }`,
    documentation: markdown(`A level for each foundational requirement of IEC 62443.\n\n${meanings(SECURITY_LEVELS)}`),
    parameters,
  };
  const named = tokens.filter((t) => t.type !== 'NUMBER' && t.text !== ',').map((t) => t.text.toLowerCase());
  const position = (name: string | undefined): number => REQUIREMENTS.findIndex((r) => r.word === name);
  const typed = position(word.toLowerCase());
  const last = tokens.at(-1);
  const open = last !== undefined && last.type !== 'NUMBER' && last.text !== ',' ? position(named.at(-1)) : -1;
  const next = REQUIREMENTS.findIndex((r) => !named.includes(r.word));
  const levelTyped = /^\d+$/.test(word) ? position(named.at(-1)) : -1;
  const active = [typed, levelTyped, open, next].find((p) => p >= 0) ?? REQUIREMENTS.length - 1;
  return help(signature, active);
}

function everyHelp({ statement, word }: CursorContext): SignatureHelp {
  const parameters = [
    { label: 'DAYS', documentation: markdown(`A list of days and ranges.\n\n${meanings(DAYS)}`) },
    { label: 'TIMES', documentation: markdown(`Wall-clock times of the policy's time zone.\n\n${meanings(TIMES)}`) },
  ];
  const signature: SignatureInformation = {
    label: 'every DAYS TIMES',
    documentation: markdown('Weekly times. Those over midnight belong to the day they start.'),
    parameters,
  };
  const days = statement.slice(1);
  const isTime = days.some((t) => t.type === 'TIMES') || /^\d/.test(word);
  const dayIsDone = days.length > 0 && days.at(-1)?.text !== ',' && word === '';
  return help(signature, isTime || dayIsDone ? 1 : 0);
}
