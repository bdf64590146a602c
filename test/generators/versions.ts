/** Two versions of a random policy, as a change leaves them. */
import fc from 'fast-check';
import { type GeneratorOptions, policyText } from './policy.ts';

/** What hours and ends of rules may be left out, and assets. */
const CLAUSES = [/ during \w+/, / until \S+/, / from \S+/, / except .+?(?= :|$)/];
const DECLARED = /^\s*(asset|expect)\b[^{}]*$/;

/** A policy and another that comes of it by leaving lines or clauses out, or a wholly different one. */
export function policyVersions(options: GeneratorOptions = {}): fc.Arbitrary<[before: string, after: string]> {
  const texts = policyText(options);
  return fc.oneof(
    fc.tuple(texts, texts),
    fc.tuple(texts, fc.array(fc.nat(), { minLength: 1, maxLength: 4 })).map(([text, picks]): [string, string] => {
      const edited = text.split('\n').flatMap((line, i) => {
        const pick = picks.find((p) => p % 7 === i % 7);
        if (pick === undefined) return [line];
        if (DECLARED.test(line)) return pick % 2 === 0 ? [] : [line];
        return [line.replace(CLAUSES[pick % CLAUSES.length] as RegExp, '')];
      });
      return (picks[0] ?? 0) % 2 === 0 ? [edited.join('\n'), text] : [text, edited.join('\n')];
    }),
    fc.tuple(texts, fc.array(fc.nat(), { minLength: 1, maxLength: 3 })).map(([text, picks]): [string, string] => {
      const lines = text.split('\n');
      const rules = lines.flatMap((line, i) => (/^\s*(allow|deny)\b.*$/.test(line) ? [i] : []));
      const gone = new Set(picks.map((p) => rules[p % Math.max(1, rules.length)]));
      return [text, lines.filter((_, i) => !gone.has(i)).join('\n')];
    }),
  );
}
