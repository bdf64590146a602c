/** Rules made for one instant, loaded at another. */

/** The rules as if they had been compiled for the kernel's now: every `meta time` and every date of `-m time` moved by the same distance. */
export function shifted(rules: string, instant: number): string {
  const by = Math.floor((Date.now() - instant) / 1000);
  return rules
    .replace(/meta time \{[^}]*\}/g, (times) => times.replace(/\d+/g, (s) => String(Number(s) + by)))
    .replace(/--date(start|stop) (\S+)/g, (_, end, date) => {
      const moved = new Date(Date.parse(`${date}Z`) + by * 1000).toISOString().slice(0, 19);
      return `--date${end} ${moved}`;
    });
}
