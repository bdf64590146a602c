/**
 * Random policies for judging targets by packets: those of test/generators/policy.ts over one implied, one or several firewalls,
 * with zones `enforced by` one, and with some of the addresses of IPv6.
 */
import fc from 'fast-check';
import { policyText } from '../generators/policy.ts';

const ZONES = 5;
/** At the end of an interface's name: a second interface to the same zone. */
const SECOND = 'b';

/** Two or three firewalls over the zones: in a row, in a ring or beside each other. */
const firewalls = fc
  .array(fc.uniqueArray(fc.nat({ max: ZONES - 1 }), { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 3 })
  .chain((list) =>
    fc.tuple(fc.constant(list), fc.nat({ max: 15 })).map(([spans, doubled]) =>
      spans
        .map((zones, f) => {
          const ports = zones.flatMap((z, i) => [
            `interface "e${f}${i}" to Z${z}`,
            ...((doubled >> i) & 1 && f === 0 && doubled > 11 ? [`interface "e${f}${i}${SECOND}" to Z${z}`] : []),
          ]);
          return `firewall F${f} { ${ports.join(' ')} }`;
        })
        .join('\n'),
    ),
  );

const v6 = (network: string, zone: string, host: string, prefix: string | undefined): string =>
  `${network}:0:0:${zone}::${Number(host).toString(16)}${prefix === undefined ? '' : `/${Number(prefix) + 96}`}`;

/** The policy with the addresses of some zones turned into IPv6, network by network, and echo requests of both families. */
export function withIpv6(text: string, zones: readonly number[]): string {
  const turn = (network: string) => (whole: string, zone: string, host: string, prefix: string | undefined) =>
    zones.includes(Number(zone)) ? v6(network, zone, host, prefix) : whole;
  return text
    .replace(/10\.0\.(\d)\.(\d+)(?:\/(\d+))?/g, turn('fd00'))
    .replace(/192\.168\.(\d)\.(\d+)(?:\/(\d+))?/g, turn('fd01'))
    .replace(/\bicmp 8\b/g, 'icmp 8, icmpv6 128');
}

/** A one-way conduit without a proxy pair, of which generated policies have too few: nothing may come back over it. */
const oneWayConduit: fc.Arbitrary<string> = fc
  .tuple(
    fc.uniqueArray(fc.nat({ max: ZONES - 1 }), { minLength: 2, maxLength: 2 }),
    fc.constantFrom('tcp 80-90', 'udp 53', 'icmp 8', 'any', 'tcp 85, udp 53', 'ip 47, tcp 22'),
  )
  .map(([[a, b], services]) =>
    [
      `conduit OneWay {`,
      `  between Z${a} and Z${b}`,
      `  one-way from Z${a} to Z${b}`,
      `  allow Z${a} -> Z${b} : ${services}`,
      '}',
    ].join('\n'),
  );

/** A policy, and a seed for the packets to try on it. */
export const judgedPolicies: fc.Arbitrary<readonly [text: string, seed: number]> = fc
  .record({
    text: policyText({ firewalls: false, zones: ZONES }),
    firewalls: fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 3, arbitrary: firewalls }),
    enforced: fc.option(fc.nat({ max: ZONES - 1 }), { freq: 3 }),
    v6: fc.oneof(
      { weight: 2, arbitrary: fc.constant<number[]>([]) },
      { weight: 2, arbitrary: fc.uniqueArray(fc.nat({ max: ZONES }), { maxLength: ZONES }) },
      { weight: 1, arbitrary: fc.constant([0, 1, 2, 3, 4, 5]) },
    ),
    // Few enough that targets which cannot hold replies back write most policies whole.
    oneWay: fc.oneof({ weight: 4, arbitrary: fc.constant('') }, { weight: 1, arbitrary: oneWayConduit }),
    seed: fc.integer(),
  })
  .map((p) => {
    const enforced = p.firewalls === '' || p.enforced === null ? undefined : p.enforced;
    const zones =
      enforced === undefined ? p.text : p.text.replace(`zone Z${enforced} {`, `zone Z${enforced} {\n  enforced by F0`);
    return [withIpv6(`${zones}\n${p.oneWay}\n${p.firewalls}`, p.v6), p.seed] as const;
  });

/** A stream of choices that shrinks with the policy and repeats with its seed. */
export function chooser(seed: number): (max: number) => number {
  let state = seed | 1;
  return (max) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return (state >>> 8) % max;
  };
}
