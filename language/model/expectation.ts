/** The policy's own tests, as data: what each `expect` asks, and where it stands. */
import type { AtomSet } from './atoms.ts';
import type { FirewallRef, Place, ScheduleRef, SelectorList, ServiceTerm } from './policy.ts';

export type ExpectationQuestion =
  | {
      readonly kind: 'permission';
      readonly sources: SelectorList;
      readonly targets: SelectorList;
      readonly services: readonly ServiceTerm[];
      readonly atoms: AtomSet;
      readonly allowed: boolean;
      readonly at?: number;
      readonly during?: ScheduleRef;
    }
  | {
      readonly kind: 'reach';
      readonly sources: SelectorList;
      readonly targets: SelectorList;
      readonly can: boolean;
      readonly at?: number;
      readonly during?: ScheduleRef;
    }
  | {
      readonly kind: 'only-through';
      readonly sources: SelectorList;
      readonly targets: SelectorList;
      readonly through: SelectorList;
      readonly at?: number;
      readonly during?: ScheduleRef;
    }
  | {
      readonly kind: 'blast';
      readonly of: SelectorList;
      readonly mode: 'worst-case' | 'conditioned' | 'service-aware';
      readonly atMost: number;
      readonly at?: number;
      readonly during?: ScheduleRef;
    }
  | {
      readonly kind: 'exposure';
      readonly of: SelectorList;
      readonly atMost: number;
      readonly at?: number;
      readonly during?: ScheduleRef;
    }
  | { readonly kind: 'rules'; readonly firewall: FirewallRef; readonly atMost: number };

export interface Expectation {
  readonly index: number;
  readonly question: ExpectationQuestion;
  readonly text: string;
  readonly place: Place;
  /** Of the word that negates or affirms (`allowed`, `cannot`), or of the number: what a fix rewrites. */
  readonly verdictPlace?: Place;
  readonly broken: boolean;
}
