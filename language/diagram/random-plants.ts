/** For tests: policies of random zones, conduits and firewalls, as text. */
import * as fc from 'fast-check';

/** Random plants: nested zones of random levels, conduits between any two of them. */
export const plants = fc
  .record({
    zones: fc.array(
      fc.record({
        parent: fc.nat(20),
        level: fc.constantFrom(0, 1, 2, 3, 3.5, 4, 5, undefined),
        assets: fc.nat(7),
        micro: fc.boolean(),
      }),
      {
        minLength: 1,
        maxLength: 14,
      },
    ),
    conduits: fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 14 }),
    firewalls: fc.array(fc.array(fc.nat(20), { minLength: 2, maxLength: 4 }), { maxLength: 3 }),
  })
  .map(({ zones, conduits, firewalls }) => {
    const inside = (parent: number): string =>
      zones
        .map((z, i) => ({ ...z, i, at: i === 0 || z.parent % 3 === 0 ? -1 : z.parent % i }))
        .filter((z) => z.at === parent)
        .map(
          (z) =>
            `zone Z${z.i} { ${z.level === undefined ? '' : `level ${z.level}`} ${z.micro ? 'microsegmented' : ''} ${Array.from({ length: z.assets }, (_, k) => `asset A${z.i}-${k} : ${k % 2 ? 'plc' : 'sensor'}`).join(' ')} ${z.micro ? 'allow plc -> sensor : modbus' : ''} ${inside(z.i)} }`,
        )
        .join(' ');
    const pick = (n: number): number => n % zones.length;
    const joins = conduits.filter(([a, b]) => pick(a) !== pick(b));
    return `${inside(-1)} ${joins.map(([a, b], i) => `conduit C${i} { between Z${pick(a)} and Z${pick(b)} allow any -> any : https because "x" }`).join(' ')}
      ${firewalls.map((faces, i) => `firewall F${i} { ${faces.map((z, k) => `interface "i${k}" to Z${pick(z)}`).join(' ')} }`).join(' ')}`;
  });
