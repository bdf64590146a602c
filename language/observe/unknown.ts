/** Hosts that took part in traffic and that the policy does not declare. */
import type { AssetRef, Policy, ZoneRef } from '../model/policy.ts';
import type { UnknownHost, UnknownHosts } from './comparison.ts';
import { atomOfFlow, type Conversation } from './conversation.ts';
import type { End } from './ends.ts';
import { TrafficTally } from './tally.ts';

interface HostTally {
  readonly address: bigint;
  readonly zone: ZoneRef;
  readonly traffic: TrafficTally;
  readonly answered: Set<number>;
}

export class UnknownTally {
  readonly #hosts = new Map<bigint, HostTally>();

  /** Takes what a conversation says about hosts. One that was called and never answered is not known to exist. */
  add(from: End, to: End, c: Conversation, file: string): void {
    if (isUnknown(from)) this.#host(from).traffic.add(c, file);
    if (!isUnknown(to) || c.reply === 'none') return;
    const host = this.#host(to);
    host.traffic.add(c, file);
    const atom = atomOfFlow(c.protocol, c.port);
    if (atom !== undefined && c.reply !== 'refused' && c.direction !== 'unsure') host.answered.add(atom);
  }

  #host({ address, who }: End): HostTally {
    const known = this.#hosts.get(address);
    if (known !== undefined) return known;
    const zone = 'zone' in who ? who.zone : -1;
    const made = { address, zone, traffic: new TrafficTally(), answered: new Set<number>() };
    this.#hosts.set(address, made);
    return made;
  }

  /** By zone, without those that may all be the zone's assets at dhcp. */
  finish(policy: Policy): UnknownHosts[] {
    const byZone = Map.groupBy(this.#hosts.values(), (h) => h.zone);
    return [...byZone]
      .sort(([a], [b]) => a - b)
      .map(([zone, hosts]) => ({ zone, hosts: hosts.map(finished).sort(byAddress), dhcp: atDhcp(policy, zone) }))
      .filter(({ hosts, dhcp }) => hosts.length > dhcp.length);
  }
}

function isUnknown({ who }: End): boolean {
  return who.kind === 'undeclared' && !who.stranger;
}

function finished({ address, traffic, answered }: HostTally): UnknownHost {
  return { address, traffic: traffic.traffic(), answered: [...answered].sort((a, b) => a - b) };
}

function byAddress(a: UnknownHost, b: UnknownHost): number {
  return a.address < b.address ? -1 : 1;
}

function atDhcp(policy: Policy, zone: ZoneRef): AssetRef[] {
  const legs = policy.zones[zone]?.legs.flatMap((l) => policy.legs[l] ?? []) ?? [];
  return [...new Set(legs.filter((l) => l.dhcp).map((l) => l.asset))];
}
