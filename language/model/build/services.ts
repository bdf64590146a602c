/** Services: literal ports and types, composites, risks. */
import type { Finding } from '../../checks/finding.ts';
import type * as ast from '../../grammar/generated/ast.ts';
import { type AtomSet, atoms, IP_WITH_OWN_ATOMS, type Protocol } from '../atoms.ts';
import { union } from '../intervals.ts';
import type { Risk, Service, ServiceCategory, ServiceTerm } from '../policy.ts';
import { placeOf, placeOfProperty } from '../source.ts';
import type { BuildContext } from './context.ts';
import { type Declarations, type Draft, declared } from './declare.ts';
import { firstOf, readRange, textOf } from './values.ts';

export const CATEGORIES: readonly ServiceCategory[] = [
  'control',
  'operations',
  'engineering',
  'remote-access',
  'file',
  'mail',
  'infrastructure',
];
export const RISKS: readonly Risk[] = [
  'cleartext',
  'unauthenticated',
  'reads',
  'writes',
  'programs',
  'interactive',
  'files',
  'admin',
  'multicast',
  'none',
];
export const INITIATORS = ['client', 'server', 'either'] as const;

const ONCE = new Set(['Secure', 'Source', 'Initiator', 'Category']);

/** The services of a file, each as it states itself. */
export function readServices(drafts: Declarations['services'], context: BuildContext): Service[] {
  return drafts.map((draft) => readService(draft, context));
}

interface Composed {
  readonly parts: readonly Service[];
  readonly whole: Service;
}

/** All services of a policy, build after build: composites have the atoms of what they are made of. */
export class Composites {
  /** What the services of the last build came to, with which parts, by what they state themselves. */
  #known = new Map<Service, Composed>();

  /** Keeps what is known; answers what brings it back. */
  keep(): () => void {
    const known = this.#known;
    return () => {
      this.#known = known;
    };
  }

  /** `own`: all services as they state themselves. A service that is made of itself is reported. */
  compose(own: readonly Service[], report: (finding: Finding) => void): Service[] {
    const before = this.#known;
    this.#known = new Map();
    const resolved: (Service | undefined)[] = [];
    const open = new Set<number>();
    const resolve = (index: number): Service | undefined => {
      const done = resolved[index];
      if (done !== undefined) return done;
      const service = own[index];
      if (service === undefined || open.has(index)) return undefined;
      open.add(index);
      const parts: Service[] = [];
      for (const part of service.parts) {
        const found = resolve(part);
        if (found !== undefined) parts.push(found);
        else report(selfMade(service));
      }
      open.delete(index);
      const whole = parts.length === 0 ? service : this.#whole(service, parts, before.get(service));
      resolved[index] = whole;
      return whole;
    };
    return own.map((service, index) => resolve(index) ?? service);
  }

  #whole(service: Service, parts: readonly Service[], before: Composed | undefined): Service {
    const isKnown = before?.parts.length === parts.length && parts.every((p, i) => p === before.parts[i]);
    const whole = isKnown ? before.whole : composite(service, parts);
    this.#known.set(service, { parts, whole });
    return whole;
  }
}

function selfMade(service: Service): Finding {
  const message = `${service.name} is made of itself.`;
  return { check: 'reference', severity: 'error', message, place: service.namePlace, related: [], fixes: () => [] };
}

/** Facts that a composite does not state are those of its parts: all risks of any, and what all agree on. */
function composite(service: Service, parts: readonly Service[]): Service {
  const risks = new Set(parts.flatMap((p) => p.risks ?? []));
  if (risks.size > 1) risks.delete('none');
  const known = parts.every((p) => p.risks !== undefined);
  return {
    ...service,
    atoms: union(service.atoms, ...parts.map((p) => p.atoms)),
    risks: service.risks ?? (known ? RISKS.filter((r) => risks.has(r)) : undefined),
    category: service.category ?? common(parts.map((p) => p.category)),
    initiator: service.initiator ?? common(parts.map((p) => p.initiator)),
    dynamic: [...service.dynamic, ...parts.flatMap((p) => p.dynamic)],
  };
}

function common<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.every((v) => v === values[0]) ? values[0] : undefined;
}

function readService(draft: Draft<ast.ServiceDecl>, context: BuildContext): Service {
  const { node, file } = draft;
  const members = node.body?.members ?? [];
  context.once(file, members, (m) => (ONCE.has(m.$type) ? m.$type.toLowerCase() : undefined));
  const sets: AtomSet[] = [];
  const parts: number[] = [];
  const dynamic: { from: number; to: number }[] = [];
  for (const member of members) {
    if (member.$type === 'PartList')
      for (const ref of member.parts) {
        const symbol = context.resolve(file, ref, ['service']);
        if (symbol !== undefined) parts.push(symbol.index);
      }
    else if (member.$type === 'Dynamic')
      member.ranges.forEach((r, i) => {
        const range = readRange(file, member, 'ranges', r, 65535, context, i);
        if (range !== undefined) dynamic.push(range);
      });
    else sets.push(...memberAtoms(file, member, context));
  }
  const secure = firstOf(members, 'Secure');
  const initiator = firstOf(members, 'Initiator');
  const category = firstOf(members, 'Category');
  const source = firstOf(members, 'Source');
  return {
    ...declared(draft, context),
    atoms: union(...sets, []),
    parts,
    dynamic,
    secure: context.resolve(file, secure?.service, ['service'])?.index,
    source: source === undefined ? undefined : context.text(file, source, 'value', source.value),
    initiator:
      initiator === undefined
        ? undefined
        : context.word(file, initiator, 'value', initiator.value, INITIATORS, 'initiator'),
    category:
      category === undefined
        ? undefined
        : context.word(file, category, 'value', category.value, CATEGORIES, 'category'),
    risks: readRisks(file, members, context),
  };
}

function readRisks(
  file: string,
  members: readonly ast.ServiceMember[],
  context: BuildContext,
): readonly Risk[] | undefined {
  const lists = members.filter((m): m is ast.RiskList => m.$type === 'RiskList');
  if (lists.length === 0) return undefined;
  const risks = new Set<Risk>();
  for (const list of lists)
    list.values.forEach((word, i) => {
      const risk = context.word(file, list, 'values', word, RISKS, 'risk', i);
      if (risk !== undefined) risks.add(risk);
    });
  return RISKS.filter((r) => risks.has(r));
}

function memberAtoms(file: string, member: ast.ServiceMember, context: BuildContext): AtomSet[] {
  switch (member.$type) {
    case 'PortList':
      return member.ports.map((p, i) => {
        const range = readRange(file, member, 'ports', p, 65535, context, i);
        return range === undefined ? [] : atoms(member.protocol, range.from, range.to);
      });
    case 'TypeNumberList':
      if (member.types.length === 0) return [atoms(member.protocol)];
      return member.types.map((t, i) => {
        const type = context.count(file, member, 'types', t, 0, 255, 'ICMP type', i);
        return type === undefined ? [] : atoms(member.protocol, type, type);
      });
    case 'ProtocolList':
      return member.numbers.map((n, i) => protocolAtoms(file, member, 'numbers', n, context, i));
    case 'EthernetList':
      return member.types.map((t, i) => {
        const type = context.count(file, member, 'types', t, 0, 65535, 'Ethernet type', i);
        return type === undefined ? [] : atoms('ethernet', type, type);
      });
    default:
      return [];
  }
}

function protocolAtoms(
  file: string,
  node: ast.ProtocolList | ast.ServiceTerm,
  property: string,
  written: string,
  context: BuildContext,
  index?: number,
): AtomSet {
  const number = context.count(file, node, property, written, 0, 255, 'IP protocol number', index);
  if (number === undefined) return [];
  if (IP_WITH_OWN_ATOMS.includes(number)) {
    const instead: Record<number, string> = { 1: 'icmp', 6: 'tcp 0-65535', 17: 'udp 0-65535', 58: 'icmpv6' };
    const place = placeOfProperty(file, node, property, index);
    context.report(
      'invalid-value',
      `IP protocol ${number} is written by its ports or types: ${instead[number]}.`,
      place,
    );
  }
  return atoms('ip', number, number);
}

/** The terms of a rule's or an expectation's services. A bare port repeats the protocol before it. `all`: what `any` means here. */
export function readTerms(
  file: string,
  list: ast.ServiceList | undefined,
  services: readonly Service[],
  all: AtomSet,
  context: BuildContext,
): { terms: ServiceTerm[]; broken: boolean } {
  const terms: ServiceTerm[] = [];
  let broken = list === undefined || list.terms.length === 0;
  let before: 'tcp' | 'udp' | undefined;
  for (const term of list?.terms ?? []) {
    const place = placeOf(file, term);
    const text = textOf(term);
    if (term.any) terms.push({ kind: 'any', atoms: all, text, place });
    else if (term.service !== undefined) {
      const service = context.resolve(file, term.service, ['service'])?.index;
      if (service === undefined) broken = true;
      else terms.push({ kind: 'service', service, atoms: services[service]?.atoms ?? [], text, place });
    } else {
      const protocol: Protocol | undefined = term.protocol ?? before;
      if (protocol === 'tcp' || protocol === 'udp') before = protocol;
      const set = literalAtoms(file, term, protocol, context);
      if (set.length === 0) broken = true;
      else terms.push({ kind: 'literal', atoms: set, text, place });
    }
    if (
      term.any ||
      term.service !== undefined ||
      (term.protocol !== undefined && term.protocol !== 'tcp' && term.protocol !== 'udp')
    )
      before = undefined;
  }
  return { terms, broken };
}

function literalAtoms(
  file: string,
  term: ast.ServiceTerm,
  protocol: Protocol | undefined,
  context: BuildContext,
): AtomSet {
  const { port } = term;
  if (protocol === undefined) {
    context.report(
      'invalid-value',
      `Say which protocol port ${port ?? ''} is of: tcp ${port ?? ''} or udp ${port ?? ''}.`,
      placeOf(file, term),
    );
    return [];
  }
  if (protocol === 'ip') return port === undefined ? [] : protocolAtoms(file, term, 'port', port, context);
  if (protocol === 'icmp' || protocol === 'icmpv6') {
    if (port === undefined) return atoms(protocol);
    const type = context.count(file, term, 'port', port, 0, 255, 'ICMP type');
    return type === undefined ? [] : atoms(protocol, type, type);
  }
  if (port === undefined) return [];
  const range = readRange(file, term, 'port', port, 65535, context);
  return range === undefined ? [] : atoms(protocol, range.from, range.to);
}
