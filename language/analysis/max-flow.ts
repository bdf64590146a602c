/** The greatest flow through a network with whole capacities, and the smallest cut that it shows (Dinic 1970). */

/** Stands for no bound: more than any sum of capacities that a policy gives rise to. */
export const UNBOUNDED = 2 ** 40;

/** A network that edges are added to and a flow is then sent through, once. */
export class FlowNetwork {
  readonly #first: Int32Array;
  readonly #next: number[] = [];
  readonly #to: number[] = [];
  readonly #left: number[] = [];
  #level = new Int32Array(0);
  #at = new Int32Array(0);

  constructor(nodes: number) {
    this.#first = new Int32Array(nodes).fill(-1);
  }

  /** Adds an edge of a capacity, a whole number of at least 0. */
  edge(from: number, to: number, capacity: number): void {
    this.#half(from, to, capacity);
    this.#half(to, from, 0);
  }

  #half(from: number, to: number, capacity: number): void {
    this.#next.push(this.#first[from] as number);
    this.#first[from] = this.#to.push(to) - 1;
    this.#left.push(capacity);
  }

  /** Sends as much as can be from one node to another; `UNBOUNDED` or more where a path without bound leads there. */
  send(from: number, to: number): number {
    let sum = 0;
    while (sum < UNBOUNDED && this.#findLevels(from, to)) {
      this.#at = this.#first.slice();
      for (let sent = this.#augment(from, to); sent > 0; sent = this.#augment(from, to)) sum += sent;
    }
    return sum;
  }

  /** After `send`: the nodes that more could still be sent to from a node. Edges out of them make up the cut nearest to it. */
  reachable(from: number): Uint8Array {
    const seen = new Uint8Array(this.#first.length);
    this.#walk(from, (node) => {
      seen[node] = 1;
    });
    return seen;
  }

  #walk(from: number, visit: (node: number, level: number) => void): void {
    const seen = new Uint8Array(this.#first.length);
    seen[from] = 1;
    visit(from, 0);
    let layer = [from];
    for (let level = 1; layer.length > 0; level++) {
      const following: number[] = [];
      for (const node of layer)
        for (let e = this.#first[node] as number; e !== -1; e = this.#next[e] as number) {
          const other = this.#to[e] as number;
          if (seen[other] === 1 || (this.#left[e] as number) === 0) continue;
          seen[other] = 1;
          visit(other, level);
          following.push(other);
        }
      layer = following;
    }
  }

  #findLevels(from: number, to: number): boolean {
    this.#level = new Int32Array(this.#first.length).fill(-1);
    this.#walk(from, (node, level) => {
      this.#level[node] = level;
    });
    return this.#level[to] !== -1;
  }

  /** One path of the layered network, without recursion; what was sent along it, or 0. */
  #augment(from: number, to: number): number {
    const path: number[] = [];
    let node = from;
    while (node !== to) {
      const e = this.#at[node] as number;
      if (e === -1) {
        const back = path.pop();
        if (back === undefined) return 0;
        node = this.#to[back ^ 1] as number;
        this.#at[node] = this.#next[this.#at[node] as number] as number;
      } else if (
        (this.#left[e] as number) > 0 &&
        this.#level[this.#to[e] as number] === (this.#level[node] as number) + 1
      ) {
        path.push(e);
        node = this.#to[e] as number;
      } else this.#at[node] = this.#next[e] as number;
    }
    const sent = Math.min(...path.map((e) => this.#left[e] as number));
    for (const e of path) {
      this.#left[e] = (this.#left[e] as number) - sent;
      this.#left[e ^ 1] = (this.#left[e ^ 1] as number) + sent;
    }
    return sent;
  }
}
