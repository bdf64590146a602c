/** Adds conversations up while they are compared: traffic, and who stood at each side. */
import type { AssetRef, FirewallRef, ZoneRef } from '../model/policy.ts';
import type { Hits, Side, Traffic } from './comparison.ts';
import { type Conversation, DIRECTIONS, REPLIES } from './conversation.ts';
import type { End } from './ends.ts';

/** From the best on: what one answered conversation says is not taken back by another that was not. */
const BY_WORTH: readonly (typeof REPLIES)[number][] = ['answered', 'unknown', 'refused', 'none'];

export class TrafficTally {
  first = Infinity;
  last = -Infinity;
  rows = 0;
  packets = 0;
  bytes = 0;
  #direction = DIRECTIONS.length - 1;
  #reply = REPLIES.length - 1;
  readonly #files = new Set<string>();
  readonly #services = new Set<string>();

  add(c: Conversation, file: string): void {
    this.first = Math.min(this.first, c.first);
    this.last = Math.max(this.last, c.last);
    this.rows++;
    this.packets += c.packets;
    this.bytes += c.bytes;
    this.#direction = Math.min(this.#direction, DIRECTIONS.indexOf(c.direction));
    this.#reply = Math.min(this.#reply, BY_WORTH.indexOf(c.reply));
    this.#files.add(file);
    for (const service of c.services) this.#services.add(service);
  }

  traffic(): Traffic {
    const { first, last, rows, packets, bytes } = this;
    return {
      ...{ first, last, rows, packets, bytes },
      files: [...this.#files].sort(),
      direction: DIRECTIONS[this.#direction] ?? 'unsure',
      reply: BY_WORTH[this.#reply] ?? 'none',
      services: [...this.#services].sort(),
    };
  }

  hits(): Hits {
    const { rows, packets, first, last } = this;
    return { rows, packets, first, last };
  }
}

export class SideTally {
  readonly #zone: ZoneRef | undefined;
  readonly #assets = new Set<AssetRef>();
  readonly #firewalls = new Set<FirewallRef>();
  readonly #addresses = new Set<bigint>();

  constructor(zone: ZoneRef | undefined) {
    this.#zone = zone;
  }

  add({ who, address }: End): void {
    if (who.kind === 'asset') this.#assets.add(who.asset);
    else if (who.kind === 'firewall') this.#firewalls.add(who.firewall);
    else this.#addresses.add(address);
  }

  side(): Side {
    return {
      ...(this.#zone === undefined ? {} : { zone: this.#zone }),
      assets: [...this.#assets].sort((a, b) => a - b),
      firewalls: [...this.#firewalls].sort((a, b) => a - b),
      addresses: [...this.#addresses].sort((a, b) => (a < b ? -1 : 1)),
    };
  }
}

/** The zone of an end; undefined for an address of none. */
export function zoneOfEnd({ who }: End): ZoneRef | undefined {
  return 'zone' in who ? who.zone : undefined;
}

/** Ends with the same text are one source in what is told: one asset, one firewall, all undeclared addresses of a zone. */
export function identityOf({ who }: End): string {
  switch (who.kind) {
    case 'asset':
      return `a${who.asset}`;
    case 'firewall':
      return `f${who.firewall}`;
    case 'undeclared':
      return `z${who.zone}`;
    default:
      return 'n';
  }
}
