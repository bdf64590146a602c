/**
 * Who reaches whom, for all at once: strongly connected components, then reachability as bitsets in reverse topological order.
 *
 * Rows are computed for a band of columns at a time, so that memory stays bounded however many classes there are.
 */
import { type Adjacency, principalAt, type ReachGraph } from './graph.ts';

export interface Components {
  readonly count: number;
  /** Component of each node. Numbers are in reverse topological order: edges lead to lower numbers or stay. */
  readonly of: Int32Array;
}

/** Tarjan's algorithm without recursion. */
export function components(nodes: number, next: Adjacency): Components {
  const of = new Int32Array(nodes).fill(-1);
  const order = new Int32Array(nodes).fill(-1);
  const low = new Int32Array(nodes);
  const at = new Int32Array(nodes);
  const stack: number[] = [];
  const path: number[] = [];
  let time = 0;
  let count = 0;
  for (let root = 0; root < nodes; root++) {
    if (order[root] !== -1) continue;
    path.push(root);
    while (path.length > 0) {
      const n = path[path.length - 1] as number;
      if (order[n] === -1) {
        order[n] = time;
        low[n] = time++;
        at[n] = next.at[n] as number;
        stack.push(n);
      }
      const child = nextUnfinished(n, next, at, order, low, of);
      if (child !== -1) {
        path.push(child);
        continue;
      }
      path.pop();
      const parent = path[path.length - 1];
      if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[n] as number);
      if (low[n] !== order[n]) continue;
      for (;;) {
        const member = stack.pop() as number;
        of[member] = count;
        if (member === n) break;
      }
      count++;
    }
  }
  return { count, of };
}

/** The next successor not yet visited; lowers `low` by those that are on the stack. */
function nextUnfinished(
  n: number,
  next: Adjacency,
  at: Int32Array,
  order: Int32Array,
  low: Int32Array,
  of: Int32Array,
): number {
  const end = next.at[n + 1] as number;
  for (let i = at[n] as number; i < end; i++) {
    const m = next.to[i] as number;
    if (order[m] === -1) {
      at[n] = i + 1;
      return m;
    }
    if (of[m] === -1) low[n] = Math.min(low[n] as number, order[m] as number);
  }
  at[n] = end;
  return -1;
}

/** Component of each node, members of each component, and whether it can come back to itself. */
interface Condensed extends Components {
  readonly start: Int32Array;
  readonly members: Int32Array;
  readonly cyclic: Uint8Array;
}

function condense(graph: ReachGraph): Condensed {
  const { count, of } = components(graph.nodes, graph.next);
  const start = new Int32Array(count + 1);
  for (const c of of) start[c + 1] = (start[c + 1] as number) + 1;
  for (let c = 0; c < count; c++) start[c + 1] = (start[c + 1] as number) + (start[c] as number);
  const fill = start.slice();
  const members = new Int32Array(graph.nodes);
  of.forEach((c, n) => {
    members[fill[c] as number] = n;
    fill[c] = (fill[c] as number) + 1;
  });
  // No node has an edge to itself: a component comes back to itself only with several nodes.
  const cyclic = new Uint8Array(count);
  for (let c = 0; c < count; c++) cyclic[c] = (start[c + 1] as number) - (start[c] as number) > 1 ? 1 : 0;
  return { count, of, start, members, cyclic };
}

/** Rows of 32-bit words held at once: 64 MB. */
const WORDS_HELD = 16 * 1024 * 1024;

/**
 * Calls `row` for each principal with the principals that it reaches in one or more steps, as bits of `words` for columns
 * `[first, first + 32 * words.length)`. Bands of columns follow each other; principals of one component share their row.
 */
export function forEachRow(
  graph: ReachGraph,
  row: (principals: readonly number[], words: Uint32Array, first: number) => void,
): void {
  const condensed = condense(graph);
  const total = Math.max(1, Math.ceil(graph.principals / 32));
  const width = Math.max(1, Math.min(total, Math.floor(WORDS_HELD / Math.max(1, condensed.count))));
  const rows = new Uint32Array(condensed.count * width);
  for (let band = 0; band < total; band += width) {
    if (band > 0) rows.fill(0);
    closeBand(graph, condensed, rows, width, band * 32);
    for (let c = 0; c < condensed.count; c++) {
      const principals: number[] = [];
      for (let i = condensed.start[c] as number; i < (condensed.start[c + 1] as number); i++) {
        const n = condensed.members[i] as number;
        if (n < graph.principals) principals.push(n);
      }
      if (principals.length > 0) row(principals, rows.subarray(c * width, (c + 1) * width), band * 32);
    }
  }
}

/** Fills the rows of all components for one band of columns. */
function closeBand(graph: ReachGraph, condensed: Condensed, rows: Uint32Array, width: number, first: number): void {
  const { of, start, members, cyclic, count } = condensed;
  const { next } = graph;
  const seen = new Int32Array(count).fill(-1);
  const setBit = (c: number, node: number): void => {
    const bit = principalAt(graph, node) - first;
    if (bit < 0 || bit >= width * 32 || node >= 2 * graph.principals) return;
    const at = c * width + (bit >>> 5);
    rows[at] = (rows[at] as number) | (1 << (bit & 31));
  };
  for (let c = 0; c < count; c++) {
    const base = c * width;
    for (let i = start[c] as number; i < (start[c + 1] as number); i++) {
      const n = members[i] as number;
      if (cyclic[c] === 1) setBit(c, n);
      for (let e = next.at[n] as number; e < (next.at[n + 1] as number); e++) {
        const m = next.to[e] as number;
        const d = of[m] as number;
        if (d === c) continue;
        setBit(c, m);
        if (seen[d] === c) continue;
        seen[d] = c;
        const other = d * width;
        for (let w = 0; w < width; w++) rows[base + w] = (rows[base + w] as number) | (rows[other + w] as number);
      }
    }
  }
}

/** Calls `visit` with each set bit's number. */
export function forEachBit(words: Uint32Array, first: number, visit: (bit: number) => void): void {
  for (let w = 0; w < words.length; w++) {
    let word = words[w] as number;
    while (word !== 0) {
      const low = word & -word;
      visit(first + w * 32 + (31 - Math.clz32(low)));
      word ^= low;
    }
  }
}
