/** What every output says of itself first, and the file made of header and body. */

import type { OutputLine, TargetFile, TargetRequest } from '../target.ts';
import { contentHash } from './content-hash.ts';
import { horizonEnd } from './epoch-intervals.ts';
import type { RuleTimes } from './rule-times.ts';
import { cleanLine, UNICODE_LINE } from './text.ts';

export interface HeaderFacts {
  /** Which of the firewall's files this is, in words: `IPv4`. */
  readonly part?: string;
  /** Of the rules in this output. */
  readonly times: Pick<RuleTimes, 'timed' | 'cutAtHorizon'>;
  /** No rule is in the output. */
  readonly empty: boolean;
  /** The device's lists meet traffic to the firewall itself whether or not rules speak of it: `notes` say what becomes of it. */
  readonly meetsInput?: boolean;
  /** What else its reader must know, a sentence a line. */
  readonly notes?: readonly string[];
}

/** The instant in a header, in UTC; `compile --check` reads it back. Years beyond what dates can say are cut. */
export function headerInstant(ms: number): string {
  return new Date(Math.min(ms, 8.64e15)).toISOString().replace('.000Z', 'Z');
}

/** The lines of a header, for people, without the format's comment signs; each is one line of harmless characters. */
export function headerNotes(target: string, request: TargetRequest, facts: HeaderFacts, content: string): string[] {
  const { firewall, title, judgesInput } = request.rules;
  const { times, part, empty } = facts;
  const notes = [
    `${request.policyTitle || 'Segmentation policy'}: rules of firewall ${firewall}${title === undefined ? '' : ` (${title})`}`,
    `Made by bulkhead ${request.toolVersion} for ${target}${part === undefined ? '' : ` (${part})`}; content ${contentHash(content)}`,
  ];
  if (request.atGiven || times.timed)
    notes.push(`Made for ${headerInstant(request.now)}: what the policy permits from then on.`);
  if (times.cutAtHorizon)
    notes.push(
      `Weekly times are spelled out until ${headerInstant(horizonEnd(request.now, request.horizonDays))}; then they close.`,
    );
  if (empty) notes.push('The policy permits nothing across this firewall.');
  if (!judgesInput && facts.meetsInput !== true)
    notes.push('Traffic to the firewall itself is not judged: no rule names it as a target.');
  notes.push(...(facts.notes ?? []));
  return notes.map((n) => cleanLine(n, { allowed: UNICODE_LINE, instead: ' ', limit: 1000 }).trimEnd());
}

/** A header and a body as one file. */
export function withHeader(head: readonly OutputLine[], body: TargetFile): TargetFile {
  const { text, ruleOfLine } = textFile(head);
  return { text: `${text}${body.text}`, ruleOfLine: ruleOfLine.concat(body.ruleOfLine) };
}

/** Lines as one file. Each line must be one line: no line of `lines` may hold what ends it. */
export function textFile(lines: readonly OutputLine[]): TargetFile {
  return {
    text: `${lines.map((l) => l.text).join('\n')}\n`,
    ruleOfLine: lines.map((l) => l.rule),
  };
}
