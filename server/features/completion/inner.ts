/** Words inside statements - arrows, `at`, `of`, `only through` - with what they mean where they stand. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: snippets are written so
import type { Word } from '../../../language/grammar/words.ts';
import { FREE_WORDS } from '../../../language/resolve/names.ts';

const say = (word: string, means: string, snippet?: string): Word =>
  snippet === undefined ? { word, means } : { word, means, snippet };

/** The body that a declaration may have. */
const BODY = say('{ ... }', 'Its properties and what is in it.', '{\n\t$0\n}');

/**
 * Words inside statements, by the grammar's keyword; where what they mean depends on the statement, by its first word and the keyword.
 */
const INNER: Readonly<Record<string, Word>> = {
  at: say('at', 'Its address: one or several, a range, or `dhcp`.', 'at $0'),
  'expect at': say('at', 'At this instant.', 'at ${1:2026-01-01T08:00}'),
  'blast-radius at': say('at most', 'The limit.', 'at most ${1:12}'),
  'access at': say('at most', 'The limit.', 'at most ${1:30} days'),
  'rules at': say('at most', 'The limit.', 'at most ${1:200}'),
  most: say('most', 'The limit follows.'),
  also: say('also in', 'A second leg, in another zone: a bridge between the two.', 'also in $0'),
  in: say('in', 'Only what lies in this zone.', 'in $0'),
  'asset in': say('in', 'The zone of its second leg.'),
  tagged: say('tagged', 'Only what has this tag.', 'tagged "$1"'),
  except: say('except', 'Takes these from the whole list.', 'except $0'),
  any: say('any', "Every address of the conduit's two sides; as a service everything."),
  as: say('as', 'The addresses by which the other zones know this network.', 'as $0'),
  and: say('and', 'The last of the zones.', 'and $0'),
  by: say('by', 'The firewall that its traffic crosses.'),
  'approved by': say('by', 'Who approved it.', 'by "$1"'),
  through: say('through', 'What the way leads through.'),
  of: say('of', 'Of what.'),
  on: say('on', 'On this firewall.'),
  to: say('to', 'To these zones.', 'to $0'),
  from: say('from', 'From this zone.', 'from $0'),
  log: say('log', 'What the firewall drops is logged.'),
  is: say('is', 'The verdict.', 'is ${1|allowed,denied|}'),
  can: say('can reach', 'Some of these reach some of those, in any number of steps.', 'can reach $0'),
  cannot: say('cannot reach', 'None of these reaches any of those, in any number of steps.', 'cannot reach $0'),
  reach: say('reach', 'In any number of steps.'),
  reaches: say('reaches', 'Every way leads through what follows.', 'reaches ${1:target} only through ${2:zone}'),
  only: say('only through', 'What every way leads through.', 'only through $0'),
  blast: say('blast radius of', 'How many assets fall with one.', 'blast radius of ${1:asset} at most ${2:7} assets'),
  radius: say('radius', 'How many assets fall with one.'),
  during: say('during', 'In the times of this schedule.', 'during $0'),
  tcp: say('tcp', 'TCP ports and ranges.', 'tcp $0'),
  udp: say('udp', 'UDP ports and ranges.', 'udp $0'),
  icmp: say('icmp', 'ICMP types; none is all.'),
  icmpv6: say('icmpv6', 'ICMPv6 types; none is all.'),
  ip: say('ip', 'An IP protocol number.', 'ip $0'),
  '->': say('->', 'From who opens the connection to who answers.'),
  '<->': say('<->', 'Either side may open the connection.'),
  ':': say(':', 'What it is, or what passes.'),
  'asset :': say(':', 'Its type.'),
  'type :': say(':', 'The type that it is a kind of.'),
  '=': say('=', 'Its members.'),
  '{': BODY,
};

/** Words that are names where a name may stand, and so are offered only where none may. */
const FREE = new Set(FREE_WORDS);

/** What may stand within a statement, of what the grammar takes there. */
export function innerWords(
  legal: ReadonlySet<string>,
  statement: readonly { readonly text: string }[],
): readonly Word[] {
  const first = statement[0]?.text;
  if (first === undefined) return [];
  const has = (text: string): boolean => statement.some((t) => t.text === text);
  const isLimit = first === 'expect' && (has('of') || has('on'));
  const isName = legal.has('NAME');
  // `expect NAME blast` is read as a kind of blast radius; there are two.
  const isMode = has('conditioned') || has('service-aware') || has('blast');
  return [...legal].flatMap((keyword) => {
    if ((isName && FREE.has(keyword)) || (keyword === 'blast' && !isMode)) return [];
    const head = isLimit && keyword === 'at' ? 'blast-radius' : first;
    return INNER[`${head} ${keyword}`] ?? INNER[keyword] ?? [];
  });
}
