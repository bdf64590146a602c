/** A difference told as sentences, the most important first: what a reviewer must not miss stands on top. */
import { declared, expectations, findings, rules } from './declared-sentences.ts';
import { type FindingChanges, NO_FINDING_CHANGES } from './findings.ts';
import type { Difference } from './index.ts';
import { closed, opened } from './permitted-sentences.ts';
import { ordered, type Sentence, tellerOf } from './telling.ts';

/** Sections by what they mean to a reviewer, in the order of reading. */
export const SECTIONS: readonly { readonly title: string; readonly kinds: readonly Sentence['kind'][] }[] = [
  { title: 'Broken expectations', kinds: ['expectation-broken'] },
  { title: 'Opened', kinds: ['permission-gained', 'permission-changed', 'reach-gained'] },
  { title: 'No longer expected', kinds: ['expectation-removed'] },
  { title: 'New findings', kinds: ['finding-new'] },
  { title: 'Closed', kinds: ['reach-lost', 'permission-lost', 'permission-narrowed', 'expectation-mended'] },
  { title: 'Mended findings', kinds: ['finding-mended'] },
  { title: 'Declared', kinds: ['declared'] },
  { title: 'Firewall rules', kinds: ['rules'] },
];

export interface Section {
  readonly title: string;
  readonly sentences: readonly Sentence[];
}

/** All sentences of a difference: what opens before what closes, what concerns the most critical assets first. */
export function sentencesOf(difference: Difference, found: FindingChanges = NO_FINDING_CHANGES): Sentence[] {
  const teller = tellerOf(difference);
  return [
    ...expectations(difference, 'broken'),
    ...ordered(opened(teller)),
    ...expectations(difference, 'removed'),
    ...findings(found, 'new'),
    ...ordered(closed(teller)),
    ...expectations(difference, 'mended'),
    ...findings(found, 'mended'),
    ...declared(teller),
    ...rules(difference),
  ];
}

/** The sentences by section, in the order of reading; sections without any are left out. */
export function sectionsOf(sentences: readonly Sentence[]): Section[] {
  return SECTIONS.flatMap(({ title, kinds }) => {
    const own = sentences.filter((s) => kinds.includes(s.kind));
    return own.length === 0 ? [] : [{ title, sentences: own }];
  });
}
