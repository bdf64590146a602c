/** What the evaluators of cluster targets share: a strict reading of YAML documents, and which pod stands for which address. */
import { Composer, type CST, Parser } from 'yaml';
import { parseAddress, parseCidr } from '../../language/model/addresses.ts';
import type { DevicePacket } from './device.ts';

export interface Span {
  readonly from: bigint;
  readonly to: bigint;
}

export type Json = Readonly<Record<string, unknown>>;

export function fail(what: string): never {
  throw new Error(`not understood: ${what}`);
}

/** An object with no members but these; those without `?` it must have. */
export function object(value: unknown, path: string, known?: readonly string[]): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(`${path} is no object`);
  if (known === undefined) return value as Json;
  const names = known.map((k) => k.replace('?', ''));
  for (const n of Object.keys(value)) if (!names.includes(n)) fail(`${path}.${n}`);
  for (const k of known) if (!k.endsWith('?') && !(k in value)) fail(`${path} has no ${k}`);
  return value as Json;
}

export function list(value: unknown, path: string): readonly unknown[] {
  return Array.isArray(value) && value.length > 0 ? value : fail(`${path} is no list`);
}

export function cidr(value: unknown): Span {
  const found = typeof value === 'string' ? parseCidr(value) : undefined;
  return found === undefined || found.hasHostBits ? fail(`CIDR ${value}`) : found;
}

/** A network, a range, or one address. */
export function stretch(text: string): Span {
  if (text.includes('/')) return cidr(text);
  const [low, high = low] = text.split('-').map(parseAddress);
  return low === undefined || high === undefined || high < low
    ? fail(`addresses ${text}`)
    : { from: low, to: high + 1n };
}

/** An end of a packet: its address, and the label of its pod, if it is one. */
export interface PacketEnd {
  readonly point: bigint;
  readonly label: string | undefined;
}

/** Pods by label, and the label of an address's pod. */
export class Pods {
  private readonly groups: readonly { readonly label: string; readonly spans: readonly Span[] }[];

  constructor(manifest: Json) {
    const m = object(manifest, 'ConfigMap', ['apiVersion', 'kind', 'metadata', 'data']);
    this.groups = Object.entries(object(m.data, 'data')).map(([label, text]) => {
      if (!/^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/.test(label)) fail(`label ${label}`);
      return { label, spans: String(text).split(' ').map(stretch) };
    });
  }

  private readonly known = new Map<bigint, string | undefined>();

  private labelOf(point: bigint): string | undefined {
    if (this.known.has(point)) return this.known.get(point);
    const held = this.groups.filter((g) => g.spans.some((s) => s.from <= point && point < s.to));
    if (held.length > 1) fail('an address with several labels');
    this.known.set(point, held[0]?.label);
    return held[0]?.label;
  }

  /** Both ends of a packet. */
  ends({
    source,
    target,
    machines = { source, target },
  }: DevicePacket): readonly [source: PacketEnd, target: PacketEnd] {
    const end = (point: bigint, machine: bigint | undefined): PacketEnd => ({
      point,
      label: machine === undefined ? undefined : this.labelOf(machine),
    });
    return [end(source, machines.source), end(target, machines.target)];
  }

  private readonly selectors = new WeakMap<object, ReadonlySet<string> | 'all'>();

  /** Whether a label selector of this project's form selects pods with a label; an empty one selects all. */
  selects(selector: unknown, label: string | undefined): boolean {
    const s = object(selector, 'selector', ['matchExpressions?']);
    const known = this.selectors.get(s) ?? this.valuesOf(s);
    this.selectors.set(s, known);
    return label !== undefined && (known === 'all' || known.has(label));
  }

  private valuesOf({ matchExpressions }: Json): ReadonlySet<string> | 'all' {
    if (matchExpressions === undefined) return 'all';
    const [only, more] = list(matchExpressions, 'matchExpressions');
    const x = object(only, 'expression', ['key', 'operator', 'values']);
    if (more !== undefined || x.key !== 'bulkhead/group' || x.operator !== 'In')
      fail(`expression ${x.key} ${x.operator}`);
    const values = list(x.values, 'values') as string[];
    for (const v of values) if (!this.groups.some((g) => g.label === v)) fail(`no group ${v}`);
    return new Set(values);
  }
}

function documents(tokens: readonly CST.Token[], version: '1.1' | '1.2'): Json[] {
  return [...new Composer({ version }).compose(tokens)].map((d) => {
    if (d.errors.length > 0 || d.warnings.length > 0) fail(`YAML: ${[...d.errors, ...d.warnings].join()}`);
    return object(d.toJS(), 'document');
  });
}

/** The documents of a stream: the pods, and the others, each with a name of its own. */
export function readManifests(text: string): { readonly pods: Pods; readonly policies: readonly Json[] } {
  const tokens = [...new Parser().parse(text)];
  const manifests = documents(tokens, '1.2');
  // What kubectl reads is YAML 1.1, in which more words are no texts.
  if (JSON.stringify(documents(tokens, '1.1')) !== JSON.stringify(manifests))
    fail('YAML that its versions read differently');
  const names = manifests.map((m) => {
    const meta = object(m.metadata, 'metadata', ['name', 'labels', 'annotations?']);
    const annotations = object(meta.annotations ?? {}, 'annotations', ['bulkhead/about?']);
    const about = annotations['bulkhead/about'] ?? '';
    if (typeof about !== 'string') fail('an annotation that is no text');
    const name = String(meta.name);
    if (!/^[a-z0-9]([a-z0-9-]{0,251}[a-z0-9])?$/.test(name)) fail(`name ${name}`);
    return `${m.kind} ${name}`;
  });
  if (new Set(names).size < names.length) fail('a name twice');
  const [groups, ...policies] = manifests;
  if (groups?.kind !== 'ConfigMap') return fail('no groups');
  return { pods: new Pods(groups), policies };
}
