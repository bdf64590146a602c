/** The `policy` declaration, and the defaults where there is none. */
import type * as ast from '../../grammar/generated/ast.ts';
import type { PolicyHeader } from '../policy.ts';
import { insideOf, placeOf, placeOfProperty } from '../source.ts';
import { isValidTimezone } from '../times.ts';
import type { BuildContext } from './context.ts';
import { firstOf, stated } from './values.ts';
import { readCountLimit } from './zones.ts';

/** Days that a vendor's access may last where the policy does not say (LANGUAGE.md *policy*). */
const DEFAULT_ACCESS_DAYS = 30;

export interface HeaderDraft {
  readonly node: ast.PolicyDecl;
  readonly file: string;
}

/** The first `policy` declaration counts; another one is reported. */
export function buildHeader(headers: readonly HeaderDraft[], context: BuildContext): PolicyHeader {
  const [first, ...others] = headers;
  for (const other of others)
    context.report(
      'duplicate-name',
      'A policy is declared once; this is the second.',
      placeOf(other.file, other.node),
      [],
      [{ place: placeOf(first?.file ?? '', first?.node ?? other.node), message: 'The first is here' }],
    );
  if (first === undefined) return { title: '', timezone: 'UTC', accessAtMostDays: DEFAULT_ACCESS_DAYS, standards: [] };
  const { node, file } = first;
  const members = node.body?.members ?? [];
  context.once(file, members, (m) => (m.$type === 'Standard' ? undefined : NAMES[m.$type]));
  const owner = firstOf(members, 'Owner');
  const limit = firstOf(members, 'BlastLimit');
  return {
    title: context.text(file, node, 'title', node.title) ?? '',
    owner: owner && context.text(file, owner, 'value', owner.value),
    timezone: readTimezone(file, firstOf(members, 'Timezone'), context),
    blastLimit: limit && stated(file, limit, readCountLimit(file, limit, context)),
    accessAtMostDays: readAccessLimit(file, firstOf(members, 'AccessLimit'), context) ?? DEFAULT_ACCESS_DAYS,
    standards: members.flatMap((m) =>
      m.$type === 'Standard' ? m.values.map((v, i) => context.text(file, m, 'values', v, i) ?? '') : [],
    ),
    place: placeOf(file, node),
    body: insideOf(file, node.body),
  };
}

const NAMES: Readonly<Record<string, string>> = {
  Owner: 'owner',
  Timezone: 'timezone',
  BlastLimit: 'blast-radius',
  AccessLimit: 'access at most',
};

function readAccessLimit(file: string, node: ast.AccessLimit | undefined, context: BuildContext): number | undefined {
  if (node === undefined) return undefined;
  if (node.unit !== undefined) context.word(file, node, 'unit', node.unit, ['days', 'day'], 'unit');
  return context.count(file, node, 'value', node.value, 0, 36500, 'number of days');
}

function readTimezone(file: string, node: ast.Timezone | undefined, context: BuildContext): string {
  if (node === undefined) return 'UTC';
  const name = context.text(file, node, 'value', node.value) ?? 'UTC';
  if (isValidTimezone(name)) return name;
  context.report(
    'invalid-value',
    `${name} is no IANA time zone, such as America/Los_Angeles. Times are read as UTC.`,
    placeOfProperty(file, node, 'value'),
  );
  return 'UTC';
}
