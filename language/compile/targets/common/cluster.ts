/**
 * For clusters: who the pods are that rules speak of, and manifests as lines. A pod stands for the addresses of one cell and carries
 * its name as the label `bulkhead/group`; whoever is no pod is known by address.
 */
import { stringify } from 'yaml';
import { type AddressSet, formatAddresses, formatCidr } from '../../../model/addresses.ts';
import type { NamedAddresses } from '../../named-addresses.ts';
import type { OutputLine } from '../target.ts';
import { type AddressCell, addressCells, CellIndex } from './address-cells.ts';
import { type AllowBox, inFamilies } from './allow-boxes.ts';
import { cidrPieces } from './cidr-pieces.ts';
import type { JsonValue } from './json-lines.ts';
import { cleanLine, NameAllocator, UNICODE_LINE } from './text.ts';

export const GROUP_LABEL = 'bulkhead/group';

/** What a manifest says of whoever made it. */
const MANAGED = { 'app.kubernetes.io/managed-by': 'bulkhead' };
const LABEL = 63;
const ANNOTATION = 1000;

export type Manifest = { readonly [key: string]: JsonValue };

/** The pods of one cluster by the addresses that they stand for. */
export class PodGroups {
  private readonly cells: readonly AddressCell[];
  private readonly index: CellIndex;
  private readonly labels: ReadonlyMap<AddressCell, string>;

  /** `sets`: all that rules speak of. */
  constructor(sets: readonly AddressSet[], named: readonly NamedAddresses[]) {
    this.cells = addressCells(sets, named);
    this.index = new CellIndex(this.cells);
    const names = new NameAllocator({ limit: LABEL, allowed: 'A-Za-z0-9-', joint: '-' });
    this.labels = new Map(this.cells.map((c) => [c, names.name(c.name)]));
  }

  /** A product in its families, or in one piece where both are of the same pods on both sides. */
  inFamilies<B extends AllowBox>(box: B): B[] {
    const parts = inFamilies(box);
    const pods = parts.map((p) => JSON.stringify([p.sources, p.targets].map((side) => this.labelsIn(side))));
    return parts.length === 2 && pods[0] === pods[1] ? [box] : parts;
  }

  /** A selector of the pods that stand for some addresses, which are a union of cells or of one family of them. */
  selector(addresses: AddressSet): Manifest {
    return { matchExpressions: [{ key: GROUP_LABEL, operator: 'In', values: this.labelsIn(addresses) }] };
  }

  private labelsIn(addresses: AddressSet): string[] {
    return this.index.in(addresses).map((c) => this.labels.get(c) ?? '');
  }

  /** A manifest that no controller acts on: which label stands for which addresses. */
  manifest(): Manifest {
    const data = this.cells.map((c): [string, string] => [
      this.labels.get(c) ?? '',
      formatAddresses(c.addresses).join(' '),
    ]);
    return {
      ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'bulkhead-groups', labels: MANAGED } },
      data: Object.fromEntries(data),
    };
  }
}

/** `metadata` of a manifest; its name is of small letters, digits and `-`. */
export function metadata(name: string, about: string): Manifest {
  const said = cleanLine(about, { allowed: UNICODE_LINE, instead: ' ', limit: ANNOTATION });
  return { name, labels: MANAGED, annotations: { 'bulkhead/about': said } };
}

/** Names of manifests: each unlike the others, by DNS's rules. */
export function manifestNames(): NameAllocator {
  return new NameAllocator({ limit: 200, allowed: 'a-z0-9-', joint: '-', ignoreCase: true });
}

/** CIDRs of a set, in order. */
export function cidrs(addresses: AddressSet): string[] {
  return cidrPieces(addresses).map(formatCidr);
}

/** A manifest and the rule that it comes from. */
export interface Item {
  readonly manifest: Manifest;
  readonly rule?: string;
}

/** A stream of YAML documents, line by line; every text is one for readers of YAML 1.1, too, as kubectl is. */
export function manifestLines(items: readonly Item[]): OutputLine[] {
  return items.flatMap(({ manifest, rule }) => {
    const text = stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' }).trimEnd();
    return [
      { text: '---' },
      ...text.split('\n').map((line) => ({ text: line, ...(rule === undefined ? {} : { rule }) })),
    ];
  });
}

/** A line for people at the head of a stream. */
export function yamlComment(note: string): OutputLine {
  return { text: `# ${cleanLine(note, { allowed: UNICODE_LINE, instead: ' ', limit: 1000 })}`.trimEnd() };
}
