/** What cannot be compiled for any target: said once, at its place, in the policy's words. */
import type { Conduit, LegRef, Policy, Rule, ZoneRef } from '../model/policy.ts';
import type { CompileError } from './entry.ts';
import type { EndGroup, Unplaced } from './placement.ts';

/** Gathers errors of one compilation; each is kept once, with the first rule that it concerns. */
export class CompileErrors {
  private readonly policy: Policy;
  private readonly found = new Map<string, CompileError>();

  constructor(policy: Policy) {
    this.policy = policy;
  }

  /** In the order of files and lines. */
  list(): CompileError[] {
    return [...this.found.values()].sort(
      (a, b) =>
        (a.place.file < b.place.file ? -1 : a.place.file > b.place.file ? 1 : 0) ||
        a.place.offset - b.place.offset ||
        (a.message < b.message ? -1 : 1),
    );
  }

  /** A permission of a conduit that lies on no path. */
  unplaced(conduit: Conduit, { why, from, to }: Unplaced, rule: Rule | undefined): void {
    const place = why === 'via' ? (conduit.viaPlace ?? conduit.namePlace) : conduit.namePlace;
    this.add(`${conduit.index} ${why} ${from.segment ?? from.side} ${to.segment ?? to.side}`, {
      message: `conduit ${conduit.name}: ${this.reason(conduit, why, from, to)}`,
      place,
      related:
        rule === undefined ? [] : [{ place: rule.place, message: 'this rule has no firewall to be enforced on' }],
    });
  }

  private reason(conduit: Conduit, why: Unplaced['why'], from: EndGroup, to: EndGroup): string {
    const ends = `from ${this.zone(from.segment ?? from.side)} to ${this.zone(to.segment ?? to.side)}`;
    const via = conduit.via.map((f) => this.policy.firewalls[f]?.name).join(', ');
    switch (why) {
      case 'segment': {
        const side = from.segment === undefined ? from : to;
        const zones = [...new Set(side.ends.map((e) => this.zone(e.zone)))].join(', ');
        return `no firewall has an interface to ${zones} or to a zone around it`;
      }
      case 'none':
        return `no path of firewalls leads ${ends}`;
      case 'via':
        return `no path ${ends} leads through ${via}`;
      case 'translated':
        return `traffic from ${this.zone(from.side)} to ${this.zone(to.side)} crosses the inside of a zone that a firewall enforces, where a translated network has its inner addresses: it cannot be compiled`;
      case 'search':
        return `there are too many paths ${ends} to find the shortest through ${via}`;
    }
  }

  private zone(ref: ZoneRef): string {
    return this.policy.zones[ref]?.id ?? '';
  }

  /** Assets without an address that a rule needs. */
  unaddressed(groups: readonly EndGroup[], rule: Rule | undefined): void {
    for (const group of groups) for (const end of group.ends) for (const leg of end.missing) this.missing(leg, rule);
  }

  private missing(ref: LegRef, rule: Rule | undefined): void {
    const leg = this.policy.legs[ref];
    const asset = leg === undefined ? undefined : this.policy.assets[leg.asset];
    if (leg === undefined || asset === undefined) return;
    const zone = this.zone(leg.zone);
    const message = leg.dhcp
      ? `asset ${asset.id} is at dhcp, but ${zone} has no free addresses: its rules cannot be compiled`
      : `asset ${asset.id} has no address in ${zone}: its rules cannot be compiled`;
    const related = rule === undefined ? [] : [{ place: rule.place, message: 'this rule is one of them' }];
    this.add(`leg ${ref}`, { message, place: leg.place, related });
  }

  private add(key: string, error: CompileError): void {
    if (!this.found.has(key)) this.found.set(key, error);
  }
}
