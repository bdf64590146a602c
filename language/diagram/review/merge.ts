/** Two lists in one: what both have once, in the order of the newer, and what only the older has after what stood before it there. */

export interface Merged<T> {
  readonly before?: T;
  readonly after?: T;
}

/** Keys are unique in each list. */
export function merge<T>(before: readonly T[], after: readonly T[], keyOf: (one: T) => string): Merged<T>[] {
  const now = new Map(after.map((one) => [keyOf(one), one]));
  const old = new Map(before.map((one) => [keyOf(one), one]));
  /** What only the older list has, by the key that it follows there. */
  const following = new Map<string | undefined, T[]>();
  let last: string | undefined;
  for (const one of before) {
    const key = keyOf(one);
    if (now.has(key)) last = key;
    else following.set(last, [...(following.get(last) ?? []), one]);
  }
  const gone = (key: string | undefined): Merged<T>[] => (following.get(key) ?? []).map((one) => ({ before: one }));
  return [
    ...gone(undefined),
    ...[...now].flatMap(([key, one]): Merged<T>[] => {
      const was = old.get(key);
      return [{ ...(was !== undefined && { before: was }), after: one }, ...gone(key)];
    }),
  ];
}

/** The newer of a pair, or the older where it is gone. */
export function newest<T>({ before, after }: Merged<T>): T {
  return (after ?? before) as T;
}
