/**
 * Whether two policies say the same about who may reach whom: an edit in a comment, a title, a reason or the place of a declaration
 * changes none of it. Everything is compared but what is listed here, so that what is added to the model counts until someone says
 * that it does not.
 */
import type { Policy } from '../model/policy.ts';

/** Where things stand, how they are written, and what is said about them for people. */
const WITHOUT_MEANING: ReadonlySet<string> = new Set([
  ...[
    'place',
    'namePlace',
    'typePlace',
    'zonePlaces',
    'viaPlace',
    'verdictPlace',
    'clausesAt',
    'body',
    'text',
    'everyText',
  ],
  ...[
    'title',
    'doc',
    'because',
    'owner',
    'ticket',
    'approvedBy',
    'requires',
    'vendor',
    'model',
    'firmware',
    'mac',
    'site',
  ],
  ...['log', 'monitored', 'vlans', 'source', 'blastLimit', 'stated', 'accessAtMostDays', 'standards'],
]);

/** What is small and likely to differ first. */
const LISTS = [
  ...(['rules', 'conduits', 'accesses', 'expectations', 'groups', 'schedules', 'firewalls'] as const),
  ...(['zones', 'services', 'types', 'assets', 'legs'] as const),
];

/** Whether permission, reach, blast radius and exposure are alike, asset by asset, at every instant. True says so for certain. */
export function hasSameMeaning(a: Policy, b: Policy): boolean {
  if (a === b) return true;
  if (a.header.timezone !== b.header.timezone) return false;
  return LISTS.every((list) => isAlike(a[list], b[list]));
}

function isAlike(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!isAlike(a[i], b[i])) return false;
    return true;
  }
  return !Array.isArray(b) && hasAlikeMembers(a as Members, b as Members);
}

type Members = Readonly<Record<string, unknown>>;

function hasAlikeMembers(a: Members, b: Members): boolean {
  for (const key in a) {
    const [left, right] = [a[key], b[key]];
    if (left !== right && !WITHOUT_MEANING.has(key) && !isAlike(left, right)) return false;
  }
  for (const key in b) if (b[key] !== undefined && a[key] === undefined && !WITHOUT_MEANING.has(key)) return false;
  return true;
}
