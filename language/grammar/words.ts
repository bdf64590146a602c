/**
 * The words of the language: members of every body with what they mean, and the values of closed lists. Completion offers them, the
 * language reference explains them, syntax findings say with them where a word belongs.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: snippets are written so

export type BlockKind =
  | 'file'
  | 'policy'
  | 'zone'
  | 'asset'
  | 'type'
  | 'service'
  | 'conduit'
  | 'schedule'
  | 'access'
  | 'firewall'
  | 'vector';

export interface Word {
  readonly word: string;
  /** One sentence. */
  readonly means: string;
  /** What is inserted, in snippet syntax; default the word itself. */
  readonly snippet?: string;
  /** How it is written, where the snippet leaves that open. */
  readonly example?: string;
}

const w = (word: string, means: string, snippet?: string, example?: string): Word => ({
  ...{ word, means },
  ...(snippet === undefined ? {} : { snippet }),
  ...(example === undefined ? {} : { example }),
});

const OWNER = w('owner', 'Who answers for it.', 'owner "$1"', 'owner "OT security"');
const TAGS = w('tags', 'Tags that `tagged "x"` selects by.', 'tags "$1"', 'tags "pi", "laptop"');
const MONITORED = w('monitored', 'Traffic here is watched.');
const SLT = w('sl-t', 'Target security level: 0-4, or a vector over IAC UC SI DC RDF TRE RA.', 'sl-t ${1:2}');
const LIMIT = w('blast-radius', 'The most assets that may fall with one asset.', 'blast-radius at most ${1:12} assets');
const ALLOW = w('allow', 'Permits connections. The arrow points to who answers.');
const DENY = w('deny', 'Forbids connections; beats every allow.');

const ASSET_MEMBERS: readonly Word[] = [
  w('criticality', 'What its loss means: low, medium, high or safety.', 'criticality ${1|low,medium,high,safety|}'),
  w('sl-c', 'Security level that it is capable of.', 'sl-c ${1:2}'),
  w(
    'exposure',
    'A known weakness; blast radius goes on through it.',
    'exposure "$1"',
    'exposure "CVE-2022-38465" code-execution',
  ),
  w('serves', 'Services that it answers, besides those of its type.', 'serves $0', 'serves modbus, https'),
  TAGS,
  w('vendor', 'Who made it.', 'vendor "$1"', 'vendor "ABB"'),
  w('model', 'Its model.', 'model "$1"', 'model "S7-1500"'),
  w('firmware', 'Its firmware version.', 'firmware "$1"', 'firmware "2.9.4"'),
  OWNER,
  w('mac', 'Its MAC addresses.', 'mac $0', 'mac 00:1d:9c:00:00:01'),
  MONITORED,
  w('wireless', 'It has a radio.'),
  w('portable', 'It is carried in and out.'),
  w('shared', 'A virtual or redundant address.'),
];

/**
 * What may begin a statement of each body. Declarations and rules are plain words here: their templates are the snippets of
 * syntaxes/snippets.json.
 */
export const MEMBERS: Readonly<Record<BlockKind, readonly Word[]>> = {
  file: [
    w('policy', "The policy's title, limits and time zone."),
    w('zone', 'A zone: assets that share a network, a level and a target security level.'),
    w('conduit', 'Joins zones: only here may they talk.'),
    w('firewall', 'An enforcement point.'),
    w('access', 'Permission for a time, such as a vendor needs.'),
    w('schedule', 'Weekly times.'),
    w('group', 'A name for several assets, types or zones.'),
    w('type', 'A kind of asset.'),
    w('service', 'Ports and protocols under a name.'),
    w('expect', 'A test of the policy that lives in it.'),
    w(
      'also',
      'Assets of a zone that another file declares, as a generated inventory has them.',
      'also in ${1:Zone} {\n  $0\n}',
      'also in Plant.Kiln { asset PLC-7 : plc at 10.41.0.17 }',
    ),
  ],
  policy: [
    OWNER,
    w('timezone', 'IANA time zone of all wall-clock times.', 'timezone "$1"', 'timezone "Europe/Berlin"'),
    LIMIT,
    w('access', 'The longest that an access may last.', 'access at most ${1:30} days'),
    w('standard', 'Standards that the policy answers to.', 'standard "${1:62443}"'),
  ],
  zone: [
    w('level', 'Purdue level, 0-5 or 3.5.', 'level ${1|0,1,2,3,3.5,4,5|}', 'level 2'),
    w('kind', 'What the zone is for.', 'kind ${1|control,safety,dmz,business,wireless,external,temporary|}'),
    SLT,
    w(
      'network',
      'Its networks and ranges; `rest` is every address that no other zone holds.',
      'network $0',
      'network 10.30.0.0/24, 10.31.0.10-10.31.0.20',
    ),
    w('vlan', 'VLAN numbers or names.', 'vlan $0', 'vlan 30, "cell"'),
    w('site', 'Where it is.', 'site "$1"', 'site "Mill 3"'),
    OWNER,
    TAGS,
    MONITORED,
    w('microsegmented', 'Assets inside may talk only where an allow in this body says so.'),
    w('enforced', 'Traffic between its assets crosses this firewall.', 'enforced by $0', 'enforced by FW-1'),
    w(
      'reached',
      'Its traffic crosses this asset, as a VPN pool its concentrator.',
      'reached through $0',
      'reached through VPN-1',
    ),
    LIMIT,
    w('asset', 'Something with an address.'),
    w('zone', 'A zone inside this one.'),
    w('group', 'A name for several assets, types or zones.'),
    ALLOW,
    DENY,
  ],
  asset: ASSET_MEMBERS,
  type: [
    ...ASSET_MEMBERS,
    w(
      'class',
      'Where it belongs: business, operations, control, safety, infrastructure, external.',
      'class $0',
      'class control',
    ),
    w('level', 'Purdue levels where it belongs.', 'level $0', 'level 1-2'),
  ],
  service: [
    w('tcp', 'TCP ports and ranges.', 'tcp $0', 'tcp 502, 20000-20010'),
    w('udp', 'UDP ports and ranges.', 'udp $0', 'udp 2222'),
    w('icmp', 'ICMP types; none is all.'),
    w('icmpv6', 'ICMPv6 types; none is all.'),
    w('ip', 'IP protocol numbers.', 'ip $0', 'ip 47'),
    w('ethernet', 'Ethernet types; never routed.', 'ethernet ${1:0x88b8}'),
    w(
      'dynamic',
      'Ports that it opens by itself; they are not permitted unless listed.',
      'dynamic $0',
      'dynamic 1024-65535',
    ),
    w('secure', 'The variant to use instead.', 'secure $0', 'secure https'),
    w('source', 'Where its facts come from.', 'source "$1"', 'source "the vendor\'s manual"'),
    w('initiator', 'Who opens the connection.', 'initiator ${1|client,server,either|}'),
    w('category', 'What it is for.', 'category $0', 'category control'),
    w('risks', 'What an attacker can do with it.', 'risks $0', 'risks cleartext, unauthenticated, reads'),
  ],
  conduit: [
    w('between', 'The zones that it joins.', 'between ${1:A} and ${2:B}'),
    w('one-way', 'Connections and data pass in this direction only.', 'one-way from ${1:A} to ${2:B}'),
    SLT,
    OWNER,
    w('via', 'Firewalls that its traffic must cross.', 'via $0', 'via FW-1, FW-2'),
    w('proxied', "A diode's proxy pair carries TCP over it."),
    w('encrypted', 'Its traffic is encrypted.'),
    w('inspected', 'Its traffic is inspected.'),
    ALLOW,
    DENY,
  ],
  schedule: [w('every', 'Days and times.', 'every ${1:mon-fri} ${2:08:00-16:00}')],
  access: [
    w('vendor', 'For whom.', 'vendor "$1"', 'vendor "ABB"'),
    w('from', 'Its first instant.', 'from ${1:2026-01-01T08:00}'),
    w('until', 'Its end.', 'until ${1:2026-01-01T17:00}'),
    w('every', 'Weekly times within.', 'every ${1:mon-fri} ${2:08:00-16:00}'),
    OWNER,
    w('ticket', 'The change that asked for it.', 'ticket "$1"', 'ticket "CHG-88"'),
    w('requires', 'What the visitor must use.', 'requires $0', 'requires mfa, session-recording'),
    w('approved', 'Who approved it.', 'approved by "$1"', 'approved by "J. Ortiz"'),
    ALLOW,
  ],
  firewall: [
    w('platform', 'What it is; the default target where it names one.', 'platform $0', 'platform nftables'),
    w('interface', 'A port and the zones behind it.', 'interface "${1:port1}" to $0', 'interface "port1" to Cell'),
    w('rules', 'The most rules that it holds.', 'rules at most ${1:200}'),
    w('default', 'What it drops is logged.', 'default log'),
    w('fails', 'What happens when it fails.', 'fails ${1|closed,open|}'),
    w('twin', 'The redundant partner.', 'twin of $0', 'twin of FW-2'),
  ],
  vector: [],
};

/** The words before whose `{` a body of their own begins. */
export const BODIES: Readonly<Record<string, BlockKind>> = {
  policy: 'policy',
  zone: 'zone',
  asset: 'asset',
  type: 'type',
  service: 'service',
  conduit: 'conduit',
  schedule: 'schedule',
  access: 'access',
  firewall: 'firewall',
  'sl-t': 'vector',
  'sl-c': 'vector',
};
/** Declarations that stand at the outermost level only. */
export const OUTERMOST: ReadonlySet<string> = new Set([
  'policy',
  'type',
  'service',
  'conduit',
  'schedule',
  'firewall',
  'expect',
]);

/** The words of {@link MEMBERS} by body. */
export const STARTERS: Readonly<Record<BlockKind, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries(MEMBERS).map(([kind, members]) => {
    const words = members.map((m) => m.word);
    return [kind, new Set(kind === 'access' ? [...words, 'deny'] : words)];
  }),
) as unknown as Readonly<Record<BlockKind, ReadonlySet<string>>>;

/** Members that a body may state more than once. */
const REPEATABLE = new Set(
  `zone asset group allow deny network vlan tags serves exposure mac tcp udp icmp icmpv6 ip ethernet dynamic risks interface every
  requires standard`.split(/\s+/),
);

/** The members that a body may still state. At the outermost level everything but the policy repeats. */
export function membersLeft(kind: BlockKind, given: readonly string[]): readonly Word[] {
  const stated = new Set(given);
  const repeats = (word: string): boolean => (kind === 'file' ? word !== 'policy' : REPEATABLE.has(word));
  return MEMBERS[kind].filter(({ word }) => repeats(word) || !stated.has(word));
}

export const CLAUSE_WORDS: readonly Word[] = [
  w('because', 'Why it is permitted.', 'because "$1"', 'because "operator control"'),
  w('during', 'The schedule in which it holds.', 'during $0', 'during Maintenance'),
  w('from', 'Its first instant.', 'from ${1:2026-01-01}'),
  w('until', 'Its end.', 'until ${1:2026-12-31}'),
  w('log', 'Matches are logged.'),
  w('ticket', 'The change that asked for it.', 'ticket "$1"', 'ticket "CHG-88"'),
  OWNER,
];

export const KINDS: readonly Word[] = [
  w('control', 'Controllers and what supervises them.'),
  w('safety', 'Safety systems.'),
  w('dmz', 'Between business and plant: what both may reach.'),
  w('business', 'Business network.'),
  w('wireless', 'Reached by radio.'),
  w('external', 'Not ours: Internet, vendors. Strangers in it are not neighbours.'),
  w('temporary', 'There for a while.'),
];
export const CRITICALITIES: readonly Word[] = [
  w('low', 'Weight 1.'),
  w('medium', 'Weight 3.'),
  w('high', 'Weight 10.'),
  w('safety', 'Weight 100: people or the environment are harmed.'),
];
export const CLASSES: readonly Word[] = [
  'business',
  'operations',
  'control',
  'safety',
  'infrastructure',
  'external',
].map((c) => w(c, 'Class of asset types.'));
export const LEVELS: readonly Word[] = [
  w('5', 'Internet, cloud.'),
  w('4', 'Enterprise.'),
  w('3.5', 'Industrial DMZ.'),
  w('3', 'Site operations.'),
  w('2', 'Supervision.'),
  w('1', 'Control.'),
  w('0', 'Process.'),
];
export const SECURITY_LEVELS: readonly Word[] = [
  w('0', 'No particular protection.'),
  w('1', 'Against casual or coincidental violation.'),
  w('2', 'Against intentional violation with simple means.'),
  w('3', 'Against sophisticated means and moderate resources.'),
  w('4', 'Against sophisticated means and extended resources.'),
];
export const VECTOR = w(
  '{ ... }',
  'A level for each foundational requirement.',
  '{ iac ${1:2} uc ${2:2} si ${3:2} dc ${4:1} rdf ${5:2} tre ${6:2} ra ${7:2} }',
);
export const REQUIREMENTS: readonly Word[] = [
  w('iac', 'Identification and authentication control.'),
  w('uc', 'Use control.'),
  w('si', 'System integrity.'),
  w('dc', 'Data confidentiality.'),
  w('rdf', 'Restricted data flow.'),
  w('tre', 'Timely response to events.'),
  w('ra', 'Resource availability.'),
];
export const RISKS: readonly Word[] = [
  w('cleartext', 'Can be read on the wire.'),
  w('unauthenticated', 'Anyone may speak it.'),
  w('reads', 'Values can be read.'),
  w('writes', 'Values can be written.'),
  w('programs', 'Logic can be changed.'),
  w('interactive', 'A person can work on the target.'),
  w('files', 'Files can be carried.'),
  w('admin', 'The target can be administered.'),
  w('multicast', 'Goes to many.'),
  w('none', 'Stated to have none.'),
];
export const CATEGORIES: readonly Word[] = [
  'control',
  'operations',
  'engineering',
  'remote-access',
  'file',
  'mail',
  'infrastructure',
].map((c) => w(c, 'Category of services.'));
export const INITIATORS: readonly Word[] = [
  w('client', 'The client opens the connection.'),
  w('server', 'The server opens the connection.'),
  w('either', 'Either side opens it.'),
];
export const DAYS: readonly Word[] = [
  w('mon-fri', 'Monday to Friday.'),
  w('day', 'Every day.'),
  ...['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((d) => w(d, 'A day of the week.')),
];
export const TIMES: readonly Word[] = [
  w('08:00-16:00', 'A day shift; the end is not included.', '${1:08:00-16:00}'),
  w('22:00-06:00', 'A night shift; belongs to the day it starts.', '${1:22:00-06:00}'),
  w('00:00-24:00', 'All day.', '00:00-24:00'),
];
export const FAILS: readonly Word[] = [w('closed', 'Nothing passes.'), w('open', 'Everything passes.')];
export const REQUIRED: readonly Word[] = [
  w('mfa', 'Multi-factor authentication.'),
  w('session-recording', 'The session is recorded.'),
];
export const VERDICTS: readonly Word[] = [
  w('allowed', 'For every pair and every part of the services, at some instant from now on.'),
  w('denied', 'For no pair and no part, at no instant.'),
];

export const REST = w('rest', 'Every address that no other zone holds.');
export const CODE_EXECUTION = w('code-execution', 'The weakness lets an attacker run programs here.');
export const UNITS = {
  assets: w('assets', 'What is counted.'),
  days: w('days', 'What is counted.'),
  rules: w('rules', 'What is counted.'),
} as const;

export const EXPECT_WORDS: readonly Word[] = [
  w('blast radius of', 'How many assets fall with one.', 'blast radius of ${1:asset} at most ${2:7} assets'),
  ...[
    { mode: 'conditioned', means: 'How many assets fall with one, where an attack goes on through weak ones only.' },
    { mode: 'service-aware', means: 'How many assets fall with one, where an attack goes on by services that let it.' },
  ].map(({ mode, means }) =>
    w(`${mode} blast radius of`, means, `${mode} blast radius of \${1:asset} at most \${2:7} assets`),
  ),
  w('exposure of', 'How many assets can reach one.', 'exposure of ${1:asset} at most ${2:0} assets'),
  w('rules on', 'How many rules a firewall carries.', 'rules on ${1:firewall} at most ${2:200}'),
];

/** How a word is written, with sample values: `until 2026-12-31`. */
export function sampleOf({ word, snippet = word, example }: Word): string {
  const filled = snippet
    .replaceAll(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1')
    .replaceAll(/\$\{\d+:([^}]*)\}/g, '$1')
    .replaceAll(/\$\d/g, '...');
  return example ?? filled;
}
