/**
 * Target `aws-sg`: a security group for each asset behind a firewall, and for what else a zone holds, as Terraform JSON.
 *
 * Security groups know no denies: those are taken from the allows, exactly. A packet has to be let out by the group of the one end and
 * in by that of the other, so each permission stands in both. What stays within a segment passes, but for enforced insides.
 */
import { type AddressSet, formatAddresses } from '../../model/addresses.ts';
import { type AtomSet, atoms, ROUTED_ATOMS } from '../../model/atoms.ts';
import { contains, intersect, subtract } from '../../model/intervals.ts';
import { MOST_ENTRIES, type PrefixList, PrefixLists } from './aws-prefix-lists.ts';
import { type AddressCell, addressCells, CellIndex } from './common/address-cells.ts';
import { type AllowBox, allowedRules, inFamilies, withinSegment } from './common/allow-boxes.ts';
import { cloudSegments } from './common/cloud-segments.ts';
import { headerNotes, textFile } from './common/header.ts';
import { type JsonValue, jsonLines, OfRule } from './common/json-lines.ts';
import { serviceParts } from './common/parts.ts';
import { withoutProtocolZero } from './common/protocol-zero.ts';
import { acceptable, ONE_WAY_REPLIES, TIMED_CLOSED } from './common/refusals.ts';
import { originText } from './common/rule-text.ts';
import { plainText, reference } from './common/terraform.ts';
import { NameAllocator, UNICODE_LINE } from './common/text.ts';
import type { Refusal, Target, TargetOutput, TargetRequest } from './target.ts';

export const awsSgTarget: Target = {
  name: 'aws-sg',
  title: 'AWS security groups as Terraform JSON',
  extension: 'tf.json',
  capabilities: {
    ...{ ipv6: true, interfaces: false, stateful: true, oneWay: false, times: 'none', layer2: false },
    ...{ inside: true, input: false, logs: false },
  },
  fallbacks: [ONE_WAY_REPLIES, TIMED_CLOSED],
  render,
};

/** Rules of a group in one direction and family: what AWS gives unasked, and the most that it gives to interfaces of one group. */
const USUAL_RULES = 60;
const MOST_RULES = 1000;
/** Groups of one network interface that AWS gives unasked. */
const USUAL_GROUPS = 5;
/** More IP protocols than this are not stated one by one. */
const MOST_PROTOCOLS = 8;
const NAME = 255;
/** What AWS takes in names and descriptions, without what Terraform reads. */
const ALLOWED = String.raw`A-Za-z0-9 ._:/()#,@+=&;!*\-`;

/** A permission and what asks for it. */
interface Permission extends AllowBox {
  /** Names of its sides, which stay the same while assets come and go. */
  readonly keys: readonly [sources: string, targets: string];
  readonly about: string;
  readonly rule?: string;
}

function render(request: TargetRequest): TargetOutput {
  const {
    rules,
    refused,
    notes: changed,
  } = acceptable(awsSgTarget, request, (rule) => withoutProtocolZero(rule, 'AWS'));
  const { allowed, refused: cut } = allowedRules(rules, sayable);
  const segments = cloudSegments(request);
  const within = segments.flatMap((s) =>
    withinSegment(s).map((b): Permission => {
      const key = `within ${s.zone}`;
      return { ...b, keys: [key, key] };
    }),
  );
  const across = allowed.flatMap(({ rule, boxes }) =>
    boxes.map(
      (b): Permission => ({
        ...{ ...b, about: originText(rule, 150), rule: rule.id },
        keys: [rule.sources.key, rule.targets.key],
      }),
    ),
  );
  const permissions = [...within, ...across].filter((p) => inFamilies(p).length > 0);
  const sides = permissions.flatMap((p) => [p.sources, p.targets]);
  const cells = addressCells([...sides, ...segments.map((s) => s.addresses)], request.named());
  const groups = new Groups(cells);
  const full: Refusal[] = [];
  for (const p of permissions)
    if (!groups.add(p) && p.rule !== undefined)
      full.push({ rule: p.rule, reason: `a security group would need more than ${MOST_RULES} rules in one direction` });
  const body = groups.body(request.rules.firewall);
  const facts = {
    ...{ times: { timed: false, cutAtHorizon: false }, empty: permissions.every((p) => p.rule === undefined) },
    notes: [...changed, ...quotaNotes(groups.most)],
  };
  const notes = headerNotes('aws-sg', request, facts, textFile(jsonLines(body)).text);
  const said = notes.map((n) => plainText(n, { allowed: UNICODE_LINE, limit: 1000 }));
  return { files: [textFile(jsonLines({ '//': said, ...body }))], refused: [...refused, ...cut, ...full] };
}

/** What has to be asked of AWS for groups of so many rules: rules per group times groups per interface may not exceed the most. */
function quotaNotes(rules: number): string[] {
  if (rules <= USUAL_RULES) return [];
  const attached = Math.floor(MOST_RULES / rules);
  return [
    `Needs a quota of ${rules} rules per security group; ${USUAL_RULES} are usual.`,
    ...(attached < USUAL_GROUPS
      ? [`AWS then takes at most ${attached} security groups per network interface; ${USUAL_GROUPS} are usual.`]
      : []),
  ];
}

/** All that is left of `any` after a deny names every IP protocol one by one: that is not written. */
function sayable(services: AtomSet): { services: AtomSet; reason?: string } {
  if (contains(services, ROUTED_ATOMS)) return { services };
  const others = intersect(services, atoms('ip'));
  const count = others.reduce((n, i) => n + i.to - i.from, 0);
  if (count <= MOST_PROTOCOLS) return { services };
  return {
    services: subtract(services, atoms('ip')),
    reason: `${count} IP protocols besides TCP, UDP and ICMP would be stated one by one in security groups`,
  };
}

/** One group's rules, both ways. */
interface Group {
  readonly cell: AddressCell;
  readonly label: string;
  readonly ingress: Rules;
  readonly egress: Rules;
}

/** The rules of a group in one direction. AWS takes no two for the same protocol, ports and list, whatever they are said to be. */
class Rules {
  readonly list: JsonValue[] = [];
  readonly count = { v4: 0, v6: 0 };
  private readonly known = new Set<string>();

  add({ protocol, from, to, list }: Entry, p: Permission): void {
    const key = `${protocol} ${from} ${to} ${list.id}`;
    if (this.known.has(key)) return;
    this.known.add(key);
    this.count[`v${list.family}`] += list.size;
    const made: JsonValue = {
      description: plainText(p.about, { allowed: ALLOWED, instead: '_', limit: NAME }),
      ...{ protocol, from_port: from, to_port: to, cidr_blocks: [], ipv6_cidr_blocks: [] },
      ...{ prefix_list_ids: [list.id], security_groups: [], self: false },
    };
    this.list.push(p.rule === undefined ? made : new OfRule(p.rule, made));
  }

  hasRoom(entries: readonly Entry[]): boolean {
    const more = (family: 4 | 6) =>
      entries.reduce((n, e) => n + (e.list.family === family ? e.list.size : 0), this.count[`v${family}`]);
    return more(4) <= MOST_RULES && more(6) <= MOST_RULES;
  }
}

class Groups {
  private readonly groups: readonly Group[];
  private readonly lists = new PrefixLists();
  private readonly index: CellIndex;
  private readonly byCell: ReadonlyMap<AddressCell, Group>;

  constructor(cells: readonly AddressCell[]) {
    const labels = new NameAllocator({ limit: 120, joint: '_', prefix: 'g_' });
    this.groups = cells.map((cell) => {
      const label = labels.name(cell.name);
      return { cell, label, ingress: new Rules(), egress: new Rules() };
    });
    this.index = new CellIndex(cells);
    this.byCell = new Map(this.groups.map((g) => [g.cell, g]));
  }

  /** Writes a permission into the groups of both its ends; false, and nothing is written, where one of them is full. */
  add(p: Permission): boolean {
    const ends = inFamilies(p).flatMap((part) => [
      { rules: this.at(part.targets).map((g) => g.ingress), entries: this.entries(p, p.keys[0], part.sources) },
      { rules: this.at(part.sources).map((g) => g.egress), entries: this.entries(p, p.keys[1], part.targets) },
    ]);
    const fits = ends.every(
      ({ rules, entries }) =>
        entries.every((e) => e.list.size <= MOST_ENTRIES) && rules.every((r) => r.hasRoom(entries)),
    );
    if (!fits) return false;
    for (const { rules, entries } of ends)
      for (const e of entries) {
        if (rules.length > 0) this.lists.use(e.list);
        for (const r of rules) r.add(e, p);
      }
    return true;
  }

  private at(set: AddressSet): Group[] {
    return this.index.in(set).map((c) => this.byCell.get(c) as Group);
  }

  /** A permission as seen from one end, by the list of the other's addresses. */
  private entries(p: Permission, key: string, peers: AddressSet): Entry[] {
    return this.lists
      .of(key, peers)
      .flatMap((list) =>
        matches(p.services, list.family).map(([protocol, from, to]) => ({ protocol, from, to, list })),
      );
  }

  /** Rules of the largest group in a direction and family. */
  get most(): number {
    const counts = this.groups.flatMap((g) => [g.ingress, g.egress].flatMap(({ count }) => [count.v4, count.v6]));
    return counts.reduce((a, b) => Math.max(a, b), 0);
  }

  /** Groups are named by the firewall too: an address may have one of each that it lies behind. */
  body(firewall: string): Record<string, JsonValue> {
    const names = new NameAllocator({ limit: NAME, allowed: 'A-Za-z0-9._-', joint: '-', ignoreCase: true });
    const resources = this.groups.map((g): [string, JsonValue] => [
      g.label,
      {
        name: names.name(`bulkhead ${firewall} ${g.cell.name}`),
        description: plainText(g.cell.about, { allowed: ALLOWED, instead: '_', limit: NAME }),
        vpc_id: reference('var.vpc_id'),
        ingress: g.ingress.list,
        egress: g.egress.list,
      },
    ]);
    const attachments = this.groups.map((g): [string, JsonValue] => [
      g.label,
      {
        id: reference(`aws_security_group.${g.label}.id`),
        addresses: formatAddresses(g.cell.addresses),
      },
    ]);
    return {
      resource: {
        aws_ec2_managed_prefix_list: this.lists.resources(),
        aws_security_group: Object.fromEntries(resources),
      },
      variable: { vpc_id: { type: 'string', description: 'VPC of the security groups' } },
      output: {
        security_groups: {
          value: Object.fromEntries(attachments),
          description: 'Which group of this firewall each address is to have',
        },
      },
    };
  }
}

/** One protocol and its ports, or one ICMP type, from or to the addresses of a list. */
interface Entry {
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  readonly list: PrefixList;
}

/** Protocol, first and last port; of ICMP type and code, -1 for all. */
function matches(services: AtomSet, family: 4 | 6): [protocol: string, from: number, to: number][] {
  return serviceParts(services, family).flatMap(({ proto, ranges, whole }): [string, number, number][] => {
    if (proto === 'any') return [['-1', 0, 0]];
    if (proto === 'tcp' || proto === 'udp') return ranges.map((r) => [proto, r.from, r.to]);
    const each = ranges.flatMap((r) => Array.from({ length: r.to - r.from + 1 }, (_, i) => r.from + i));
    if (proto === 'ip') return each.map((n) => [`${n}`, 0, 0]);
    return whole ? [[proto, -1, -1]] : each.map((n) => [proto, n, -1]);
  });
}
