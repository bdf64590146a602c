/** Characters that the lexer reads nothing from, and what people mean by them. */
import type { Mistake } from './mistake.ts';
import { arrowAt } from './rules.ts';

/** Many are told by their beginning. */
const SHOWN = 20;
const QUOTES = /^[“”„«»‟]/;

/** `before`: the word before the place, on its line. */
export function characterMistake(text: string, offset: number, length: number): Mistake {
  const rest = text.slice(offset, offset + 80);
  const end = offset + Math.max(1, length);
  const before = /(\S+)[ \t]*$/.exec(text.slice(Math.max(0, offset - 80), offset))?.[1] ?? '';
  const change = (message: string, to: number, newText: string): Mistake => ({
    ...{ message, from: offset, to },
    edit: { title: newText === '' ? 'Remove it' : `Change to ${newText}`, from: offset, to, newText },
  });
  if (rest.startsWith('/*')) return { message: 'This comment is not closed: */ is missing.' };
  if (rest.startsWith('#')) return change('A comment begins with //.', offset + 1, '//');
  if (rest.startsWith(';'))
    return change('Nothing stands at the end of a line: a statement ends where the next begins.', offset + 1, '');
  if (QUOTES.test(rest)) {
    const quoted = /^[“”„«»‟]([^“”„«»‟"\r\n]*)[“”„«»‟"]/.exec(rest);
    const message = 'A text goes in straight double quotes: "...".';
    return quoted === null ? { message } : change(message, offset + quoted[0].length, `"${quoted[1]}"`);
  }
  if (rest.startsWith('*')) return change('any stands for all of them.', offset + 1, 'any');
  if (/^[[\]]/.test(rest)) return { message: 'A list has no brackets: its parts are separated by commas.' };
  if (/^(until|from)$/.test(before) || /^\d{1,2}\.\d{1,2}\.\d{4}/.test(rest)) {
    const written = /^[\d./-]+/.exec(rest)?.[0] ?? '';
    return {
      message: 'A date is written year-month-day: 2031-03-01, or with a time 2031-03-01T08:00.',
      from: offset,
      to: offset + Math.max(1, written.length),
    };
  }
  const port = /^\/(\d+(?:-\d+)?)/.exec(rest);
  if (port !== null && /(^|[\s,:])(tcp|udp)$/.test(text.slice(Math.max(0, offset - 8), offset)))
    return {
      ...change(`A port stands after its protocol and a blank: tcp ${port[1]}.`, offset + 1, ' '),
      edit: { title: 'Change to a blank', from: offset, to: offset + 1, newText: ' ' },
    };
  const number = /^\d+(\.\d+)*(\/\d+)?/.exec(rest);
  if (number?.[0].includes('.') === true)
    return {
      message: `${number[0]} is no IP address: it has four numbers, as 10.20.0.5 or the network 10.20.0.0/24.`,
      ...{ from: offset, to: offset + number[0].length },
    };
  return arrowAt(text, offset) ?? otherCharacters(text, offset, length, end);
}

function otherCharacters(text: string, offset: number, length: number, end: number): Mistake {
  const found = JSON.stringify(text.slice(offset, offset + Math.min(length, SHOWN)));
  const more = length > SHOWN ? '...' : '';
  return {
    message: `Nothing of the language begins with ${found}${more}. A name with other characters goes in single quotes.`,
    ...{ from: offset, to: end },
  };
}
