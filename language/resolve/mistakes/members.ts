/** Members and clauses: a value of the wrong form, signs that do not belong, names and titles without quotes. */
import type { IToken } from 'chevrotain';
import { BODIES, sampleOf, type Word } from '../../grammar/words.ts';
import { endOf, isClause, isKeyword, isRule, isValue, kindOf, type Mistake, type Scene, wordIn } from './mistake.ts';
import { missingComma } from './rules.ts';

/** Of a line no more is looked at. */
const MAX_VALUE = 200;
/** Members whose values are a list. */
const LISTING =
  /^(network|vlan|tags|serves|mac|via|tcp|udp|icmp|icmpv6|ip|ethernet|dynamic|risks|standard|requires|group)$/;

export function memberMistake(scene: Scene): Mistake | undefined {
  return (
    signAfterWord(scene) ??
    numberAsName(scene) ??
    nameOrTitle(scene) ??
    assetParts(scene) ??
    joining(scene) ??
    badValue(scene) ??
    listWithoutCommas(scene) ??
    scheduleLine(scene)
  );
}

/** `level = 1`, `level: 1`. */
function signAfterWord({ tokens, at, expected }: Scene): Mistake | undefined {
  const [before, token] = [tokens[at - 1], tokens[at]];
  if (token === undefined || !isKeyword(before) || !/^[=:]$/.test(token.image)) return undefined;
  if (expected.includes('NAME') && Object.hasOwn(BODIES, before.image) && before.image !== 'sl-t') return undefined;
  return {
    message: `No ${token.image} stands between ${before.image} and its value.`,
    edit: { title: `Remove the ${token.image}`, from: endOf(before), to: endOf(token), newText: '' },
  };
}

function numberAsName({ tokens, at, expected }: Scene): Mistake | undefined {
  const token = tokens[at];
  if (token === undefined || !expected.includes('NAME') || !/^NUMBER/.test(token.tokenType.name)) return undefined;
  const newText = `'${token.image}'`;
  const edit = { title: `Put ${token.image} in quotes`, from: token.startOffset, to: endOf(token), newText };
  return { message: `A name has at least one letter; any other goes in single quotes: ${newText}.`, edit };
}

/** Names with blanks, and titles without quotes. */
function nameOrTitle({ text, tokens, at, expected, statement }: Scene): Mistake | undefined {
  const token = tokens[at];
  const [head, name] = statement;
  if (token === undefined || !isKeyword(head) || !(Object.hasOwn(BODIES, head.image) || head.image === 'group'))
    return undefined;
  if (statement.length !== 2 || name === undefined || !isValue(token)) return undefined;
  if (expected.includes(':') && tokens[at + 1]?.image === ':') {
    const joined = `${name.image}-${token.image}`;
    const edit = { title: `Change to ${joined}`, from: name.startOffset, to: endOf(token), newText: joined };
    return { message: `A name has no blanks: ${joined}, or in single quotes '${name.image} ${token.image}'.`, edit };
  }
  if (head.image === 'asset' || token.tokenType.name !== 'NAME') return undefined;
  const words = /^[^{}"'\r\n=:]*/.exec(text.slice(token.startOffset))?.[0].trimEnd() ?? token.image;
  const to = token.startOffset + words.length;
  const edit = { title: 'Put the title in quotes', from: token.startOffset, to, newText: `"${words}"` };
  return { message: `A title goes in double quotes: ${head.image} ${name.image} "${words}".`, to, edit };
}

function assetParts({ tokens, at, expected, statement }: Scene): Mistake | undefined {
  const [head, name] = statement;
  const [before, token] = [tokens[at - 1], tokens[at]];
  if (head?.image !== 'asset' || name === undefined || before === undefined) return undefined;
  if (expected.includes(':')) {
    const type = token?.tokenType.name === 'NAME' ? token.image : 'plc';
    const edit = { title: 'Insert the colon', from: endOf(before), to: endOf(before), newText: ' :' };
    return {
      message: `An asset states its type after a colon: asset ${name.image} : ${type}.`,
      ...(type === token?.image ? { edit } : {}),
    };
  }
  if (token?.tokenType.name !== 'ADDRESS') return undefined;
  const isList = statement.some((t) => t.image === 'at');
  const [word, newText] = isList ? ['A comma', ','] : ['at', ' at'];
  return {
    message: `${word} is missing before the address ${token.image}.`,
    edit: { title: `Insert ${isList ? 'a comma' : 'at'}`, from: endOf(before), to: endOf(before), newText },
  };
}

/** The small words between names: `and` of a conduit, `to` of an interface, `from` and `to` of a direction. */
function joining({ tokens, at, expected, statement }: Scene): Mistake | undefined {
  const [head] = statement;
  const [before, token] = [tokens[at - 1], tokens[at]];
  if (before === undefined) return undefined;
  if (head?.image === 'between' && expected.includes('and') && !expected.includes('NAME')) {
    const comma = statement.findLast((t) => t.image === ',');
    const other = token !== undefined && /^(to|with)$/.test(token.image) ? token : undefined;
    const span = other ?? (isValue(token) ? undefined : comma);
    const from = span?.startOffset ?? endOf(before);
    const to = span === undefined ? from : endOf(span);
    const newText = span === comma || span === undefined ? ' and' : 'and';
    return {
      message: 'A conduit joins its last two zones with and: between A and B.',
      ...(span === undefined ? {} : { from, to }),
      edit: { title: 'Join them with and', from, to, newText },
    };
  }
  if (head?.image === 'interface' && expected.includes('to'))
    return {
      message: 'An interface names the zones behind it after to: interface "eth0" to Zone.',
      ...(isValue(token)
        ? { edit: { title: 'Insert to', from: endOf(before), to: endOf(before), newText: ' to' } }
        : {}),
    };
  if (head?.image !== 'one-way') return undefined;
  return { message: 'A direction is written one-way from A to B.' };
}

/** A word that may stand here, but not with what follows it; or what follows it itself. */
function badValue(scene: Scene): Mistake | undefined {
  const { tokens, at, expected, statement, text } = scene;
  const rule = isRule(statement[0]);
  const kind = kindOf(scene);
  const refused = tokens[at];
  const word = isKeyword(refused) ? wordIn(kind, refused.image, rule) : undefined;
  if (isKeyword(refused) && word?.snippet !== undefined && expected[0] === '}' && (!rule || isClause(refused)))
    return valueMistake(text, refused, word, word.snippet.includes('"$'));
  const before = tokens[at - 1];
  const owner = isKeyword(before) && !expected.includes('NAME') ? wordIn(kind, before.image, rule) : undefined;
  if (before === undefined || owner?.snippet === undefined) return undefined;
  return valueMistake(text, before, owner, expected.includes('STRING'));
}

/** What is written behind a word up to the end of the line is not its value. */
function valueMistake(text: string, token: IToken, word: Word, isText: boolean): Mistake {
  const after = endOf(token);
  const [, blanks = '', written = ''] = /^([ \t]*)([^\r\n{}]*)/.exec(text.slice(after, after + MAX_VALUE)) ?? [];
  const value = isText
    ? written.replace(/\s+(because|ticket|owner|until|from|log|during)\b.*$/, '').trimEnd()
    : firstWord(written);
  const from = value === '' ? token.startOffset : after + blanks.length;
  const span = { from, to: value === '' ? after : from + value.length };
  const sample = sampleOf(word);
  if (!isText || value === '' || value.includes('"'))
    return { message: `${word.word} is written so: ${sample}.`, ...span };
  const newText = `"${value.replace(/^['“”„‘’`]+|['“”„‘’`]+$/g, '')}"`;
  const edit = { title: 'Put the text in double quotes', ...span, newText };
  return { message: `A text goes in double quotes: ${word.word} ${newText}.`, ...span, edit };
}

const firstWord = (written: string): string => /^\S*/.exec(written)?.[0] ?? '';

function listWithoutCommas(scene: Scene): Mistake | undefined {
  const { statement, tokens, at } = scene;
  const [before, token] = [tokens[at - 1], tokens[at]];
  if (!LISTING.test(statement[0]?.image ?? '') || before?.tokenType.name !== token?.tokenType.name) return undefined;
  return missingComma(scene);
}

const DAY = /^(mon|tue|wed|thu|fri|sat|sun|day)\b/;

function scheduleLine(scene: Scene): Mistake | undefined {
  const token = scene.tokens[scene.at];
  if (token === undefined || !/^(schedule|access)$/.test(kindOf(scene))) return undefined;
  if (scene.expected.includes('TIMES')) {
    const hours = /^(\d{1,2})-(\d{1,2})$/.exec(token.image);
    const span = { from: token.startOffset, to: endOf(token) };
    const newText = hours === null ? '' : `${hours[1]?.padStart(2, '0')}:00-${hours[2]?.padStart(2, '0')}:00`;
    const message = `Times are written with hours and minutes: ${newText || 'every mon-fri 08:00-16:30'}.`;
    return { message, ...(hours === null ? {} : { edit: { title: `Change to ${newText}`, ...span, newText } }) };
  }
  if (!DAY.test(token.image)) return undefined;
  const edit = { title: 'Insert every', from: token.startOffset, to: token.startOffset, newText: 'every ' };
  return { message: `Days begin with every: every ${token.image} 08:00-12:00.`, edit };
}
