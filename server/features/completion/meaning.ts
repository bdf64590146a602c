/** What a word of the language means where it stands: what completion says beside it. */
import { MEMBERS, type Word } from '../../../language/grammar/words.ts';
import type { CursorContext } from './context.ts';
import { legalAt } from './grammar.ts';
import { innerWords } from './inner.ts';
import { wantedAt } from './place.ts';

/** `context`: that of the place where the word begins. Undefined for what is no word of the language there. */
export function meaningOfWord(context: CursorContext, word: string): string | undefined {
  const kind = context.blocks.at(-1)?.kind ?? 'file';
  const legal = legalAt(context);
  const fitting = wantedAt(context).flatMap((want): readonly Word[] =>
    want.kind === 'words' ? want.words : want.kind === 'members' ? MEMBERS[kind] : [],
  );
  const inner = legal === undefined ? [] : innerWords(legal, context.statement);
  const is = (w: Word): boolean => w.word === word || w.word.startsWith(`${word} `);
  return [...fitting, ...inner].find(is)?.means;
}
