/** Binary search in ascending numbers. */

/** The first position whose value is not below `value`. */
export function lowerBound(list: readonly number[], value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if ((list[mid] as number) < value) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** Whether an ascending list has the value. */
export function isMember(list: readonly number[], value: number): boolean {
  return list[lowerBound(list, value)] === value;
}
