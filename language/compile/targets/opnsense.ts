/**
 * Target `opnsense`: aliases and filter rules as parts of a config.xml, to be restored area by area.
 *
 * Rules judge what comes in by an interface, the first match deciding, denies before allows: OPNsense lets out what it let in, so
 * where a packet leaves is what routing says of its target address. Inside an enforced zone, and for the implied firewall, rules
 * are floating ones for every interface.
 */
import { atomRanges, atoms } from '../../model/atoms.ts';
import { subtract } from '../../model/intervals.ts';
import type { CompiledRule, RuleSide } from '../entry.ts';
import { headerNotes, textFile } from './common/header.ts';
import { familyParts, type ServicePart, serviceParts } from './common/parts.ts';
import { acceptable, type Judgement, ONE_WAY_REPLIES, TIMED_CLOSED } from './common/refusals.ts';
import { crossingName, originText } from './common/rule-text.ts';
import { NameAllocator } from './common/text.ts';
import { comment, type XmlNode, xmlLines } from './common/xml.ts';
import { type FilterRule, filterRule, hasWord, isInterfaceName, networkAlias, portAlias } from './opnsense-syntax.ts';
import type { OutputLine, Target, TargetOutput, TargetRequest } from './target.ts';

export const opnsenseTarget: Target = {
  name: 'opnsense',
  title: 'OPNsense: aliases and filter rules of a config.xml',
  extension: 'xml',
  capabilities: {
    ...{ ipv6: true, interfaces: true, stateful: true, oneWay: false, times: 'none', layer2: false },
    ...{ inside: true, input: true, logs: true },
  },
  fallbacks: [ONE_WAY_REPLIES, TIMED_CLOSED],
  render,
};

const ALIAS_NAME = 31;

/** An element and the rule that it comes from. */
interface Item {
  readonly node: XmlNode;
  readonly rule?: string;
}

function render(request: TargetRequest): TargetOutput {
  const { rules, refused, notes: changed } = acceptable(opnsenseTarget, request, objection);
  const builder = new Configuration(request.rules.judgesInput);
  for (const rule of rules) builder.add(rule);
  const body = builder.lines();
  const notes = headerNotes(
    'opnsense',
    request,
    {
      ...{ times: { timed: false, cutAtHorizon: false }, empty: rules.length === 0 },
      notes: changed,
    },
    textFile(body).text,
  );
  const head = ['<?xml version="1.0"?>', ...notes.flatMap((n) => xmlLines(comment(n)))].map((text) => ({ text }));
  return { files: [textFile([...head, ...body])], refused };
}

/** What OPNsense has no word for. */
function objection(rule: CompiledRule): Judgement {
  const bad = interfacesOf(rule).filter((n) => !isInterfaceName(n));
  if (bad.length > 0) {
    const names = bad.map((n) => JSON.stringify(n)).join(', ');
    return { refused: [{ reason: `interface ${names} cannot be the name of an interface of OPNsense (lan, opt1)` }] };
  }
  const refused: { reason: string }[] = [];
  let services = rule.services;
  for (const part of serviceParts(rule.services, 4).concat(serviceParts(rule.services, 6))) {
    const { without, reason } = wordless(part);
    if (without.length === 0 || reason === undefined) continue;
    services = subtract(services, without);
    if (!refused.some((r) => r.reason === reason)) refused.push({ reason });
  }
  return services.length === 0 ? { refused } : { kept: { ...rule, services }, refused };
}

/** The atoms of a part that no form of OPNsense offers. */
function wordless(part: ServicePart): { readonly without: ReturnType<typeof atoms>; readonly reason?: string } {
  const { proto, ranges, whole } = part;
  if (proto === 'any' || (whole && proto !== 'ip')) return { without: [] };
  if (proto === 'tcp' || proto === 'udp') {
    const zero = ranges.some((r) => r.from === 0);
    return zero
      ? { without: atoms(proto, 0, 0), reason: `${proto} port 0 cannot be stated in OPNsense` }
      : { without: [] };
  }
  const numbers = ranges.flatMap((r) => Array.from({ length: r.to - r.from + 1 }, (_, i) => r.from + i));
  const unknown = numbers.filter((n) => !hasWord(proto, n));
  const without = unknown.flatMap((n) => atoms(proto, n, n));
  const said = atomRanges(without).map((r) => (r.from === r.to ? `${r.from}` : `${r.from}-${r.to}`));
  const what = proto === 'ip' ? 'IP protocol' : `${proto} type`;
  return unknown.length === 0
    ? { without }
    : { without, reason: `OPNsense has no word for ${what} ${said.join(', ')}` };
}

function interfacesOf({ crossing }: CompiledRule): readonly string[] {
  return crossing.kind === 'between' || crossing.kind === 'input' ? crossing.from.interfaces : [];
}

/** Gathers aliases and rules, the rules in the order in which pf has to judge them. */
class Configuration {
  private readonly names = new NameAllocator({ limit: ALIAS_NAME, prefix: 'a_' });
  private readonly sides = new Map<string, string>();
  private readonly aliases: Item[] = [];
  /** By place: traffic to the firewall, inside zones, across interfaces. */
  private readonly rules: Record<'input' | 'inside' | 'across', Item[]> = { input: [], inside: [], across: [] };
  private readonly judgesInput: boolean;

  constructor(judgesInput: boolean) {
    this.judgesInput = judgesInput;
  }

  add(rule: CompiledRule): void {
    const { kind } = rule.crossing;
    const floating = kind !== 'between';
    const list = this.rules[kind === 'input' ? 'input' : floating ? 'inside' : 'across'];
    const interfaces = kind === 'between' || kind === 'input' ? interfacesOf(rule) : [undefined];
    for (const { family } of familyParts(rule))
      for (const whole of serviceParts(rule.services, family))
        for (const service of statements(whole))
          for (const port of interfaces) {
            const identity = [rule.id, crossingName(rule.crossing), rule.sources.key, rule.targets.key, port ?? ''];
            const made: FilterRule = {
              identity: [
                ...identity,
                family,
                service.proto,
                service.proto === 'ip' ? service.ranges[0]?.from : '',
              ].join('\n'),
              ...{ action: rule.action, floating, family, service, log: rule.log },
              ...(port === undefined ? {} : { interface: port }),
              ...{ sources: this.side(rule.sources, rule.id), targets: this.side(rule.targets, rule.id) },
              ...(service.ranges.length > 1 && !service.whole ? this.ports(service, rule.id) : {}),
              description: originText(rule, 200),
            };
            list.push({ node: filterRule(made), rule: rule.id });
          }
  }

  private side(side: RuleSide, rule: string): string {
    const known = this.sides.get(side.key);
    if (known !== undefined) return known;
    const name = this.names.name(side.key);
    const free = side.dhcp.length === 0 ? '' : `. At dhcp, so the free addresses stand here, ${side.dhcp.join(', ')}`;
    this.aliases.push({ node: networkAlias(name, side.addresses, `Bulkhead ${side.key}${free}`), rule });
    this.sides.set(side.key, name);
    return name;
  }

  private ports({ proto, ranges }: ServicePart, rule: string): Pick<FilterRule, 'ports'> {
    if (proto !== 'tcp' && proto !== 'udp') return {};
    const key = `${proto} of ${rule}`;
    const known = this.sides.get(key);
    if (known !== undefined) return { ports: known };
    const name = this.names.name(key);
    this.aliases.push({ node: portAlias(name, ranges, `Bulkhead ${key}`), rule });
    this.sides.set(key, name);
    return { ports: name };
  }

  lines(): OutputLine[] {
    const { input, inside, across } = this.rules;
    const plain = (...lines: string[]): OutputLine[] => lines.map((text) => ({ text }));
    const items = (list: readonly Item[], depth: number): OutputLine[] =>
      list.flatMap(({ node, rule }) =>
        xmlLines(node, depth).map((text) => ({ text, ...(rule === undefined ? {} : { rule }) })),
      );
    const own = this.judgesInput ? ([4, 6] as const).map(blockSelf) : [];
    return [
      ...plain('<opnsense>', '  <OPNsense>', '    <Firewall>', '      <Alias>', '        <aliases>'),
      ...items(this.aliases, 5),
      ...plain('        </aliases>', '      </Alias>', '    </Firewall>', '  </OPNsense>', '  <filter>'),
      ...items([...input, ...own, ...inside, ...across], 2),
      ...plain('  </filter>', '</opnsense>'),
    ];
  }
}

/** A rule states one IP protocol; ports and types it states together. */
function statements(part: ServicePart): ServicePart[] {
  if (part.proto !== 'ip') return [part];
  return part.ranges.flatMap((r) =>
    Array.from({ length: r.to - r.from + 1 }, (_, i) => ({
      ...part,
      whole: false,
      ranges: [{ from: r.from + i, to: r.from + i }],
    })),
  );
}

function blockSelf(family: 4 | 6): Item {
  return {
    node: filterRule({
      ...{ identity: `block self ${family}`, action: 'deny', floating: true, family, log: true, targets: 'self' },
      service: { proto: 'any', ranges: [], whole: true },
      description: 'Everything else to the firewall itself',
    }),
  };
}
