/**
 * What a ruleset does with a packet: a reader of the nftables language as far as this project's output uses it. It shares no code
 * with the exporter but the text form of addresses, and throws on anything that it does not know.
 */
import { type AddressSet, parseAddress, parseCidr } from '../../language/model/addresses.ts';
import { has, normalize } from '../../language/model/intervals.ts';

export interface Packet {
  readonly hook: 'forward' | 'input';
  readonly iif: string;
  readonly oif?: string;
  /** Address points, of one family. */
  readonly source: bigint;
  readonly target: bigint;
  /** IP protocol number. */
  readonly proto: number;
  readonly sport?: number;
  readonly dport?: number;
  readonly type?: number;
  /** Epoch seconds. */
  readonly time: number;
  /** Of the connection; absent where the kernel tracks none. */
  readonly direction?: 'original' | 'reply';
  readonly state: 'new' | 'established' | 'related' | 'invalid';
  readonly mark: number;
}

export interface Verdict {
  readonly accepted: boolean;
  /** The connection's mark afterwards. */
  readonly mark: number;
  readonly logged: readonly string[];
}

type Chain = readonly (readonly string[])[];

export interface Ruleset {
  readonly sets: ReadonlyMap<string, AddressSet>;
  readonly chains: ReadonlyMap<string, Chain>;
}

const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: 1, 'ipv6-icmp': 58 };

/** Words, quoted texts and brackets. */
function tokens(line: string): string[] {
  return line.match(/"[^"]*"|[{};]|!=|==|[^\s{};]+/g) ?? [];
}

function element(text: string): { from: bigint; to: bigint } {
  const cidr = text.includes('/') ? parseCidr(text) : undefined;
  if (cidr !== undefined) return { from: cidr.from, to: cidr.to };
  const [low, high = low] = text.split('-');
  const [from, to] = [parseAddress(low as string), parseAddress(high as string)];
  if (from === undefined || to === undefined || to < from) throw new Error(`no address: ${text}`);
  return { from, to: to + 1n };
}

/** Reads the one table of an output. */
export function readRuleset(text: string): Ruleset {
  const body = text
    .split('\n')
    .filter((l) => !l.trim().startsWith('#'))
    .join('\n');
  const head = 'table inet bulkhead\ndelete table inet bulkhead\n';
  if (!body.includes(head)) throw new Error('the output does not replace the table');
  const sets = new Map<string, AddressSet>();
  const definition = /^ {2}set (\w+) \{ type (ipv4_addr|ipv6_addr); flags interval; elements = \{([^}]*)\} \}$/gm;
  const rest = body.slice(body.indexOf(head) + head.length).replace(definition, (_, name, type, elements) => {
    const list = (elements as string).split(',').map((e) => element(e.trim()));
    const v6 = type === 'ipv6_addr';
    if (list.some((i) => i.from >= 1n << 33n !== v6)) throw new Error(`set ${name} holds another family`);
    sets.set(name, normalize(list));
    return '';
  });
  const chains = new Map<string, Chain>();
  const left = rest.replace(/^ {2}chain (\w+) \{\n((?: {4}.*\n)*) {2}\}$/gm, (_, name, lines) => {
    if (chains.has(name)) throw new Error(`chain ${name} twice`);
    chains.set(
      name,
      (lines as string)
        .split('\n')
        .filter((l) => l !== '')
        .map(tokens),
    );
    return '';
  });
  if (left.replace(/\s+/g, ' ').trim() !== 'table inet bulkhead { }') throw new Error(`not understood: ${left.trim()}`);
  return { sets, chains };
}

interface Run {
  readonly ruleset: Ruleset;
  readonly packet: Packet;
  mark: number;
  readonly logged: string[];
}

/** What the base chain of the packet's hook does with it; without such a chain it passes. */
export function evaluate(ruleset: Ruleset, packet: Packet): Verdict {
  const run: Run = { ruleset, packet, mark: packet.mark, logged: [] };
  const base = ruleset.chains.get(packet.hook);
  if (base === undefined) return { accepted: true, mark: run.mark, logged: [] };
  const first = base[0]?.join(' ');
  if (first !== `type filter hook ${packet.hook} priority filter ; policy drop ;`)
    throw new Error(`base chain: ${first}`);
  const verdict = walk(run, base.slice(1), 0);
  return { accepted: verdict === 'accept', mark: run.mark, logged: run.logged };
}

type Result = 'accept' | 'drop' | undefined;

function walk(run: Run, chain: Chain, depth: number): Result {
  if (depth > 16) throw new Error('chains nest too deeply');
  for (const rule of chain) {
    const ending = apply(run, rule);
    if (ending === undefined) continue;
    if (ending === 'accept' || ending === 'drop') return ending;
    if (ending === 'return') return undefined;
    const target = run.ruleset.chains.get(ending.chain);
    if (target === undefined) throw new Error(`no chain ${ending.chain}`);
    const result = walk(run, target, depth + 1);
    if (result !== undefined || ending.goes) return result;
  }
  return undefined;
}

type Ending = 'accept' | 'drop' | 'return' | { readonly chain: string; readonly goes: boolean } | undefined;

/** Runs the statements of a rule until one does not match. */
function apply(run: Run, rule: readonly string[]): Ending {
  const words = [...rule];
  const take = (): string => {
    const word = words.shift();
    if (word === undefined) throw new Error(`rule ends early: ${rule.join(' ')}`);
    return word;
  };
  while (words.length > 0) {
    const word = take();
    if (word === 'accept' || word === 'drop' || word === 'return') return finish(words, word);
    if (word === 'jump' || word === 'goto') return finish(words, { chain: take(), goes: word === 'goto' });
    if (word === 'counter') continue;
    if (word === 'comment') take();
    else if (word === 'limit') words.splice(0, 5);
    else if (word === 'log') {
      if (take() !== 'prefix') throw new Error('log without prefix');
      run.logged.push(take().slice(1, -1));
    } else if (!matches(run, word, take, words)) return undefined;
  }
  return undefined;
}

function finish(words: readonly string[], ending: Ending): Ending {
  if (words.length > 0 && (words[0] !== 'comment' || words.length !== 2))
    throw new Error(`after the verdict: ${words.join(' ')}`);
  return ending;
}

/** A list in braces, or one word. */
function list(take: () => string, words: readonly string[]): string[] {
  if (words[0] !== '{') return [take()];
  take();
  const out: string[] = [];
  for (let w = take(); w !== '}'; w = take()) out.push(w.replace(/,$/, ''));
  return out;
}

function inRanges(value: number | undefined, ranges: readonly string[]): boolean {
  if (value === undefined) return false;
  return ranges.some((r) => {
    const [low, high = low] = r.split('-').map((n) => PROTOCOLS[n] ?? Number(n));
    if (Number.isNaN(low) || Number.isNaN(high)) throw new Error(`no number: ${r}`);
    return value >= (low as number) && value <= (high as number);
  });
}

function matches(run: Run, word: string, take: () => string, words: readonly string[]): boolean {
  const { packet, ruleset } = run;
  const v6 = packet.source >= 1n << 33n;
  const key = word === 'ct' ? `ct ${take()}` : word === 'iifname' || word === 'oifname' ? word : `${word} ${take()}`;
  switch (key) {
    case 'iifname':
    case 'oifname': {
      const not = words[0] === '!=';
      if (not) take();
      const names = list(take, words).map((n) => n.slice(1, -1));
      return names.includes((key === 'iifname' ? packet.iif : packet.oif) ?? '') !== not;
    }
    case 'ip saddr':
    case 'ip daddr':
    case 'ip6 saddr':
    case 'ip6 daddr': {
      const set = ruleset.sets.get(take().slice(1));
      if (set === undefined) throw new Error('no such set');
      return key.startsWith('ip6') === v6 && has(set, key.endsWith('saddr') ? packet.source : packet.target);
    }
    case 'ip6 hoplimit':
      return take() === '255' && v6 && false;
    case 'tcp sport':
    case 'tcp dport':
    case 'udp sport':
    case 'udp dport': {
      const port = key.endsWith('sport') ? packet.sport : packet.dport;
      const ranges = list(take, words);
      return packet.proto === PROTOCOLS[key.slice(0, 3)] && inRanges(port, ranges);
    }
    case 'icmp type':
    case 'icmpv6 type': {
      const ranges = list(take, words);
      return packet.proto === (key.startsWith('icmpv6') ? 58 : 1) && inRanges(packet.type, ranges);
    }
    case 'meta l4proto':
      return inRanges(packet.proto, list(take, words));
    case 'meta time':
      // The kernel compares nanoseconds: an interval's last second ends where it begins.
      return list(take, words).some((r) => {
        const [low, high] = r.split('-').map(Number) as [number, number];
        return packet.time >= low && packet.time <= high;
      });
    case 'ct state':
      return take().split(',').includes(packet.state);
    case 'ct direction':
      return take() === packet.direction;
    case 'ct mark':
      return mark(run, take);
    default:
      throw new Error(`not understood: ${key}`);
  }
}

function mark(run: Run, take: () => string): boolean {
  const first = take();
  if (first === 'and') {
    const mask = Number(take());
    if (take() !== '==') throw new Error('mark is compared with ==');
    return run.packet.direction !== undefined && (run.mark & mask) >>> 0 === Number(take());
  }
  if (first !== 'set' || take() !== 'ct' || take() !== 'mark') throw new Error('mark is set from itself');
  const operation = take();
  const value = Number(take());
  if (run.packet.direction === undefined) return false;
  run.mark = operation === 'or' ? (run.mark | value) >>> 0 : (run.mark & value) >>> 0;
  return true;
}
