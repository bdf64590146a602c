/** Names of objects that belong to one rule: by its id alone, unless entries of the rule differ in what the object holds. */
import { type AddressSet, formatAddresses } from '../../../model/addresses.ts';
import { equal } from '../../../model/intervals.ts';
import type { RuleSide } from '../../entry.ts';
import { contentHash } from './content-hash.ts';

/** Gives each content of a stem a stem of its own; the first keeps it as it is. */
export class Stems {
  private readonly known = new Map<string, string>();
  private readonly sides = new Map<string, AddressSet>();

  /** The stem for a content; ask again with the same two for the same one. */
  of(stem: string, content: unknown): string {
    const text = JSON.stringify(content);
    const first = this.known.get(stem) ?? text;
    this.known.set(stem, first);
    return first === text ? stem : `${stem}_${contentHash(text).slice(0, 6)}`;
  }

  /** A side's key, which no two sides of different addresses share. */
  side({ key, addresses }: RuleSide): string {
    const first = this.sides.get(key) ?? addresses;
    this.sides.set(key, first);
    if (first === addresses || equal(first, addresses)) return key;
    return `${key} ${contentHash(formatAddresses(addresses).join()).slice(0, 6)}`;
  }
}
