/** What a declaration says of itself otherwise than before, where it stays: levels, kinds, security levels, addresses, exposures. */
import type { Asset, Conduit, Place, Policy, SlVector, Zone } from '../model/policy.ts';
import { matchAssets } from './matching.ts';

/** One property, in words; absent where it is not stated. */
export interface PropertyChange {
  readonly what: string;
  readonly before?: string;
  readonly after?: string;
}

/** A declaration that both versions have. */
export interface Restated {
  readonly kind: 'zone' | 'asset' | 'conduit';
  /** In the version after. */
  readonly id: string;
  readonly place: Place;
  readonly changes: readonly PropertyChange[];
}

/** Zones and conduits by id, assets as they are matched; only those of which a property changed. */
export function restated(before: Policy, after: Policy): Restated[] {
  return [
    ...both(before.zones, after.zones).map(([was, is]) =>
      compared('zone', is, zoneFacts(before, was), zoneFacts(after, is)),
    ),
    ...matchAssets(before, after).flatMap(({ before: was, after: is }) =>
      was === undefined || is === undefined
        ? []
        : [compared('asset', is, assetFacts(before, was), assetFacts(after, is))],
    ),
    ...both(before.conduits, after.conduits).map(([was, is]) =>
      compared('conduit', is, conduitFacts(before, was), conduitFacts(after, is)),
    ),
  ].filter((one) => one.changes.length > 0);
}

/** A change in words: `SL-T 2 → 3`, `encrypted no longer`, `now monitored`. */
export function propertyText({ what, before, after }: PropertyChange): string {
  if (before === '' || after === '') return after === '' ? `now ${what}` : `no longer ${what}`;
  return `${what} ${before ?? 'none'} → ${after ?? 'none'}`;
}

/** Values by property; an empty text for one that is simply so or not. */
type Facts = ReadonlyMap<string, string>;

function both<T extends { readonly id: string }>(old: readonly T[], now: readonly T[]): [T, T][] {
  const known = new Map(old.map((one) => [one.id, one]));
  return now.flatMap((is): [T, T][] => {
    const was = known.get(is.id);
    return was === undefined ? [] : [[was, is]];
  });
}

function compared(
  kind: Restated['kind'],
  { id, namePlace }: { readonly id: string; readonly namePlace: Place },
  was: Facts,
  is: Facts,
): Restated {
  const names = [...new Set([...was.keys(), ...is.keys()])].filter((what) => was.get(what) !== is.get(what));
  const changes = names.map((what): PropertyChange => {
    const [before, after] = [was.get(what), is.get(what)];
    return { what, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
  });
  return { kind, id, place: namePlace, changes };
}

function zoneFacts(_policy: Policy, zone: Zone): Facts {
  return facts([
    ['level', zone.level?.toString()],
    ['kind', zone.kind],
    ['SL-T', slWords(zone.slt)],
    ['network', listed(zone.networks.map((n) => n.text))],
    ['micro-segmented', yes(zone.microsegmented)],
  ]);
}

function assetFacts(policy: Policy, asset: Asset): Facts {
  const addresses = asset.legs.flatMap((leg) => policy.legs[leg]?.addresses.map((a) => a.text) ?? []);
  return facts([
    ['type', policy.types[asset.type ?? -1]?.name],
    ['address', listed(addresses)],
    ['criticality', asset.criticality],
    ['exposure', listed(asset.exposures.map((e) => (e.codeExecution ? `${e.what} with code execution` : e.what)))],
    ['monitored', yes(asset.monitored)],
    ['wireless', yes(asset.wireless)],
    ['portable', yes(asset.portable)],
  ]);
}

function conduitFacts(policy: Policy, conduit: Conduit): Facts {
  const { oneWay } = conduit;
  const name = (zone: number | undefined): string => policy.zones[zone ?? -1]?.id ?? '';
  return facts([
    ['SL-T', slWords(conduit.slt?.value)],
    ['one-way', oneWay && `from ${name(oneWay.from)} to ${name(oneWay.to)}`],
    ['encrypted', yes(conduit.encrypted)],
    ['inspected', yes(conduit.inspected)],
    ['proxied', yes(conduit.proxied)],
  ]);
}

function facts(entries: readonly (readonly [what: string, value: string | undefined])[]): Facts {
  return new Map(entries.flatMap(([what, value]): [string, string][] => (value === undefined ? [] : [[what, value]])));
}

function yes(is: boolean): string | undefined {
  return is ? '' : undefined;
}

function listed(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : [...values].sort().join(', ');
}

/** `2`, or the seven from IAC to RA where they differ. */
function slWords(vector: SlVector | undefined): string | undefined {
  if (vector === undefined) return undefined;
  return vector.every((v) => v === vector[0]) ? String(vector[0]) : vector.join(' ');
}
