/** Expectations: the questions that a policy asks of itself. */
import type * as ast from '../../grammar/generated/ast.ts';
import { ALL_ATOMS, ROUTED_ATOMS } from '../atoms.ts';
import { union } from '../intervals.ts';
import type { Expectation, ExpectationQuestion, Place, SelectorList, Service } from '../policy.ts';
import { placeOf, placeOfProperty } from '../source.ts';
import type { BuildContext } from './context.ts';
import type { Declarations } from './declare.ts';
import { readSelectors } from './selectors.ts';
import { readTerms } from './services.ts';
import { readInstant, textOf } from './values.ts';
import { readCountLimit } from './zones.ts';

type Read = { readonly question: ExpectationQuestion; readonly verdictPlace: Place } | undefined;
type When = { readonly at?: number; readonly during?: number };

/**
 * The expectations of a file that can be asked; one whose question the parser could not read is left to its syntax error. Their
 * indices count within the file.
 */
export function readExpectations(
  drafts: Declarations['expectations'],
  file: string,
  services: readonly Service[],
  timezone: string,
  context: BuildContext,
): Expectation[] {
  const out: Expectation[] = [];
  for (const node of drafts) {
    if (node.question === undefined) continue;
    const reader = new QuestionReader(file, services, context);
    const when: When = {
      at: readInstant(file, node, 'at', node.at, 'from', timezone, context),
      during: context.resolve(file, node.during, ['schedule'])?.index,
    };
    const untimed =
      (node.at !== undefined && when.at === undefined) || (node.during !== undefined && when.during === undefined);
    const read = reader.read(node.question, when);
    if (read === undefined) continue;
    if (read.question.kind === 'rules' && (node.at !== undefined || node.during !== undefined))
      context.report('invalid-value', 'The number of rules is asked without a time.', placeOf(file, node));
    out.push({
      index: out.length,
      ...read,
      text: textOf(node),
      place: placeOf(file, node),
      broken: reader.broken || untimed,
    });
  }
  return out;
}

class QuestionReader {
  broken = false;
  readonly #file: string;
  readonly #services: readonly Service[];
  readonly #context: BuildContext;

  constructor(file: string, services: readonly Service[], context: BuildContext) {
    this.#file = file;
    this.#services = services;
    this.#context = context;
  }

  #select(list: ast.SelectorList | undefined): SelectorList {
    const read = readSelectors(this.#file, list, [], this.#context);
    if (read.broken) this.broken = true;
    return read.list;
  }

  read(node: ast.Question, when: When): Read {
    switch (node.$type) {
      case 'BlastQuestion':
        return this.#blast(node, when);
      case 'ExposureQuestion': {
        const atMost = readCountLimit(this.#file, node, this.#context);
        return atMost === undefined
          ? undefined
          : {
              question: { kind: 'exposure', of: this.#select(node.of), atMost, ...when },
              verdictPlace: this.#at(node, 'value'),
            };
      }
      case 'RulesQuestion': {
        const firewall = this.#context.resolve(this.#file, node.firewall, ['firewall'])?.index;
        const atMost = this.#context.count(this.#file, node, 'value', node.value, 0, 1e9, 'number of rules');
        if (firewall === undefined || atMost === undefined) return undefined;
        return { question: { kind: 'rules', firewall, atMost }, verdictPlace: this.#at(node, 'value') };
      }
      case 'SelectionQuestion':
        return node.arrow === undefined ? this.#reach(node, when) : this.#permission(node, when);
    }
  }

  #at(node: ast.Question, property: string): Place {
    return placeOfProperty(this.#file, node, property);
  }

  #blast(node: ast.BlastQuestion, when: When): Read {
    const modes = ['conditioned', 'service-aware'] as const;
    const mode =
      node.mode === undefined
        ? 'worst-case'
        : this.#context.word(this.#file, node, 'mode', node.mode, modes, 'kind of blast radius');
    const atMost = readCountLimit(this.#file, node, this.#context);
    const of = this.#select(node.of);
    if (mode === undefined || atMost === undefined) return undefined;
    return { question: { kind: 'blast', of, mode, atMost, ...when }, verdictPlace: this.#at(node, 'value') };
  }

  #permission(node: ast.SelectionQuestion, when: When): Read {
    const sources = this.#select(node.sources);
    const targets = this.#select(node.targets);
    const terms = readTerms(this.#file, node.services, this.#services, ALL_ATOMS, this.#context);
    if (terms.broken) this.broken = true;
    const verdict = this.#context.word(
      this.#file,
      node,
      'verdict',
      node.verdict,
      ['allowed', 'denied'] as const,
      'verdict',
    );
    if (node.arrow === '<->')
      this.#context.report(
        'invalid-value',
        'An expectation asks in one direction: write -> and a second one back.',
        placeOfProperty(this.#file, node, 'arrow'),
      );
    if (verdict === undefined) return undefined;
    const named = union(...terms.terms.map((t) => t.atoms), []);
    const all = terms.terms.some((t) => t.kind === 'any') && verdict === 'allowed' ? ROUTED_ATOMS : named;
    return {
      question: {
        kind: 'permission',
        sources,
        targets,
        services: terms.terms,
        atoms: all,
        allowed: verdict === 'allowed',
        ...when,
      },
      verdictPlace: this.#at(node, 'verdict'),
    };
  }

  #reach(node: ast.SelectionQuestion, when: When): Read {
    const sources = this.#select(node.sources);
    const targets = this.#select(node.targets);
    const verdictPlace = this.#at(node, 'verdict');
    if (node.verdict === 'reaches') {
      const through = this.#select(node.through);
      return { question: { kind: 'only-through', sources, targets, through, ...when }, verdictPlace };
    }
    if (node.verdict !== 'can' && node.verdict !== 'cannot') return undefined;
    return { question: { kind: 'reach', sources, targets, can: node.verdict === 'can', ...when }, verdictPlace };
  }
}
