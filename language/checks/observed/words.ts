/** How findings about observed traffic name who, what and when. */
import { formatAddress } from '../../model/addresses.ts';
import { atomOf } from '../../model/atoms.ts';
import type { Place, Policy } from '../../model/policy.ts';
import { formatInstant } from '../../model/times.ts';
import { candidatesAmong } from '../../observe/candidates.ts';
import type { Side, Traffic } from '../../observe/index.ts';
import { label, listed, plural } from '../words.ts';

/** So many names of a side, or files, are spelt out. */
const NAMES = 4;

/** `HMI-1 and HMI-2`, `10.1.1.7 of Cell`, `8.8.8.8`. */
export function sideWords(policy: Policy, side: Side): string {
  const zone = side.zone === undefined ? undefined : policy.zones[side.zone];
  const assets = side.assets.flatMap((a) => policy.assets[a] ?? []).map((a) => label(policy, a));
  const firewalls = side.firewalls.flatMap((f) => policy.firewalls[f] ?? []).map((f) => f.name);
  const known = [...assets, ...firewalls].sort();
  const where = zone === undefined || side.addresses.length === 0 ? '' : ` of ${label(policy, zone)}`;
  return `${listed([...known, ...side.addresses.map(formatAddress)], NAMES)}${where}`;
}

/** `modbus-tcp (tcp 502)`, `s7comm, mms-61850 or iccp (tcp 102)`, `tcp 4000`, `ping (icmp 8)`. */
export function serviceWords(policy: Policy, atom: number, named: readonly string[]): string {
  const { proto, number } = atomOf(atom);
  const literal = `${proto} ${number}`;
  const names = candidatesAmong(policy, atom, named).map((s) => s.name);
  if (names.length === 0) return literal;
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} others`] : names;
  const list = shown.length === 1 ? shown[0] : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
  return `${list} (${literal})`;
}

/** `seen 2031-03-04 09:00 in flows.csv, 5 packets`; an end in another minute is added. */
export function trafficWords(policy: Policy, traffic: Traffic): string {
  const answer = traffic.reply === 'none' ? ', none answered' : traffic.reply === 'refused' ? ', refused' : '';
  return `seen ${timeWords(policy, traffic)} in ${listed(traffic.files, NAMES)}, ${plural(traffic.packets, 'packet')}${answer}`;
}

/** `2031-03-04 09:00`, or `from 2031-03-04 09:00 to 2031-03-05 10:00`, on the policy's wall clock. */
export function timeWords(
  { header }: Policy,
  { first, last }: { readonly first: number; readonly last: number },
): string {
  const minute = (t: number) => formatInstant(header.timezone, Math.floor(t / 60_000) * 60_000);
  const [from, to] = [minute(first), minute(last)];
  return from === to ? from : `from ${from} to ${to}`;
}

/** Whether it can be told who opened, as a sentence where not; empty where it can. */
export function directionWords({ direction }: Traffic): string {
  if (direction === 'unsure') return ' Who opened it cannot be told from what was captured.';
  return direction === 'either' ? ' Both ends use the port: it may have been opened the other way round.' : '';
}

/** Captured time: `84 seconds`, `3 hours`, `12 days`. */
export function lengthWords(ms: number): string {
  const [seconds, minutes, hours, days] = [ms / 1000, ms / 60_000, ms / 3_600_000, ms / 86_400_000];
  if (days >= 3) return `${Math.floor(days)} days`;
  if (hours >= 3) return `${Math.floor(hours)} hours`;
  return minutes >= 3 ? `${Math.floor(minutes)} minutes` : plural(Math.max(1, Math.round(seconds)), 'second');
}

/** Where a side is declared: its first asset, else its first firewall, else its zone. */
export function placeOfSide(policy: Policy, side: Side): Place | undefined {
  const asset = policy.assets[side.assets[0] ?? -1];
  const firewall = policy.firewalls[side.firewalls[0] ?? -1];
  return (asset ?? firewall ?? policy.zones[side.zone ?? -1])?.namePlace;
}

/** The places at which a side is declared, for a finding's related places. */
export function relatedSide(policy: Policy, side: Side): { readonly place: Place; readonly message: string }[] {
  const declared = [
    ...side.assets.flatMap((a) => policy.assets[a] ?? []),
    ...side.firewalls.flatMap((f) => policy.firewalls[f] ?? []),
  ];
  return declared
    .slice(0, NAMES)
    .map((d) => ({ place: d.namePlace, message: `${label(policy, d)} is declared here.` }));
}
