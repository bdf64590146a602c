/** `bulkhead access`: asks for, approves and revokes vendor access, and says how it stands and when it changes. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { AccessStanding } from '../../language/access/index.ts';
import type { Policy } from '../../language/model/policy.ts';
import { formatInstant, formatTimes } from '../../language/model/times.ts';
import type { ChangeOptions } from '../access-changes.ts';
import { EXIT, InputError } from '../errors.ts';
import { instantJson, placeJson } from '../json.ts';
import { finishWithMeaning } from '../meaning.ts';
import { type CommonOptions, policyCommand, wholeNumber, withExamples } from '../options.ts';
import { count, deliver, jsonText, printable, styled } from '../output.ts';
import { openSession, pathOf, type Session, shown } from '../session.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export function accessCommand(): Command {
  const command = new Command('access').description(
    'Vendor access: ask for it, approve it, revoke it, see how it stands.',
  );
  for (const create of [requestCommand, approveCommand, revokeCommand, listCommand, scheduleCommand])
    command.addCommand(create());
  return withExamples(command, [
    ['bulkhead access list', 'what is pending, active, ending soon and ended'],
    [
      "bulkhead access request --vendor ABB --allow 'JUMP-1 -> ENG-1 : rdp' --from 2031-03-04T08:00 --until 2031-03-04T17:00",
      'an access that nobody has approved yet',
    ],
    ['bulkhead access approve ABB-access --by "J. Ortiz" --ticket CHG-1042', 'with the name of who answers for it'],
    ['bulkhead access revoke ABB-access', 'ends it now'],
    ['bulkhead access schedule --format cron', 'when to compile again'],
  ]);
}

function changing(name: string, description: string): Command {
  return policyCommand(name, description, ['text', 'json']).option(
    '--dry-run',
    'write nothing; show the change and what it opens',
  );
}

interface RequestOptions extends ChangeOptions {
  readonly name?: string;
  readonly title?: string;
  readonly vendor?: string;
  readonly allow: readonly string[];
  readonly from: string;
  readonly until: string;
  readonly every?: readonly string[];
  readonly requires?: string;
  readonly owner?: string;
  readonly ticket?: string;
  readonly file?: string;
}

const gather = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

function requestCommand(): Command {
  return changing('request', 'Write an access that nobody has approved yet. Refused where it would be in error.')
    .option('--name <name>', "its name (default: the vendor's)")
    .option('--title <text>', 'what it is for, in a few words')
    .option('--vendor <text>', 'whom it is for')
    .requiredOption('--allow <rule>', 'what it opens, as JUMP-1 -> ENG-1 : rdp; may be stated several times', gather)
    .requiredOption('--from <time>', "its beginning, on the policy's clock: 2031-03-04T08:00")
    .requiredOption('--until <time>', "its end, on the policy's clock")
    .option(
      '--every <days>',
      'only at these times of the week: "tue, thu 08:00-12:00"; may be stated several times',
      gather,
    )
    .option('--requires <list>', 'what a session needs (default: mfa, session-recording)')
    .option('--owner <text>', 'who answers for it')
    .option('--ticket <text>', 'the change it belongs to')
    .option('--file <path>', 'the file of the policy to write into (default: the one with accesses)')
    .action(async (options: RequestOptions) => {
      const { requestAccess } = await import('../../language/access/index.ts');
      const { changeAccess } = await import('../access-changes.ts');
      const { allow, every, requires, name, title, vendor, owner, ticket, file, from, until } = options;
      const asked = {
        ...{ rules: allow, from, until },
        ...(every === undefined ? {} : { every }),
        ...(requires === undefined
          ? {}
          : { requires: requires.split(',').flatMap((r) => (r.trim() === '' ? [] : [r.trim()])) }),
        ...stated({ name, title, vendor, owner, ticket, file }),
      };
      await changeAccess(options, (ground) => requestAccess(ground, asked), 'requested');
    });
}

/** The entries that have a value. */
function stated<K extends string>(entries: Readonly<Record<K, string | undefined>>): Partial<Record<K, string>> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as Partial<
    Record<K, string>
  >;
}

function approveCommand(): Command {
  return changing('approve', 'Write who approved an access. Refused while the checks find an error in it.')
    .argument('<access>', 'its name')
    .requiredOption('--by <name>', 'who approves')
    .option('--ticket <text>', 'the change it belongs to, where it states none')
    .action(async (name: string, options: ChangeOptions & { readonly by: string; readonly ticket?: string }) => {
      const { approveAccess } = await import('../../language/access/index.ts');
      const { changeAccess } = await import('../access-changes.ts');
      const { by, ticket } = options;
      await changeAccess(options, (ground) => approveAccess(ground, { name, by, ...stated({ ticket }) }), 'approved');
    });
}

function revokeCommand(): Command {
  return changing('revoke', 'End an access now. One that has not begun goes from the file.')
    .argument('<access>', 'its name')
    .option('--remove', 'take it out of the file also where it has begun')
    .action(async (name: string, options: ChangeOptions & { readonly remove?: boolean }) => {
      const { revokeAccess } = await import('../../language/access/index.ts');
      const { changeAccess } = await import('../access-changes.ts');
      await changeAccess(
        options,
        (ground) => revokeAccess(ground, { name, remove: options.remove === true }),
        'revoked',
      );
    });
}

function listCommand(): Command {
  return policyCommand('list', 'How every access stands: pending, active, ending soon, ended.', ['text', 'json'])
    .option('--soon <hours>', 'an end within so many hours is soon', wholeNumber, 24)
    .action(list);
}

async function list(options: CommonOptions & { readonly soon: number }): Promise<void> {
  const { standingOf } = await import('../../language/access/index.ts');
  const session = await openSession(undefined, options);
  const { policy } = session;
  const now = session.at ?? session.now;
  const standings = policy.accesses.map((a) => standingOf(policy, a, now, options.soon * HOUR));
  const order = ['active', 'ending soon', 'pending', 'ended'];
  standings.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || (a.access.id < b.access.id ? -1 : 1));
  if (options.format === 'json')
    deliver(jsonText({ accesses: standings.map((s) => standingJson(policy, s)) }), options.output);
  else
    deliver(
      standings.length === 0 ? 'There is no vendor access.' : standings.map((s) => standingText(session, s)).join('\n'),
      options.output,
    );
  finishWithMeaning(session);
}

const COLOURS = { active: 'green', 'ending soon': 'yellow', pending: 'cyan', ended: 'gray' } as const;

function standingText(
  session: Session,
  { access, state, approved, window, permitsNow, times }: AccessStanding,
): string {
  const { timezone } = session.policy.header;
  const why = [
    ...(approved ? [`approved by ${access.approvedBy}`] : ['not approved']),
    ...(window === 'to come'
      ? ['has not begun']
      : window === 'waiting'
        ? ['waits for its hours']
        : window === 'permits nothing'
          ? ['permits nothing']
          : []),
    ...(permitsNow && !approved ? ['and yet open now: its rules count while they stand in the policy'] : []),
  ];
  const what = [access.vendor, access.title].filter(Boolean).join(', ');
  const where = `${shown(pathOf(session, access.place.file))}:${access.place.line + 1}`;
  return [
    `${styled(COLOURS[state], state.padEnd(11))}  ${styled('bold', printable(access.name))}${what === '' ? '' : printable(`  ${what}`)}`,
    printable(`             ${why.join(', ')}; ${formatTimes(times, timezone)}`),
    `             ${styled('gray', printable(where))}`,
  ].join('\n');
}

function standingJson(
  policy: Policy,
  { access, state, approved, permitsNow }: AccessStanding,
): Record<string, unknown> {
  return {
    name: access.name,
    title: access.title ?? null,
    vendor: access.vendor ?? null,
    state,
    approved,
    permitsNow,
    from: instantJson(access.from?.value) ?? null,
    until: instantJson(access.until?.value) ?? null,
    every: access.everyText ?? null,
    approvedBy: access.approvedBy ?? null,
    ticket: access.ticket ?? null,
    requires: access.requires,
    rules: access.rules.flatMap((r) => policy.rules[r] ?? []).map((rule) => ({ rule: rule.id, text: rule.text })),
    ...placeJson(access.place),
  };
}

interface ScheduleOptions extends CommonOptions {
  readonly days: number;
  readonly most: number;
  readonly command: string;
  readonly timeZone?: string;
}

function scheduleCommand(): Command {
  return policyCommand('schedule', 'The instants at which access opens and closes next, to compile again at each.', [
    'text',
    'json',
    'cron',
  ])
    .option('--days <days>', 'how far ahead', wholeNumber, 90)
    .option('--most <number>', 'at most so many changes', wholeNumber, 200)
    .addOption(
      new Option('--command <line>', 'with cron: what runs, one line of shell')
        .argParser(oneLine)
        .default('bulkhead compile'),
    )
    .option(
      '--time-zone <zone>',
      "with cron: the time zone in which the machine's cron reads its lines (default: the policy's)",
    )
    .action(schedule);
}

function oneLine(value: string): string {
  if (/[\r\n]/.test(value)) throw new InvalidArgumentError('A command of a crontab is one line.');
  return value;
}

async function schedule(options: ScheduleOptions): Promise<void> {
  const { cronText, timetable } = await import('../../language/access/index.ts');
  const { isValidTimezone } = await import('../../language/model/times.ts');
  const session = await openSession(undefined, options);
  const { policy } = session;
  const { timezone } = policy.header;
  const zone = options.timeZone ?? timezone;
  if (!isValidTimezone(zone)) throw new InputError(`There is no time zone ${zone}. Write it as Europe/Vienna or UTC.`);
  const now = session.at ?? session.now;
  const events = timetable(policy, { now, until: now + options.days * DAY, most: options.most });
  if (options.format === 'cron')
    deliver(cronText(events, { timezone: zone, command: options.command }), options.output);
  else if (options.format === 'json') {
    const changes = events.map(({ at, access, opens }) => ({
      ...{
        at: instantJson(at),
        local: formatInstant(timezone, at),
        access: access.name,
        change: opens ? 'opens' : 'closes',
      },
      ...placeJson(access.place),
    }));
    deliver(jsonText({ timezone, changes }), options.output);
  } else {
    const lines = events.map(
      ({ at, access, opens }) =>
        `${formatInstant(timezone, at)}  ${printable(access.name)} ${opens ? 'opens' : 'closes'}`,
    );
    deliver(
      lines.length === 0 ? `No access changes within ${count(options.days, 'day')}.` : lines.join('\n'),
      options.output,
    );
  }
  if (session.withoutMeaning.length > 0) process.exitCode = EXIT.findings;
  finishWithMeaning(session);
}
