/**
 * What a table of iptables-restore does with a packet, by the manual pages iptables(8), iptables-restore(8) and
 * iptables-extensions(8). Shares no code with the exporter but the text form of addresses; throws on anything that it does not know.
 */
import { parseAddress, parseCidr } from '../../language/model/addresses.ts';

export interface TablePacket {
  readonly chain: 'FORWARD' | 'INPUT';
  readonly iif: string;
  readonly oif?: string;
  readonly source: bigint;
  readonly target: bigint;
  readonly proto: number;
  readonly sport?: number;
  readonly dport?: number;
  readonly type?: number;
  /** Epoch seconds. */
  readonly time: number;
  /** Of the connection; absent where the kernel tracks none. */
  readonly direction?: 'ORIGINAL' | 'REPLY';
  readonly state: 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID';
  readonly mark: number;
}

export interface TableVerdict {
  readonly accepted: boolean;
  readonly mark: number;
  readonly logged: readonly string[];
}

type Rule = readonly string[];

export interface Table {
  /** Policies of the built-in chains. */
  readonly policies: ReadonlyMap<string, string>;
  readonly chains: ReadonlyMap<string, readonly Rule[]>;
}

/** Words of a line; double quotes hold blanks, and within them `\` escapes. */
function words(line: string): string[] {
  const out: string[] = [];
  for (const m of line.matchAll(/"((?:[^"\\]|\\.)*)"|([^\s"]+)/g))
    out.push(m[1]?.replace(/\\(.)/g, '$1') ?? (m[2] as string));
  return out;
}

const BUILT_IN = ['INPUT', 'FORWARD', 'OUTPUT'];

/** Reads the one table of a file. */
export function readTable(text: string): Table {
  const lines = text.split('\n').filter((l) => l !== '' && !l.startsWith('#'));
  if (lines[0] !== '*filter' || lines.at(-1) !== 'COMMIT') throw new Error('not one table filter');
  const policies = new Map<string, string>();
  const chains = new Map<string, Rule[]>();
  for (const line of lines.slice(1, -1)) {
    const declared = /^:(\S+) (\S+) \[0:0\]$/.exec(line);
    if (declared !== null) {
      const [, name = '', policy = ''] = declared;
      if (chains.has(name)) throw new Error(`chain ${name} twice`);
      if (BUILT_IN.includes(name) ? !['ACCEPT', 'DROP'].includes(policy) : policy !== '-') throw new Error(line);
      if (name.length > 28) throw new Error(`chain name too long: ${name}`);
      chains.set(name, []);
      policies.set(name, policy);
      continue;
    }
    const [append, chain = '', ...rule] = words(line);
    const into = chains.get(chain);
    if (append !== '-A' || into === undefined) throw new Error(`not understood: ${line}`);
    into.push(rule);
  }
  return { policies, chains };
}

interface Run {
  readonly table: Table;
  readonly packet: TablePacket;
  mark: number;
  readonly logged: string[];
}

/** What the built-in chain of the packet does with it. */
export function judge(table: Table, packet: TablePacket): TableVerdict {
  const run: Run = { table, packet, mark: packet.mark, logged: [] };
  const verdict = walk(run, packet.chain, 0) ?? table.policies.get(packet.chain);
  return { accepted: verdict === 'ACCEPT', mark: run.mark, logged: run.logged };
}

function walk(run: Run, name: string, depth: number): 'ACCEPT' | 'DROP' | undefined {
  if (depth > 32) throw new Error('chains nest too deeply');
  const chain = run.table.chains.get(name);
  if (chain === undefined) throw new Error(`no chain ${name}`);
  for (const rule of chain) {
    const target = apply(run, rule);
    if (target === undefined) continue;
    if (target.name === 'ACCEPT' || target.name === 'DROP') return target.name;
    if (target.name === 'RETURN') return undefined;
    const verdict = walk(run, target.name, depth + 1);
    // What a chain that was gone to does not decide, the chain decides that this one was jumped to from.
    if (verdict !== undefined || target.goes) return verdict;
  }
  return undefined;
}

interface Target {
  readonly name: string;
  readonly goes: boolean;
}

const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: 1, 'ipv6-icmp': 58 };

/** Whether all matches of a rule hold, and then its target; of one that does not end the packet's way the effect alone. */
function apply(run: Run, rule: Rule): Target | undefined {
  const rest = [...rule];
  const take = (): string => {
    const word = rest.shift();
    if (word === undefined) throw new Error(`rule ends early: ${rule.join(' ')}`);
    return word;
  };
  const modules = new Set<string>();
  while (rest.length > 0) {
    const option = take();
    if (option === '-m') {
      modules.add(take());
      continue;
    }
    if (option === '-j' || option === '-g') return effect(run, option, take(), rest, take);
    if (!matches(run, option, take, modules)) return undefined;
  }
  throw new Error(`no target: ${rule.join(' ')}`);
}

function effect(run: Run, how: string, name: string, rest: readonly string[], take: () => string): Target | undefined {
  if (name === 'LOG') {
    if (take() !== '--log-prefix') throw new Error('LOG without prefix');
    const prefix = take();
    if (prefix.length > 29) throw new Error(`prefix too long: ${prefix}`);
    run.logged.push(prefix);
    return undefined;
  }
  if (name === 'CONNMARK') {
    const [operation, value] = [take(), Number(take())];
    if (run.packet.direction === undefined) return undefined;
    if (operation === '--or-mark') run.mark = (run.mark | value) >>> 0;
    else if (operation === '--and-mark') run.mark = (run.mark & value) >>> 0;
    else throw new Error(`not understood: ${operation}`);
    return undefined;
  }
  if (rest.length > 0) throw new Error(`after the target: ${rest.join(' ')}`);
  return { name, goes: how === '-g' };
}

function address(text: string, point: bigint): boolean {
  const [low, high = low] = text.split('-');
  const cidr = text.includes('/') ? parseCidr(text) : undefined;
  if (cidr !== undefined) return point >= cidr.from && point < cidr.to;
  const [from, to] = [parseAddress(low as string), parseAddress(high as string)];
  if (from === undefined || to === undefined) throw new Error(`no address: ${text}`);
  return point >= from && point <= to;
}

function inPorts(value: number | undefined, list: string): boolean {
  const ranges = list.split(',').map((r) => r.split(':').map(Number));
  if (ranges.flat().some(Number.isNaN)) throw new Error(`no ports: ${list}`);
  return value !== undefined && ranges.some(([from = 0, to = from]) => value >= from && value <= to);
}

function needs(modules: ReadonlySet<string>, name: string): void {
  if (!modules.has(name)) throw new Error(`-m ${name} is missing`);
}

function matches(run: Run, option: string, take: () => string, modules: ReadonlySet<string>): boolean {
  const { packet } = run;
  switch (option) {
    case '-i':
      return named(take(), packet.iif);
    case '-o':
      return named(take(), packet.oif ?? '');
    case '-s':
      return address(take(), packet.source);
    case '-d':
      return address(take(), packet.target);
    case '-p': {
      const name = take();
      const number = PROTOCOLS[name] ?? Number(name);
      if (Number.isNaN(number)) throw new Error(`no protocol: ${name}`);
      // iptables(8): the number zero is equivalent to all.
      return number === 0 || packet.proto === number;
    }
    case '--src-range':
    case '--dst-range':
      needs(modules, 'iprange');
      return address(take(), option === '--src-range' ? packet.source : packet.target);
    case '--sport':
    case '--dport':
      needs(modules, packet.proto === 6 ? 'tcp' : 'udp');
      return inPorts(option === '--sport' ? packet.sport : packet.dport, take());
    case '--sports':
    case '--dports': {
      needs(modules, 'multiport');
      const list = take();
      if (list.split(/[,:]/).length > 15) throw new Error(`more than 15 ports: ${list}`);
      return inPorts(option === '--sports' ? packet.sport : packet.dport, list);
    }
    case '--icmp-type': {
      needs(modules, 'icmp');
      const type = Number(take());
      return type === 255 || type === packet.type;
    }
    case '--icmpv6-type':
      needs(modules, 'icmp6');
      return Number(take()) === packet.type;
    default:
      return extension(run, option, take, modules);
  }
}

function named(pattern: string, name: string): boolean {
  return pattern.endsWith('+') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function extension(run: Run, option: string, take: () => string, modules: ReadonlySet<string>): boolean {
  const { packet } = run;
  switch (option) {
    case '--ctstate':
      needs(modules, 'conntrack');
      return take().split(',').includes(packet.state);
    case '--ctdir':
      needs(modules, 'conntrack');
      return take() === packet.direction;
    case '--mark': {
      needs(modules, 'connmark');
      const [value, mask] = take().split('/').map(Number) as [number, number];
      return packet.direction !== undefined && (run.mark & mask) >>> 0 === value;
    }
    case '--datestart':
      needs(modules, 'time');
      return packet.time >= instant(take());
    case '--datestop':
      needs(modules, 'time');
      // The stop time is inclusive, and is a whole second.
      return packet.time < instant(take()) + 1;
    case '--hl-eq':
      needs(modules, 'hl');
      return take() === '255' && false;
    case '--comment': {
      needs(modules, 'comment');
      if (take().length > 255) throw new Error('comment too long');
      return true;
    }
    case '--limit':
    case '--limit-burst':
      needs(modules, 'limit');
      take();
      return true;
    default:
      throw new Error(`not understood: ${option}`);
  }
}

function instant(text: string): number {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) || text > '2038-01-19T03:14:07')
    throw new Error(`no date: ${text}`);
  return Date.parse(`${text}Z`) / 1000;
}
