/** Small pieces of Markdown and of language that hovers and completion share. */
import type { AtomSet } from '../../language/model/atoms.ts';
import { atomRanges } from '../../language/model/atoms.ts';
import { FOUNDATIONAL_REQUIREMENTS, type SlVector } from '../../language/model/policy.ts';

/** Text of a policy inside Markdown: nothing in it becomes a link, an image, HTML or emphasis. */
export function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&]/g, (c) => (/[-.()+!#]/.test(c) ? c : `\\${c}`)).replace(/\r?\n/g, ' ');
}

/** Text of a policy as code. */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map((m) => m[0].length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return `${fence}${space}${text.replace(/\r?\n/g, ' ')}${space}${fence}`;
}

/** A block of Seg, coloured by the editor. */
export function block(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((m) => m[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}seg\n${text}\n${fence}`;
}

/** `1 asset`, `7 assets`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** `a, b and c`, cut after `most`. */
export function listed(items: readonly string[], most = 10): string {
  if (items.length > most) return `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** `tcp 502, 802-803, udp 47808`, cut after `most` ranges. */
export function portsOf(set: AtomSet, most = 16): string {
  const parts = atomRanges(set).map((r) => {
    const number = (n: number): string => (r.proto === 'ethernet' ? `0x${n.toString(16).padStart(4, '0')}` : String(n));
    return { proto: r.proto, text: r.from === r.to ? number(r.from) : `${number(r.from)}-${number(r.to)}` };
  });
  const shown = parts.slice(0, most).map((p, i) => (p.proto === parts[i - 1]?.proto ? p.text : `${p.proto} ${p.text}`));
  return shown.join(', ') + (parts.length > most ? ` and ${parts.length - most} more` : '');
}

const REQUIREMENT_NAMES: Readonly<Record<(typeof FOUNDATIONAL_REQUIREMENTS)[number], string>> = {
  iac: 'identification and authentication control',
  uc: 'use control',
  si: 'system integrity',
  dc: 'data confidentiality',
  rdf: 'restricted data flow',
  tre: 'timely response to events',
  ra: 'resource availability',
};

const LEVEL_MEANINGS: readonly string[] = [
  'no particular protection',
  'against casual or coincidental violation',
  'against intentional violation with simple means',
  'against sophisticated means and moderate resources',
  'against sophisticated means and extended resources',
];

/** A vector spelled out, one line a foundational requirement; one sentence where all are equal. */
export function securityLevel(vector: SlVector): string {
  const [first] = vector;
  if (vector.every((level) => level === first)) return `${first} for all requirements: ${LEVEL_MEANINGS[first] ?? ''}`;
  const rows = FOUNDATIONAL_REQUIREMENTS.map(
    (name, i) =>
      `| ${name.toUpperCase()} | ${REQUIREMENT_NAMES[name]} | ${vector[i]} | ${LEVEL_MEANINGS[vector[i] as number] ?? ''} |`,
  );
  return ['| | requirement | level | protection |', '|---|---|---|---|', ...rows].join('\n');
}

/** `2`, or `1 to 2` for a vector. */
export function shortLevel(vector: SlVector): string {
  const low = Math.min(...vector);
  const high = Math.max(...vector);
  return low === high ? String(low) : `${low} to ${high}`;
}
