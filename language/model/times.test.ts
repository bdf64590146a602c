/** Time sets against a minute-by-minute reading of the wall clock by Temporal itself, in and around clock changes. */
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { has, normalize } from './intervals.ts';
import {
  ALWAYS,
  cutFrom,
  FULL_WEEK,
  formatTimes,
  formatWeek,
  holdsAt,
  intersectTimes,
  intervalsWithin,
  isEmptyTimes,
  isValidTimezone,
  type LocalTime,
  localInstant,
  NEVER,
  nextChange,
  subtractTimes,
  type TimePiece,
  type TimeSet,
  timeSet,
  unionTimes,
  weekSet,
} from './times.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Three days around a clock change: spring and autumn in Los Angeles, half-hour changes on Lord Howe, none in UTC. */
const SCENES = [
  { zone: 'America/Los_Angeles', start: Date.UTC(2031, 2, 8, 12) },
  { zone: 'America/Los_Angeles', start: Date.UTC(2031, 10, 1, 12) },
  { zone: 'Australia/Lord_Howe', start: Date.UTC(2031, 9, 4, 0) },
  { zone: 'Australia/Lord_Howe', start: Date.UTC(2031, 3, 5, 0) },
  { zone: 'UTC', start: Date.UTC(2031, 2, 8, 0) },
] as const;
const SPAN = 3 * DAY;

function wallMinute(zone: string, instant: number): number {
  const z = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  return (z.dayOfWeek - 1) * 1440 + z.hour * 60 + z.minute;
}

const wallMinutes = SCENES.map(({ zone, start }) =>
  Array.from({ length: SPAN / MINUTE }, (_, i) => wallMinute(zone, start + i * MINUTE)),
);

const week = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 335 }), fc.integer({ min: 1, max: 120 })), { maxLength: 5 })
  .map((list) => normalize(list.map(([from, len]) => ({ from: from * 30, to: Math.min(10080, (from + len) * 30) }))));

/** Pieces whose ends lie in the scene, to the minute; made by union, so that the input is any set. */
function timesIn(start: number): fc.Arbitrary<TimeSet> {
  const end = fc.oneof(
    fc.integer({ min: 0, max: SPAN / MINUTE }).map((m) => start + m * MINUTE),
    fc.constantFrom(-Infinity, Infinity),
  );
  return fc
    .array(fc.tuple(end, end, fc.oneof(week, fc.constant(FULL_WEEK))), { maxLength: 4 })
    .map((pieces) => unionTimes(...pieces.map(([a, b, w]) => timeSet(Math.min(a, b), Math.max(a, b), w))));
}

function naiveHolds(set: readonly TimePiece[], instant: number, minute: number): boolean {
  return set.some((p) => instant >= p.from && instant < p.until && has(p.week, minute));
}

const scene = fc.integer({ min: 0, max: SCENES.length - 1 });
const two = scene.chain((s) => {
  const { start } = SCENES[s] as (typeof SCENES)[number];
  return fc.tuple(fc.constant(s), timesIn(start), timesIn(start));
});

function everyMinute(s: number, visit: (instant: number, minute: number) => void): void {
  const { start } = SCENES[s] as (typeof SCENES)[number];
  (wallMinutes[s] as number[]).forEach((minute, i) => void visit(start + i * MINUTE, minute));
}

describe('time sets', () => {
  it('unite, intersect and subtract exactly, minute by minute, across clock changes', () => {
    fc.assert(
      fc.property(two, ([s, a, b]) => {
        const either = unionTimes(a, b);
        const both = intersectTimes(a, b);
        const less = subtractTimes(a, b);
        everyMinute(s, (instant, minute) => {
          const inA = naiveHolds(a, instant, minute);
          const inB = naiveHolds(b, instant, minute);
          const got = [either, both, less].map((set) => naiveHolds(set, instant, minute));
          if (got[0] !== (inA || inB) || got[1] !== (inA && inB) || got[2] !== (inA && !inB))
            throw new Error(`differs at ${new Date(instant).toISOString()}`);
        });
      }),
      { numRuns: 150 },
    );
  });

  it('stay sorted, disjoint and free of empty pieces', () => {
    fc.assert(
      fc.property(two, ([, a, b]) => {
        for (const set of [unionTimes(a, b), intersectTimes(a, b), subtractTimes(a, b)])
          set.forEach((p, i) => {
            expect(p.from).toBeLessThan(p.until);
            expect(p.week.length).toBeGreaterThan(0);
            if (i > 0) expect((set[i - 1] as TimePiece).until).toBeLessThanOrEqual(p.from);
          });
      }),
      { numRuns: 200 },
    );
  });

  it('become the absolute intervals that the wall clock shows, and are empty only without any', () => {
    fc.assert(
      fc.property(two, ([s, a]) => {
        const { zone, start } = SCENES[s] as (typeof SCENES)[number];
        const intervals = intervalsWithin(a, zone, start, start + SPAN);
        let any = false;
        everyMinute(s, (instant, minute) => {
          const holds = naiveHolds(a, instant, minute);
          any ||= holds;
          if (has(intervals, instant) !== holds || holdsAt(a, instant, zone) !== holds)
            throw new Error(`differs at ${new Date(instant).toISOString()}`);
        });
        const window = intersectTimes(a, timeSet(start, start + SPAN));
        expect(isEmptyTimes(window, zone)).toBe(!any);
      }),
      { numRuns: 150 },
    );
  });

  it('say when they change next', () => {
    fc.assert(
      fc.property(two, ([s, a]) => {
        const { zone, start } = SCENES[s] as (typeof SCENES)[number];
        const first = naiveHolds(a, start, (wallMinutes[s] as number[])[0] as number);
        let expected: number | undefined;
        everyMinute(s, (instant, minute) => {
          if (expected === undefined && naiveHolds(a, instant, minute) !== first) expected = instant;
        });
        const got = nextChange(a, zone, start);
        if (expected !== undefined) expect(got).toBe(expected);
        else if (got !== undefined) expect(got).toBeGreaterThanOrEqual(start + SPAN);
      }),
      { numRuns: 150 },
    );
  });

  it('are empty where a weekly window falls wholly into a skipped hour', () => {
    const sunday = timeSet(Date.UTC(2031, 2, 9, 0), Date.UTC(2031, 2, 10, 0), weekSet([6], 120, 180));
    expect(isEmptyTimes(sunday, 'America/Los_Angeles')).toBe(true);
    expect(isEmptyTimes(sunday, 'UTC')).toBe(false);
    expect(isEmptyTimes(timeSet(-Infinity, Infinity, weekSet([6], 120, 180)), 'America/Los_Angeles')).toBe(false);
  });

  it('hold twice where a local hour occurs twice', () => {
    const set = timeSet(-Infinity, Infinity, weekSet([6], 60, 120));
    const from = Date.UTC(2031, 10, 2, 0);
    expect(intervalsWithin(set, 'America/Los_Angeles', from, from + DAY)).toEqual([
      { from: Date.UTC(2031, 10, 2, 8), to: Date.UTC(2031, 10, 2, 10) },
    ]);
  });

  it('never change again after their end, and jump over the years before their beginning', () => {
    const begin = Date.UTC(2090, 0, 1);
    expect(nextChange(timeSet(begin), 'UTC', 0)).toBe(begin);
    expect(nextChange(timeSet(begin), 'UTC', begin)).toBeUndefined();
    expect(nextChange(ALWAYS, 'UTC', 0)).toBeUndefined();
    expect(nextChange(NEVER, 'UTC', 0)).toBeUndefined();
  });

  it('lose what lies before now', () => {
    const set = unionTimes(timeSet(0, 10), timeSet(20, 30), timeSet(40));
    expect(cutFrom(set, 25)).toEqual([...timeSet(25, 30), ...timeSet(40)]);
    expect(cutFrom(ALWAYS, 7)).toEqual(timeSet(7));
  });
});

function local(text: string): LocalTime {
  const [, year, month, day, hour, minute] = (/^(\d+)-(\d+)-(\d+)T(\d+):(\d+)$/.exec(text) ?? []).map(Number);
  return { year, month, day, hour, minute } as LocalTime;
}

function instant(zone: string, text: string, edge: 'from' | 'until'): string | undefined {
  const at = localInstant(zone, local(text), edge);
  return at === undefined ? undefined : new Date(at).toISOString();
}

describe('a local time of the policy', () => {
  it('is the next that exists where the clock jumps over it', () => {
    for (const edge of ['from', 'until'] as const) {
      expect(instant('America/Los_Angeles', '2031-03-09T02:30', edge)).toBe('2031-03-09T10:00:00.000Z');
      expect(instant('Australia/Lord_Howe', '2031-10-05T02:15', edge)).toBe('2031-10-04T15:30:00.000Z');
    }
  });

  it('means its first occurrence for a beginning and its second for an end', () => {
    expect(instant('America/Los_Angeles', '2031-11-02T01:30', 'from')).toBe('2031-11-02T08:30:00.000Z');
    expect(instant('America/Los_Angeles', '2031-11-02T01:30', 'until')).toBe('2031-11-02T09:30:00.000Z');
  });

  it('ends a day where the next begins, even where midnight occurs twice or not at all', () => {
    expect(instant('UTC', '2031-12-31T24:00', 'until')).toBe('2032-01-01T00:00:00.000Z');
    expect(instant('America/Havana', '2024-11-02T24:00', 'until')).toBe('2024-11-03T04:00:00.000Z');
    expect(instant('America/Sao_Paulo', '2018-11-03T24:00', 'until')).toBe('2018-11-04T03:00:00.000Z');
  });

  it('is none where the calendar has no such day', () => {
    expect(instant('UTC', '2031-02-30T00:00', 'from')).toBeUndefined();
    expect(instant('UTC', '2031-02-03T25:00', 'from')).toBeUndefined();
    expect(instant('UTC', '2031-02-03T24:01', 'from')).toBeUndefined();
  });

  it('agrees with Temporal on every local time that exists', () => {
    fc.assert(
      fc.property(scene, fc.integer({ min: 0, max: SPAN / MINUTE - 1 }), (s, m) => {
        const { zone, start } = SCENES[s] as (typeof SCENES)[number];
        const z = Temporal.Instant.fromEpochMilliseconds(start + m * MINUTE).toZonedDateTimeISO(zone);
        const options = { from: 'earlier', until: 'later' } as const;
        for (const edge of ['from', 'until'] as const) {
          const expected = z.toPlainDateTime().toZonedDateTime(zone, { disambiguation: options[edge] });
          expect(localInstant(zone, z, edge)).toBe(expected.epochMilliseconds);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('time zones', () => {
  it('are known by their IANA names, and by nothing else', () => {
    for (const good of ['UTC', 'America/Los_Angeles', 'Etc/GMT+5', 'Australia/Lord_Howe'])
      expect(isValidTimezone(good)).toBe(true);
    for (const bad of ['', '+05:00', 'Mars/Olympus', '2020-01-01T00:00[UTC]', '../etc'])
      expect(isValidTimezone(bad)).toBe(false);
  });
});

describe('weekly windows', () => {
  it('belong to the day they start, and Sunday night runs into Monday', () => {
    expect(weekSet([1, 3], 480, 720)).toEqual([
      { from: 1920, to: 2160 },
      { from: 4800, to: 5040 },
    ]);
    expect(weekSet([6], 22 * 60, 6 * 60)).toEqual([
      { from: 0, to: 360 },
      { from: 8640 + 1320, to: 10080 },
    ]);
    expect(weekSet([0, 1, 2, 3, 4, 5, 6], 0, 1440)).toEqual(FULL_WEEK);
  });

  it('are labelled as a schedule is written', () => {
    expect(formatWeek(weekSet([1, 3], 480, 720))).toBe('Tue, Thu 08:00-12:00');
    expect(formatWeek(weekSet([0, 1, 2, 3, 4], 360, 1080))).toBe('Mon-Fri 06:00-18:00');
    expect(formatWeek(weekSet([6], 1320, 360))).toBe('Sun 22:00-06:00');
    expect(formatWeek(weekSet([5, 6], 0, 1440))).toBe('Sat, Sun');
    expect(formatWeek(FULL_WEEK)).toBe('every day');
    expect(formatTimes(timeSet(Date.UTC(2031, 2, 4, 8), Date.UTC(2031, 2, 4, 17), weekSet([1], 480, 720)), 'UTC')).toBe(
      'from 2031-03-04 08:00 until 2031-03-04 17:00, Tue 08:00-12:00',
    );
    expect(formatTimes(ALWAYS, 'UTC')).toBe('always');
  });

  it('have a label that names every minute once', () => {
    fc.assert(
      fc.property(week, (w) => {
        expect(readWeek(formatWeek(w))).toEqual(w);
      }),
      { numRuns: 300 },
    );
  });
});

/** Reads a label back, by the words of LANGUAGE.md. */
function readWeek(label: string): readonly { from: number; to: number }[] {
  if (label === 'never') return [];
  if (label === 'every day') return FULL_WEEK;
  const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  const parts = label.split('; ').flatMap((group) => {
    const [, days, h1, m1, h2, m2] = /^([A-Z][^0-9]*?)(?: (\d+):(\d+)-(\d+):(\d+))?$/.exec(group) ?? [];
    const list = (days as string).split(', ').flatMap((d) => {
      const [a, b = a] = d.split('-').map((n) => names.indexOf(n));
      return Array.from({ length: (b as number) - (a as number) + 1 }, (_, i) => (a as number) + i);
    });
    return h1 === undefined
      ? [weekSet(list, 0, 1440)]
      : [weekSet(list, Number(h1) * 60 + Number(m1), Number(h2) * 60 + Number(m2))];
  });
  return normalize(parts.flat());
}
