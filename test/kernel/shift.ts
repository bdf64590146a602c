/** Rulesets made for one instant, loaded at another. */

/** The ruleset as if it had been compiled for the kernel's now: every `meta time` value moved by the same distance. */
export function shifted(ruleset: string, instant: number): string {
  const by = Math.floor((Date.now() - instant) / 1000);
  return ruleset.replace(/meta time \{[^}]*\}/g, (times) => times.replace(/\d+/g, (s) => String(Number(s) + by)));
}
