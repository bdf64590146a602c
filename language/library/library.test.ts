/** The standard library against the service catalogue it was made from, and against the language's own words. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type {
  File,
  PortList,
  RiskList,
  ServiceBody,
  ServiceDecl,
  TypeBody,
  TypeDecl,
  TypeMember,
} from '../grammar/generated/ast.ts';
import { parseFile } from '../grammar/parser.ts';
import { type AtomSet, atomRanges } from '../model/atoms.ts';
import { intersect, union } from '../model/intervals.ts';
import type { SelectorList } from '../model/policy.ts';
import { loadPolicy } from '../pipeline.ts';

const CATALOGUE = new URL('../../../shared/data/ot-services.json', import.meta.url);

interface CatalogueService {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly confidence: 'high' | 'medium' | 'low';
  readonly transports: readonly { readonly proto: string; readonly ports: readonly (number | string)[] }[];
  readonly flags: readonly string[];
  readonly secureVariant: string | null;
  readonly dynamicPorts: { readonly range: string } | null;
  readonly readWrite: { readonly separable: boolean } | null;
}

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

function declarations(name: string): File['declarations'] {
  const { result } = parseFile(read(name));
  expect(result?.lexerErrors, name).toEqual([]);
  expect(result?.parserErrors, name).toEqual([]);
  return result!.value.declarations;
}

const services = declarations('services.seg') as ServiceDecl[];
const types = declarations('types.seg') as TypeDecl[];
const serviceNamed = new Map(services.map((s) => [s.name, s]));
const typeNamed = new Map(types.map((t) => [t.name, t]));

type ServiceMember = ServiceBody['members'][number];

function member<K extends ServiceMember['$type']>(
  s: ServiceDecl,
  kind: K,
): Extract<ServiceMember, { $type: K }> | undefined {
  return s.body?.members.find((m) => m.$type === kind) as Extract<ServiceMember, { $type: K }> | undefined;
}

function typeMember<K extends TypeMember['$type']>(
  t: TypeDecl,
  kind: K,
): Extract<TypeMember, { $type: K }> | undefined {
  return (t.body as TypeBody | undefined)?.members.find((m) => m.$type === kind) as
    | Extract<TypeMember, { $type: K }>
    | undefined;
}

/** Every transport a service states, as `tcp 502`, ranges taken apart. */
function statedTransports(s: ServiceDecl): string[] {
  const out: string[] = [];
  for (const m of s.body?.members ?? []) {
    if (m.$type === 'PortList') out.push(...expandPorts(m));
    else if (m.$type === 'EthernetList') out.push(...m.types.map((t) => `ethernet ${t.toLowerCase()}`));
    else if (m.$type === 'TypeNumberList') out.push(...m.types.map((t) => `${m.protocol} ${t}`));
    else if (m.$type === 'ProtocolList') out.push(...m.numbers.map((n) => `ip ${n}`));
  }
  return out.sort();
}

function expandPorts(list: PortList): string[] {
  return list.ports.flatMap((text) => {
    const [from, to] = text.split('-').map(Number) as [number, number | undefined];
    return Array.from({ length: (to ?? from) - from + 1 }, (_, i) => `${list.protocol} ${from + i}`);
  });
}

/** The catalogue's forms: numbers, `0x88B8`, `8/0` (ICMP type and code), `esp(50)`. */
function catalogueTransports(s: CatalogueService): string[] {
  const out = s.transports.flatMap((t) =>
    t.ports.map((p) => {
      if (t.proto === 'ethertype') return `ethernet ${String(p).toLowerCase()}`;
      if (t.proto === 'icmp') return `icmp ${String(p).split('/')[0]}`;
      if (t.proto === 'ip') return `ip ${/\d+/.exec(String(p))?.[0]}`;
      return `${t.proto} ${p}`;
    }),
  );
  return [...new Set(out)].sort();
}

describe.skipIf(!existsSync(CATALOGUE))('the library beside the service catalogue (needs ../shared/data)', () => {
  const catalogue: CatalogueService[] = existsSync(CATALOGUE)
    ? (JSON.parse(readFileSync(CATALOGUE, 'utf8')) as { services: CatalogueService[] }).services
    : [];
  const trusted = catalogue.filter((s) => s.confidence !== 'low');

  it('holds every service but the three of low confidence', () => {
    expect(catalogue.length - trusted.length).toBe(3);
    expect(trusted.filter((s) => !serviceNamed.has(s.id)).map((s) => s.id)).toEqual([]);
    for (const s of catalogue) if (s.confidence === 'low') expect(serviceNamed.has(s.id), s.id).toBe(false);
    const extra = services.map((s) => s.name).filter((n) => !trusted.some((s) => s.id === n));
    expect(extra).toEqual(['modbus', 'ethernet-ip', 'profinet', 'opc-ua', 's7', 'iec-104', 'bacnet', 'pi', 'ping']);
  });

  it('gives each service the ports, types and protocols of the catalogue', () => {
    for (const s of trusted) expect(statedTransports(serviceNamed.get(s.id)!), s.id).toEqual(catalogueTransports(s));
  });

  it('keeps name, category, secure variant and dynamic range', () => {
    for (const s of trusted) {
      const stated = serviceNamed.get(s.id)!;
      expect(JSON.parse(stated.title ?? '""'), s.id).toBe(s.name);
      const category = member(stated, 'Category')?.value;
      const own = { smtp: 'mail', smb: 'file', ftp: 'file', tftp: 'file' }[s.id];
      expect(category, s.id).toBe(own ?? (s.flags.includes('engineering') ? 'engineering' : s.category));
      if (s.secureVariant) expect(member(stated, 'Secure')?.service.name, s.id).toBe(s.secureVariant);
      expect(member(stated, 'Dynamic')?.ranges, s.id).toEqual(s.dynamicPorts ? [s.dynamicPorts.range] : undefined);
    }
  });

  it('takes the risks that the catalogue flags into each service', () => {
    for (const s of trusted) {
      const risks = member(serviceNamed.get(s.id)!, 'RiskList')?.values ?? [];
      if (s.flags.includes('plaintext')) expect(risks, s.id).toContain('cleartext');
      if (s.flags.includes('encrypted')) expect(risks, s.id).not.toContain('cleartext');
      if (s.flags.includes('unauthenticated')) expect(risks, s.id).toContain('unauthenticated');
      if (s.flags.includes('interactive') || s.flags.includes('tunnel')) expect(risks, s.id).toContain('interactive');
      if (s.flags.includes('multicast') || s.flags.includes('broadcast')) expect(risks, s.id).toContain('multicast');
      if (s.flags.includes('engineering')) expect(risks, s.id).toContain('programs');
    }
  });
});

describe('the library of services', () => {
  it('names each service once and refers only to services it has', () => {
    expect(serviceNamed.size).toBe(services.length);
    for (const s of services) {
      const parts = member(s, 'PartList')?.parts ?? [];
      for (const ref of [...parts, ...[member(s, 'Secure')?.service].filter((r) => r !== undefined)]) {
        expect(serviceNamed.has(ref.name), `${s.name} -> ${ref.name}`).toBe(true);
        expect(ref.name).not.toBe(s.name);
      }
    }
  });

  it('states title, category, initiator and risks of every service, and the source of every fact', () => {
    for (const s of services) {
      expect(s.title, s.name).toMatch(/^".+"$/);
      expect(['client', 'server', 'either'], s.name).toContain(member(s, 'Initiator')?.value);
      expect(
        ['control', 'operations', 'engineering', 'remote-access', 'file', 'mail', 'infrastructure'],
        s.name,
      ).toContain(member(s, 'Category')?.value);
      const risks = member(s, 'RiskList')?.values ?? [];
      expect(risks.length, s.name).toBeGreaterThan(0);
      expect(new Set(risks).size, s.name).toBe(risks.length);
      if (risks.includes('none')) expect(risks, s.name).toEqual(['none']);
      if (!member(s, 'PartList')) expect(member(s, 'Source')?.value, s.name).toMatch(/^".+"$/);
    }
  });

  it('never lets a secure variant be read in the clear', () => {
    for (const s of services) {
      const secure = member(s, 'Secure')?.service.name;
      if (secure) expect(member(serviceNamed.get(secure)!, 'RiskList')?.values, secure).not.toContain('cleartext');
    }
  });

  it('gives an everyday name the risks of all its parts', () => {
    for (const s of services) {
      const parts = member(s, 'PartList')?.parts.map((p) => serviceNamed.get(p.name)!);
      if (!parts) continue;
      const union = new Set(parts.flatMap((p) => (member(p, 'RiskList') as RiskList).values));
      expect(new Set(member(s, 'RiskList')?.values), s.name).toEqual(union);
      for (const p of parts) expect(member(s, 'Category')?.value, s.name).toBe(member(p, 'Category')?.value);
    }
  });
});

/** The tree of LANGUAGE.md. */
const TREE = {
  controller: ['plc', 'rtu', 'ied', 'dcs-controller', 'turbine-controller', 'safety-controller'],
  'field-device': ['sensor', 'actuator', 'drive', 'robot', 'remote-io', 'meter'],
  server: [
    'database-server',
    'web-server',
    'file-server',
    'domain-controller',
    'patch-server',
    'antivirus-server',
    'backup-server',
    'ntp-server',
    'dns-server',
    'syslog-server',
  ],
  laptop: ['vendor-laptop'],
} as const;
const ROOTS = [
  'controller',
  'field-device',
  'hmi',
  'scada-server',
  'engineering-workstation',
  'historian',
  'mes-server',
  'opc-server',
  'jump-host',
  'gateway',
  'data-diode',
  'switch',
  'router',
  'vpn-gateway',
  'wireless-access-point',
  'server',
  'workstation',
  'laptop',
  'camera',
  'printer',
  'badge-reader',
  'ups',
  'cloud-service',
] as const;

describe('the library of asset types', () => {
  it('holds the tree of types that the language promises, each once', () => {
    const parents = Object.fromEntries(types.map((t) => [t.name, t.parent?.name]));
    const promised: Record<string, string | undefined> = Object.fromEntries(ROOTS.map((r) => [r, undefined]));
    for (const [parent, children] of Object.entries(TREE)) for (const child of children) promised[child] = parent;
    expect(parents).toEqual(promised);
    expect(types.length).toBe(typeNamed.size);
    expect(types.length).toBeGreaterThanOrEqual(40);
  });

  it('gives every type a title, and by itself or its supertype a class and a criticality', () => {
    for (const t of types) {
      const line = [t, ...(t.parent ? [typeNamed.get(t.parent.name)!] : [])];
      expect(t.title, t.name).toMatch(/^".+"$/);
      const cls = line.map((x) => typeMember(x, 'ClassMember')?.value).find((v) => v !== undefined);
      expect(['business', 'operations', 'control', 'safety', 'infrastructure', 'external'], t.name).toContain(cls);
      const criticality = line.map((x) => typeMember(x, 'CriticalityMember')?.value).find((v) => v !== undefined);
      expect(['low', 'medium', 'high', 'safety'], t.name).toContain(criticality);
    }
  });

  it('lets types serve only services of the library, each once', () => {
    for (const t of types) {
      const served = (t.body?.members ?? []).flatMap((m) =>
        m.$type === 'Serves' ? m.services.map((s) => s.name) : [],
      );
      expect(new Set(served).size, t.name).toBe(served.length);
      for (const s of served) expect(serviceNamed.has(s), `${t.name} serves ${s}`).toBe(true);
    }
  });

  it('serves what the language says of historian, sensor and jump host', () => {
    const served = (name: string) => typeMember(typeNamed.get(name)!, 'Serves')?.services.map((s) => s.name);
    expect(served('historian')).toEqual(['pi', 'https', 'syslog']);
    expect(served('sensor')).toEqual(['modbus']);
    expect(served('jump-host')).toEqual(['rdp', 'ssh', 'https']);
  });
});

describe('the library in a policy', () => {
  it('loads without a finding and resolves every name', async () => {
    const { policy, findings } = await loadPolicy([{ path: 'plant.seg', text: 'policy "Plant"\n' }]);
    expect(findings).toEqual([]);
    expect(policy.services.map((s) => s.name).sort()).toEqual(services.map((s) => s.name).sort());
    expect(policy.types.map((t) => t.name).sort()).toEqual(types.map((t) => t.name).sort());
    const ping = policy.services.find((s) => s.name === 'ping')!;
    expect(atomRanges(ping.atoms)).toEqual([
      { proto: 'icmp', from: 8, to: 8 },
      { proto: 'icmpv6', from: 128, to: 128 },
    ]);
    const ethernetIp = policy.services.find((s) => s.name === 'ethernet-ip')!;
    expect(ethernetIp.parts.map((p) => policy.services[p]!.name)).toEqual(['enip-explicit', 'enip-io']);
    const vendorLaptop = policy.types.find((t) => t.name === 'vendor-laptop')!;
    expect(vendorLaptop).toMatchObject({ class: 'external', portable: true, criticality: 'low' });
  });

  it('serves what the example of the language asks of its assets, and from the side that answers', async () => {
    const files = ['zones.seg', 'conduits.seg', 'access.seg', 'firewalls.seg'].map((path) => ({
      path,
      text: readFileSync(new URL(`../../examples/cascadia/${path}`, import.meta.url), 'utf8'),
    }));
    const { policy } = await loadPolicy(files);
    const served = (items: SelectorList['items']): AtomSet =>
      union(
        ...items
          .flatMap((s) => {
            const assets = policy.assets.filter((a) =>
              s.kind === 'asset' ? a.index === s.ref : s.kind === 'type' ? a.type === s.ref : a.zone === s.ref,
            );
            return assets.flatMap((a) => [...a.serves, ...policy.types[a.type!]!.serves]);
          })
          .map((s) => policy.services[s]!.atoms),
      );
    const allows = policy.rules.filter((r) => r.action === 'allow');
    expect(allows.length).toBeGreaterThan(5);
    for (const rule of allows)
      for (const term of rule.services)
        expect(intersect(term.atoms, served(rule.targets.items)), `${rule.text}: ${term.text}`).not.toEqual([]);
  });
});
