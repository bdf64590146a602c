/** Long work cut into slices, between which the server reads what the client sends: requests and newer edits come first. */

/** Longest stretch of work without a look at what has come in, in milliseconds. */
const SLICE_MS = 10;

/**
 * Runs `work` until it is through (true), slice by slice: it is told when to stop, and answers whether it is through. Ends with false,
 * between two slices, where the work is wanted no more.
 */
export async function inSlices(work: (stop: () => boolean) => boolean, wanted: () => boolean): Promise<boolean> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve));
    if (!wanted()) return false;
    const end = performance.now() + SLICE_MS;
    if (work(() => performance.now() > end)) return true;
  }
}
