/** Managed prefix lists: the addresses of one side of a rule under a name, so that security groups need not repeat them. */
import { type AddressSet, formatCidr } from '../../model/addresses.ts';
import { cidrPieces } from './common/cidr-pieces.ts';
import type { JsonValue } from './common/json-lines.ts';
import { byFamily } from './common/parts.ts';
import { reference } from './common/terraform.ts';
import { NameAllocator } from './common/text.ts';

/** Entries of one list that AWS takes. */
export const MOST_ENTRIES = 1000;

/** A list as rules refer to it. */
export interface PrefixList {
  readonly id: string;
  readonly family: 4 | 6;
  /** How many rules AWS counts for each that refers to it. */
  readonly size: number;
  readonly label: string;
}

interface Draft {
  readonly label: string;
  readonly family: 4 | 6;
  readonly cidrs: readonly string[];
}

/** The lists of one file. */
export class PrefixLists {
  private readonly labels = new NameAllocator({ limit: 120, joint: '_', prefix: 'p_' });
  private readonly drafts = new Map<string, Draft>();
  private readonly used = new Set<string>();

  /** The lists of some addresses, one a family. Equal keys with other addresses get names of their own. */
  of(key: string, addresses: AddressSet): PrefixList[] {
    return byFamily(addresses).flatMap((own, i): PrefixList[] => {
      if (own.length === 0) return [];
      const family = i === 0 ? 4 : 6;
      const cidrs = cidrPieces(own).map(formatCidr);
      const draft = this.draft(i === 0 ? key : `${key} v6`, family, cidrs);
      const id = reference(`aws_ec2_managed_prefix_list.${draft.label}.id`);
      return [{ id, family, size: cidrs.length, label: draft.label }];
    });
  }

  private draft(key: string, family: 4 | 6, cidrs: readonly string[]): Draft {
    for (let n = 1; ; n++) {
      const name = n === 1 ? key : `${key} ${n}`;
      const known = this.drafts.get(name);
      if (known === undefined) {
        const made = { label: this.labels.name(name), family, cidrs };
        this.drafts.set(name, made);
        return made;
      }
      if (known.cidrs.join() === cidrs.join()) return known;
    }
  }

  /** Some rule refers to the list: only then it is written. */
  use(list: PrefixList): void {
    this.used.add(list.label);
  }

  /** `aws_ec2_managed_prefix_list`. */
  resources(): Record<string, JsonValue> {
    return Object.fromEntries(
      [...this.drafts.values()]
        .filter((d) => this.used.has(d.label))
        .map(({ label, family, cidrs }) => [
          label,
          {
            name: `bulkhead ${label.replace(/_/g, '-')}`,
            address_family: `IPv${family}`,
            max_entries: cidrs.length,
            entry: cidrs.map((cidr) => ({ cidr, description: '' })),
          },
        ]),
    );
  }
}
