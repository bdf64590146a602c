/**
 * Random policies for property tests, as `.seg` text: small, valid, and full of what is hard - nested and microsegmented zones,
 * translated and overlapping networks, dual-homed assets, conduits over the same zones, one-way ones, denies, exceptions, groups,
 * schedules, windows across a clock change, accesses, firewalls named in rules.
 *
 * Everything refers to everything else by position, so that a failing policy shrinks to a small one.
 */
import fc from 'fast-check';

/** An instant around which all windows of generated policies lie: 2026-10-28T12:00Z, four days before clocks change in Los Angeles. */
export const GENERATED_NOW = Date.UTC(2026, 9, 28, 12);

export interface GeneratorOptions {
  readonly zones?: number;
  readonly assets?: number;
  readonly conduits?: number;
  readonly rulesEach?: number;
  /** Whether rules have schedules and windows. Default true. */
  readonly times?: boolean;
  /** Whether firewalls with addresses stand in the policy and its rules. Default true. */
  readonly firewalls?: boolean;
  /**
   * Zones closed inside, narrow allows, wide denies, one-way conduits, windows over and to come: where little is reached, each of these
   * makes a difference. Default false.
   */
  readonly closed?: boolean;
  /** How many expectations at most. Default 0. */
  readonly expectations?: number;
}

interface Sizes {
  readonly zones: number;
  readonly assets: number;
  readonly groups: number;
}

const nat = (max: number): fc.Arbitrary<number> => fc.nat({ max });
const often = <T>(common: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(common) }, { weight: 2, arbitrary: fc.constantFrom(common, ...others) });

const zoneName = (i: number): string => `Z${i}`;
const assetName = (i: number): string => `a${i}`;
const TYPES = ['pump', 'fast-pump', 'panel'] as const;
const TAGS = ['red', 'blue'] as const;

/** An address in the network of some zone: of few values, so that addresses meet. */
const address = (sizes: Sizes): fc.Arbitrary<string> =>
  fc.tuple(nat(sizes.zones), nat(5)).map(([z, host]) => `10.0.${z}.${host + 1}`);

const addressSelector = (sizes: Sizes): fc.Arbitrary<string> =>
  fc.oneof(
    address(sizes),
    nat(sizes.zones).map((z) => `10.0.${z}.0/29`),
    nat(sizes.zones).map((z) => `10.0.${z}.0/30`),
    fc.tuple(nat(sizes.zones), nat(4), nat(3)).map(([z, a, n]) => `10.0.${z}.${a}-10.0.${z}.${a + n}`),
    nat(sizes.zones).map((z) => `192.168.${z}.2`),
  );

const selector = (sizes: Sizes, firewalls: boolean): fc.Arbitrary<string> => {
  const kinds: fc.WeightedArbitrary<string>[] = [
    { weight: 6, arbitrary: nat(sizes.assets - 1).map(assetName) },
    { weight: 5, arbitrary: nat(sizes.zones - 1).map(zoneName) },
    { weight: 5, arbitrary: fc.constantFrom(...TYPES) },
    { weight: 4, arbitrary: addressSelector(sizes) },
    { weight: 2, arbitrary: fc.constant('any') },
    { weight: 2, arbitrary: fc.constantFrom(...TAGS).map((t) => `tagged "${t}"`) },
  ];
  if (sizes.groups > 0) kinds.push({ weight: 2, arbitrary: nat(sizes.groups - 1).map((g) => `G${g}`) });
  if (firewalls) kinds.push({ weight: 1, arbitrary: fc.constant('FW') });
  const narrowing = fc.oneof(
    { weight: 12, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: nat(sizes.zones - 1).map((z) => ` in ${zoneName(z)}`) },
    { weight: 1, arbitrary: fc.constantFrom(...TAGS).map((t) => ` tagged "${t}"`) },
  );
  return fc.tuple(fc.oneof(...kinds), narrowing).map((parts) => parts.join(''));
};

const selectorList = (sizes: Sizes, firewalls: boolean): fc.Arbitrary<string> => {
  const one = selector(sizes, firewalls);
  const except = fc.oneof(
    { weight: 5, arbitrary: fc.constant<string[]>([]) },
    { weight: 1, arbitrary: fc.array(one, { minLength: 1, maxLength: 2 }) },
  );
  return fc
    .tuple(fc.array(one, { minLength: 1, maxLength: 2 }), except)
    .map(([items, not]) => `${items.join(', ')}${not.length > 0 ? ` except ${not.join(', ')}` : ''}`);
};

const services: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('tcp 80', 'tcp 80-90', 'udp 53', 'icmp 8', 'tcp 85-100, 22, udp 53') },
  { weight: 2, arbitrary: fc.constant('any') },
  { weight: 2, arbitrary: fc.constantFrom('web', 'reading', 'raw', 'writing', 'both-of-them') },
);

const clauses = (times: boolean): fc.Arbitrary<string> => {
  if (!times) return fc.constant('');
  const hour = fc.constantFrom('', 'T00:30', 'T01:30', 'T02:30', 'T13:00');
  const window = fc
    .tuple(nat(7), nat(3), hour, hour, fc.constantFrom('from', 'until', 'both'))
    .map(([first, days, a, b, ends]) => {
      const from = ends === 'until' ? '' : ` from ${date(first)}${a}`;
      return ends === 'from' ? from : `${from} until ${date(first + days + 1)}${b}`;
    });
  return fc
    .tuple(often('', ' during Nights', ' during Weekend'), fc.oneof({ weight: 4, arbitrary: fc.constant('') }, window))
    .map((parts) => parts.join(''));
};

/** Half of the rules have times, and half of the windows are over. */
const closedClauses: fc.Arbitrary<string> = fc.constantFrom(
  ...[
    '',
    '',
    '',
    ' during Nights',
    ' during Weekend',
    ' during Nights',
    ' until 2026-10-27',
    ' until 2026-10-28T11:00',
  ],
  ...[
    ' from 2026-10-29',
    ' from 2026-10-20 until 2026-10-26',
    ' until 2026-11-01T01:30',
    ' during Weekend until 2026-10-27',
  ],
);

/** Days from 28 October 2026 on; clocks change on 1 November. */
function date(day: number): string {
  return day < 4 ? `2026-10-${28 + day}` : `2026-11-0${day - 3}`;
}

interface RuleChoice {
  readonly sizes: Sizes;
  readonly options: GeneratorOptions;
  readonly allowsOnly?: boolean;
}

const rule = ({ sizes, options, allowsOnly }: RuleChoice): fc.Arbitrary<string> => {
  const list = selectorList(sizes, options.firewalls !== false);
  const action = allowsOnly === true ? fc.constant('allow') : fc.constantFrom('allow', 'allow', 'deny');
  const tail = allowsOnly === true ? fc.constant('') : clauses(options.times !== false);
  return fc
    .tuple(action, list, often('->', '<->'), list, services, tail)
    .map(([what, from, arrow, to, which, when]) => `${what} ${from} ${arrow} ${to} : ${which}${when}`);
};

/** An allow from few to few, or a deny that is wider. */
const closedRule = ({ sizes, options, allowsOnly }: RuleChoice): fc.Arbitrary<string> => {
  const one = fc.oneof(
    { weight: 5, arbitrary: nat(sizes.assets - 1).map(assetName) },
    { weight: 2, arbitrary: fc.constantFrom(...TYPES) },
    { weight: 1, arbitrary: nat(sizes.zones - 1).map(zoneName) },
  );
  const few = fc.oneof(
    { weight: 3, arbitrary: one },
    { weight: 1, arbitrary: fc.tuple(one, nat(sizes.assets - 1)).map(([a, b]) => `${a} except ${assetName(b)}`) },
  );
  const wide = fc.oneof(one, fc.constantFrom('any', 'pump', 'panel'));
  const tail = options.times === false || allowsOnly === true ? fc.constant('') : closedClauses;
  const allow = fc
    .tuple(few, often('->', '<->'), few, services, tail)
    .map(([from, arrow, to, which, when]) => `allow ${from} ${arrow} ${to} : ${which}${when}`);
  // A deny at times leaves what it matches permitted at others.
  const at = options.times === false ? fc.constant('') : fc.oneof(fc.constant(''), fc.constant(' during Nights'), tail);
  const deny = fc
    .tuple(wide, often('->', '<->'), wide, often('any', 'tcp 80-90', 'web'), at)
    .map(([from, arrow, to, which, when]) => `deny ${from} ${arrow} ${to} : ${which}${when}`);
  return allowsOnly === true ? allow : fc.oneof({ weight: 3, arbitrary: allow }, { weight: 1, arbitrary: deny });
};

const ruleOf = (choice: RuleChoice): fc.Arbitrary<string> =>
  choice.options.closed === true ? closedRule(choice) : rule(choice);

const rules = (choice: RuleChoice): fc.Arbitrary<string[]> =>
  fc.array(ruleOf(choice), { maxLength: choice.options.rulesEach ?? 3, size: 'max' });

interface ZoneSpec {
  /** Position among the earlier zones and none. */
  readonly parent: number;
  readonly body: readonly string[];
}

const zone = (index: number, choice: RuleChoice): fc.Arbitrary<ZoneSpec> => {
  const network = fc.oneof(
    { weight: 5, arbitrary: fc.constant(`network 10.0.${index}.0/24`) },
    { weight: 2, arbitrary: nat(index).map((z) => `network 10.0.${z}.0/30`) },
    { weight: 1, arbitrary: fc.constant(`network 192.168.${index}.0/29 as 10.0.${index}.0/29`) },
    { weight: 1, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constant(index === 0 ? 'network rest' : '') },
  );
  return fc
    .record({
      parent: nat(index),
      network,
      micro: choice.options.closed === true ? often('microsegmented', '') : often('', 'microsegmented'),
      kind: often('', 'kind external', 'kind control'),
      target: choice.options.closed === true ? often('sl-t 2', '') : often('', 'sl-t 2'),
      tags: often('', 'tags "red"'),
      rules: rules(choice),
    })
    .map((z) => ({
      parent: z.parent,
      body: [z.kind, z.target, z.network, z.tags, z.micro, ...z.rules].filter((m) => m !== ''),
    }));
};

interface AssetSpec {
  readonly zone: number;
  readonly text: string;
}

const asset = (index: number, sizes: Sizes, closed: boolean): fc.Arbitrary<AssetSpec> => {
  const at = (z: number): fc.Arbitrary<string> => {
    const near = nat(5).map((h) => ` at 10.0.${z}.${h + 1}`);
    const two = fc.tuple(nat(2), nat(2)).map(([a, b]) => ` at 10.0.${z}.${a + 1}, 10.0.${z}.${b + 4}`);
    const range = nat(3).map((h) => ` at 10.0.${z}.${h}-10.0.${z}.${h + 2}`);
    const inner = nat(5).map((h) => ` at 192.168.${z}.${h + 1}`);
    return fc.oneof({ weight: 5, arbitrary: near }, two, range, inner, fc.constantFrom('', ' at dhcp'));
  };
  const leg = nat(sizes.zones - 1).chain((z) => at(z).map((text) => ({ zone: z, text })));
  const also = fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: leg });
  const body = fc
    .tuple(
      often('', 'tags "blue"'),
      closed ? often('sl-c 3', '', 'sl-c 1') : often('', 'sl-c 3', 'sl-c 1'),
      often('', 'criticality high', 'criticality safety'),
    )
    .map((members) => members.filter((m) => m !== '').join(' '));
  return fc.tuple(leg, also, fc.constantFrom(...TYPES), body).map(([home, other, type, inside]) => {
    const second =
      other === undefined || other.zone === home.zone ? '' : ` also in ${zoneName(other.zone)}${other.text}`;
    return { zone: home.zone, text: `asset ${assetName(index)} : ${type}${home.text}${second} { ${inside} }` };
  });
};

const conduit = (index: number, choice: RuleChoice): fc.Arbitrary<string> => {
  const { zones } = choice.sizes;
  return fc
    .record({
      zones: fc.uniqueArray(nat(zones - 1), { minLength: 2, maxLength: 3 }),
      oneWay: choice.options.closed === true ? fc.boolean() : often(false, true),
      proxied: fc.boolean(),
      rules: rules(choice),
    })
    .map((c) => {
      const names = c.zones.map(zoneName);
      const oneWay = c.oneWay && names.length === 2 ? [`one-way from ${names[0]} to ${names[1]}`] : [];
      const between = `between ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
      return block(`conduit C${index}`, [between, ...oneWay, ...(c.proxied ? ['proxied'] : []), ...c.rules]);
    });
};

const access = (index: number, choice: RuleChoice): fc.Arbitrary<string> =>
  fc
    .record({
      window: often('', 'from 2026-10-30T08:00 until 2026-11-02', 'until 2026-10-20'),
      every: often('', 'every sat-sun 00:00-24:00'),
      rules: fc.array(ruleOf({ ...choice, allowsOnly: true }), { minLength: 1, maxLength: 2 }),
    })
    .map((a) => {
      const members = choice.options.times === false ? [] : [a.window, a.every];
      return block(`access A${index}`, [...members.filter((m) => m !== ''), ...a.rules]);
    });

const expectation = (choice: RuleChoice): fc.Arbitrary<string> => {
  const list = selectorList(choice.sizes, false);
  const time = choice.options.times === false ? fc.constant('') : often('', ' at 2026-11-01T01:30', ' during Weekend');
  const question = fc.oneof(
    fc
      .tuple(list, list, services, fc.constantFrom('allowed', 'denied'))
      .map(([a, b, s, v]) => `${a} -> ${b} : ${s} is ${v}`),
    fc.tuple(list, fc.constantFrom('can', 'cannot'), list).map(([a, can, b]) => `${a} ${can} reach ${b}`),
    fc.tuple(list, list, list).map(([a, b, z]) => `${a} reaches ${b} only through ${z}`),
    fc
      .tuple(fc.constantFrom('', 'conditioned ', 'service-aware '), list, nat(3))
      .map(([mode, a, n]) => `${mode}blast radius of ${a} at most ${n} assets`),
    fc.tuple(list, nat(3)).map(([a, n]) => `exposure of ${a} at most ${n} assets`),
  );
  return fc.tuple(question, time).map(([q, t]) => `expect ${q}${t}`);
};

function block(head: string, members: readonly string[]): string {
  return [`${head} {`, ...members.flatMap((m) => m.split('\n')).map((m) => `  ${m}`), '}'].join('\n');
}

/** Zones nested as their specifications say, each with its assets. */
function zoneText(index: number, zones: readonly ZoneSpec[], assets: readonly AssetSpec[]): string {
  const spec = zones[index] as ZoneSpec;
  const own = assets.filter((a) => a.zone === index).map((a) => a.text);
  const nested = zones.flatMap((z, i) => (i > index && z.parent === index ? [zoneText(i, zones, assets)] : []));
  return block(`zone ${zoneName(index)}`, [...spec.body, ...own, ...nested]);
}

const PRELUDE = [
  'type pump { criticality low }',
  'type fast-pump : pump { tags "blue" }',
  'type panel { }',
  'service web { tcp 80, 443  risks cleartext, interactive }',
  'service reading { tcp 85  risks reads }',
  'service writing { udp 53  risks writes }',
  'service raw { ethernet 0x88b8  tcp 22 }',
  'service both-of-them { reading, writing }',
  'schedule Nights { every mon-fri 22:00-06:00 }',
  'schedule Weekend { every sun 01:00-02:30 }',
];

/** The text of a random policy, of one file, that loads without errors of syntax or reference. */
export function policyText(options: GeneratorOptions = {}): fc.Arbitrary<string> {
  const sizes: Sizes = { zones: options.zones ?? 5, assets: options.assets ?? 6, groups: 2 };
  const choice = { sizes, options };
  const firewalls = options.firewalls !== false;
  return fc
    .record({
      timezone: fc.constantFrom('UTC', 'America/Los_Angeles'),
      zones: fc.tuple(...Array.from({ length: sizes.zones }, (_, i) => zone(i, choice))),
      assets: fc.tuple(...Array.from({ length: sizes.assets }, (_, i) => asset(i, sizes, options.closed === true))),
      groups: fc.tuple(
        ...Array.from({ length: sizes.groups }, (_, i) => selectorList({ ...sizes, groups: i }, firewalls)),
      ),
      conduits: fc
        .array(nat(0), { maxLength: options.conduits ?? 4 })
        .chain((list) => fc.tuple(...list.map((_, i) => conduit(i, choice)))),
      accesses: fc.array(access(0, choice), { maxLength: 1 }),
      interfaces: fc.uniqueArray(nat(sizes.zones - 1), { minLength: 1, maxLength: 2 }),
      expectations: fc.array(expectation(choice), { maxLength: options.expectations ?? 0 }),
    })
    .map((p) => {
      // A zone whose parent is its own position, or beyond, stands at the top.
      const roots = p.zones.flatMap((z, i) => (z.parent >= i ? [zoneText(i, p.zones, p.assets)] : []));
      const ports = p.interfaces.map((z, i) => `interface "p${i}" to ${zoneName(z)} at 10.0.${z}.6`);
      return [
        block('policy "Generated"', [`timezone "${p.timezone}"`]),
        ...PRELUDE,
        ...roots,
        ...p.groups.map((g, i) => `group G${i} = ${g}`),
        ...p.conduits,
        ...p.accesses,
        ...(firewalls ? [block('firewall FW', ports)] : []),
        ...p.expectations,
        '',
      ].join('\n');
    });
}
