/**
 * Cisco's time ranges, of IOS and ASA, by their command references: one absolute stretch, periodic stretches inside it, the last minute
 * included. The clock is UTC: an output with time ranges must have set it.
 */
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October'],
  ...['November', 'December'],
];
const MINUTE = 60;
const CLOCK = '([01]\\d|2[0-3]):([0-5]\\d)';
const MOMENT = `${CLOCK} ([1-9]|[12]\\d|3[01]) (${MONTHS.join('|')}) (\\d{4})`;

function fail(what: string): never {
  throw new Error(`not understood: ${what}`);
}

interface Periodic {
  readonly days: readonly number[];
  readonly from: number;
  readonly to: number;
}

export class CiscoTimeRange {
  private absolute: { readonly start: number; readonly end: number } | undefined;
  private readonly periodic: Periodic[] = [];

  read(line: string): void {
    const absolute = new RegExp(`^absolute(?: start ${MOMENT})?(?: end ${MOMENT})?$`).exec(line);
    const periodic = new RegExp(`^periodic ((?:(?:${DAYS.join('|')}) )+)${CLOCK} to ${CLOCK}$`).exec(line);
    if (absolute !== null && line !== 'absolute' && this.absolute === undefined) {
      const start = absolute[1] === undefined ? -Infinity : moment(absolute.slice(1, 6));
      const end = absolute[6] === undefined ? Infinity : moment(absolute.slice(6, 11)) + MINUTE;
      if (!(start < end) || (end !== Infinity && end > Date.UTC(2036, 0, 1) / 1000)) fail(line);
      this.absolute = { start, end };
    } else if (periodic !== null) {
      const days = (periodic[1] as string)
        .trim()
        .split(' ')
        .map((d) => DAYS.indexOf(d));
      const [from, to] = [minutes(periodic.slice(2, 4)), minutes(periodic.slice(4, 6)) + 1];
      if (from >= to) fail(line);
      this.periodic.push({ days, from, to });
    } else fail(line);
  }

  /** Epoch seconds. */
  holds(time: number): boolean {
    if (this.absolute === undefined && this.periodic.length === 0) fail('an empty time range');
    if (this.absolute !== undefined && !(time >= this.absolute.start && time < this.absolute.end)) return false;
    if (this.periodic.length === 0) return true;
    const at = new Date(time * 1000);
    const [day, minute] = [(at.getUTCDay() + 6) % 7, at.getUTCHours() * 60 + at.getUTCMinutes()];
    return this.periodic.some((p) => p.days.includes(day) && minute >= p.from && minute < p.to);
  }
}

function minutes([h, m]: readonly (string | undefined)[]): number {
  return Number(h) * 60 + Number(m);
}

/** Epoch seconds. */
function moment([h, m, day, month, year]: readonly (string | undefined)[]): number {
  return Date.UTC(Number(year), MONTHS.indexOf(month as string), Number(day), Number(h), Number(m)) / 1000;
}
