/** The tiers of segmentation as data: what each is called, which findings keep a policy from it, and what its model must have. */
import type { CheckContext, RelatedPlace } from '../check.ts';
import type { Finding } from '../finding.ts';
import {
  boundaryNotDrawn,
  boundaryOpen,
  isOpenInside,
  needingOpenInside,
  oneProcessArea,
  openInside,
  zoneUnplaced,
} from './conditions.ts';

/** What a condition finds: why the model is not of the tier, and where. */
export interface ConditionReport {
  readonly message: string;
  readonly place: Finding['place'];
  readonly related?: readonly Pick<RelatedPlace, 'place' | 'message'>[];
}

export interface Condition {
  /** As blockers name it. */
  readonly name: string;
  /** What the model must be like, one sentence. */
  readonly meaning: string;
  readonly find: (context: CheckContext) => Iterable<ConditionReport>;
}

/** A check none of whose findings may be left; `where`: only these of its findings count. */
export interface TierCheck {
  readonly name: string;
  readonly where?: (finding: Finding, context: CheckContext) => boolean;
  /** Which of its findings count, in words. */
  readonly only?: string;
}

export interface Tier {
  readonly tier: number;
  readonly name: string;
  /** What it stands for, one sentence. */
  readonly meaning: string;
  readonly conditions: readonly Condition[];
  readonly checks: readonly TierCheck[];
}

const all = (...names: readonly string[]): TierCheck[] => names.map((name) => ({ name }));

/** From the lowest to the highest. A policy has reached a tier when it has reached those below and nothing of the table is found. */
export const TIERS: readonly Tier[] = [
  { tier: 0, name: 'flat', meaning: 'Nothing is kept apart for certain.', conditions: [], checks: [] },
  {
    tier: 1,
    name: 'IT/OT boundary',
    meaning: 'Business networks and the Internet reach OT only through a DMZ, and something enforces it.',
    conditions: [boundaryNotDrawn, zoneUnplaced, boundaryOpen],
    checks: [
      ...all('dmz-bypassed', 'internet-to-ot', 'ot-to-internet', 'industrial-to-business', 'mail-or-chat-to-control'),
      ...all('zone-mixes-business', 'external-in-plant'),
      {
        name: 'dual-homed',
        only: 'those of severity error: with a leg at level 4 or above, outside or in a safety zone',
        where: ({ severity }) => severity === 'error',
      },
    ],
  },
  {
    tier: 2,
    name: 'zones by process area',
    meaning:
      'OT is divided into zones that belong together, each parted from the others by something that enforces it.',
    conditions: [oneProcessArea],
    checks: [
      ...all('zone-spans-levels', 'zone-mixes-safety', 'zone-crowded', 'dual-homed', 'portable-in-fixed-zone'),
      ...all('wireless-in-wired-zone', 'address-outside-zone', 'network-overlap', 'path-missing', 'level-skip'),
      ...all('any-source', 'any-target', 'any-service', 'dmz-transit'),
      {
        name: 'unenforceable',
        only: 'zones that nothing parts; an open inside belongs to tier 4',
        where: (finding, context) => !isOpenInside(finding, context),
      },
    ],
  },
  {
    tier: 3,
    name: 'selected assets isolated',
    meaning: 'What is worth most or is easiest to take has no open neighbours, and is opened to nobody who need not.',
    conditions: [needingOpenInside],
    checks: [
      ...all('blast-reaches-safety', 'safety-inbound', 'safety-write', 'engineering-from-elsewhere', 'rule-too-wide'),
      ...all('cell-to-cell-admin', 'access-unbounded', 'access-too-wide', 'access-no-jump-host', 'jump-host-inside'),
    ],
  },
  {
    tier: 4,
    name: 'micro-segmented',
    meaning: 'In OT no asset reaches another without a rule, also within a zone, and something enforces it.',
    conditions: [openInside],
    checks: all('unenforceable', 'no-effect'),
  },
];
