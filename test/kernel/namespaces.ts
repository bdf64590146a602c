/** Network namespaces for tests: made in batches, named so that no other run's are touched, and always taken down. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findCommand } from '../../scripts/system-packages.ts';

const PROBER = fileURLToPath(new URL('prober.mjs', import.meta.url));

/** Why the kernel tests cannot run here; undefined where they can. */
export function obstacle(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  if (process.getuid?.() !== 0) return 'needs root';
  for (const command of ['nft', 'iptables-restore', 'ip6tables-restore', 'ip', 'ping', 'unshare', 'sysctl'])
    if (findCommand(command) === undefined) return `needs the command ${command}`;
  const name = `bh-try-${process.pid}`;
  if (spawnSync('ip', ['netns', 'add', name]).status !== 0) return 'needs the right to make network namespaces';
  const works = spawnSync('ip', ['netns', 'exec', name, 'nft', 'add', 'table', 'inet', 'x']).status === 0;
  spawnSync('ip', ['netns', 'del', name]);
  return works ? undefined : 'needs nftables in the kernel';
}

/** Runs a command, its standard input given; throws with what it said. */
export function run(command: string, args: readonly string[], input = ''): string {
  return execFileSync(command, args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'], maxBuffer: 1 << 26 });
}

/** A set of namespaces that lives and dies together. */
export class Namespaces {
  private readonly prefix: string;
  private readonly made: string[] = [];
  private readonly probers = new Map<string, Prober>();

  /** `tag`: unique among the sets of this process; at most 20 characters. */
  constructor(tag: string) {
    this.prefix = `bh${process.pid}-${tag}`;
  }

  /** Makes a namespace and answers its full name. */
  add(name: string): string {
    const full = `${this.prefix}-${name}`;
    run('ip', ['netns', 'add', full]);
    this.made.push(full);
    return full;
  }

  /** Runs lines of `ip` in a namespace. */
  ip(namespace: string, lines: readonly string[]): void {
    if (lines.length > 0) run('ip', ['-n', namespace, '-batch', '-'], `${lines.join('\n')}\n`);
  }

  sysctl(namespace: string, settings: readonly string[]): void {
    run('ip', ['netns', 'exec', namespace, 'sysctl', '-q', '-w', ...settings]);
  }

  /** Loads a ruleset. */
  nft(namespace: string, ruleset: string): void {
    run('ip', ['netns', 'exec', namespace, 'nft', '-f', '-'], ruleset);
  }

  /** Loads a table of iptables, of one family. */
  iptables(namespace: string, family: 'v4' | 'v6', table: string): void {
    const command = family === 'v4' ? 'iptables-restore' : 'ip6tables-restore';
    run('ip', ['netns', 'exec', namespace, command], table);
  }

  /** The elements of every set of table `inet seen`, each a list of texts. */
  seen(namespace: string): ReadonlyMap<string, string[][]> {
    const text = run('ip', ['netns', 'exec', namespace, 'nft', '-nn', '-j', 'list', 'table', 'inet', 'seen']);
    const listed = JSON.parse(text) as {
      nftables: { set?: { name: string; elem?: ({ concat: (string | number)[] } | string)[] } }[];
    };
    const texts = (e: { concat: (string | number)[] } | string) => (typeof e === 'string' ? [e] : e.concat.map(String));
    return new Map(
      listed.nftables.flatMap(({ set }) => (set === undefined ? [] : [[set.name, (set.elem ?? []).map(texts)]])),
    );
  }

  /** The prober of a namespace, started when first asked for. */
  prober(namespace: string): Prober {
    const known = this.probers.get(namespace) ?? new Prober(namespace);
    this.probers.set(namespace, known);
    return known;
  }

  /** Ends the probers and takes the namespaces down. Never throws. */
  async close(): Promise<void> {
    await Promise.all([...this.probers.values()].map((p) => p.end()));
    this.probers.clear();
    for (const name of this.made.splice(0)) spawnSync('ip', ['netns', 'del', name]);
  }
}

export interface SentProbe {
  readonly n: number;
  readonly proto: 'tcp' | 'udp' | 'icmp';
  readonly source: string;
  readonly target: string;
  readonly port: number;
  /** A reply is expected: do not end before it is there. */
  readonly awaited: boolean;
}

interface Answer {
  readonly replied: readonly number[];
  /** Probes that an ICMP error (or a TCP reset) answered. */
  readonly refused: readonly number[];
}

/** A process inside a namespace that serves ports and sends probes. */
export class Prober {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, (answer: unknown) => void>();
  private asked = 0;
  private readonly exited: Promise<void>;

  constructor(namespace: string) {
    this.child = spawn('ip', ['netns', 'exec', namespace, process.execPath, PROBER], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    createInterface({ input: this.child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const answer = JSON.parse(line) as { readonly id: number };
      this.waiting.get(answer.id)?.(answer);
      this.waiting.delete(answer.id);
    });
    this.exited = new Promise((resolve) => this.child.on('exit', () => resolve()));
  }

  private ask(command: object): Promise<unknown> {
    const id = this.asked++;
    const answer = new Promise((resolve) => this.waiting.set(id, resolve));
    this.child.stdin?.write(`${JSON.stringify({ id, ...command })}\n`);
    return answer;
  }

  /** Opens servers; answers what could not be opened. */
  async serve(list: readonly { readonly proto: 'tcp' | 'udp'; readonly address: string; readonly port: number }[]) {
    return (await this.ask({ serve: list })) as { readonly problems: readonly string[] };
  }

  /** Sends all probes at once and waits for the replies that are awaited, at most eight seconds. */
  async send(probes: readonly SentProbe[]): Promise<Answer> {
    return (await this.ask({ send: probes })) as Answer;
  }

  /** Asks a server for a stream of packets; answers when the last came, in ms from the start, and how many. */
  async stream(probe: Omit<SentProbe, 'n' | 'awaited'>, milliseconds: number) {
    return (await this.ask({ stream: { ...probe, milliseconds } })) as {
      readonly last: number;
      readonly count: number;
    };
  }

  async end(): Promise<void> {
    this.child.stdin?.end();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 300);
    this.child.kill();
    await this.exited;
    clearTimeout(timer);
  }
}
