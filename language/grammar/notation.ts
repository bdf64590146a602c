/** The grammar's rules as people read them: `zone NAME ["text"] [{ ... }]`. */
import { GrammarAST } from 'langium';
import { segServices } from './parser.ts';

/** What stands for a terminal, or for a rule that is not written out. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  STRING: '"text"',
  NUMBER: 'N',
  NUMBER_RANGE: 'N-N',
  ADDRESS: 'ADDRESS',
  DATETIME: 'DATE',
  TIMES: 'HH:MM-HH:MM',
  HEX: '0xN',
  NAME: 'NAME',
  Name: 'NAME',
  Word: 'WORD',
  MacAddress: 'MAC',
  SelectorList: 'SELECTION',
  Selector: 'SELECTOR',
  ServiceList: 'SERVICES',
  Clause: 'CLAUSE',
  Every: 'every ...',
};
/** What a reference names, by the property that holds it. */
const REFERENCES: Readonly<Record<string, string>> = {
  asset: 'ASSET',
  during: 'SCHEDULE',
  firewall: 'FIREWALL',
  firewalls: 'FIREWALL',
  from: 'ZONE',
  parent: 'TYPE',
  parts: 'SERVICE',
  schedule: 'SCHEDULE',
  service: 'SERVICE',
  services: 'SERVICE',
  target: 'NAME',
  to: 'ZONE',
  type: 'TYPE',
  zone: 'ZONE',
  zones: 'ZONE',
};

/** What a word or a name is, by the property that holds it. */
const WORDS: Readonly<Record<string, string>> = {
  days: 'DAYS',
  effect: 'code-execution',
  mode: 'MODE',
  requirement: 'REQUIREMENT',
  rest: 'rest',
  unit: 'UNIT',
  verdict: '(allowed | denied)',
};

type Element = GrammarAST.AbstractElement;

/** A parser rule by its name. Throws where the grammar has none. */
export function grammarRule(name: string): GrammarAST.ParserRule {
  const rule = segServices().Grammar.rules.find((r) => r.name === name);
  if (rule === undefined || !GrammarAST.isParserRule(rule)) throw new Error(`The grammar has no rule ${name}.`);
  return rule;
}

/** Rules that only choose among others: `ZoneMember: Level | Kind | ...`, written out to the rules that begin with a word. */
export function alternativesOf(name: string): string[] {
  const { definition } = grammarRule(name);
  const calls = (element: Element): string[] => {
    if (GrammarAST.isAlternatives(element)) return element.elements.flatMap(calls);
    return GrammarAST.isRuleCall(element) ? [element.rule.$refText] : [];
  };
  const called = calls(definition);
  return called.length === 0 ? [name] : called.flatMap(alternativesOf);
}

/** The words that a rule may begin with; a rule that begins with a name has none. */
export function firstWords(name: string): string[] {
  const words = (element: Element): string[] => {
    if (GrammarAST.isKeyword(element)) return [element.value];
    if (GrammarAST.isAssignment(element)) return words(element.terminal);
    if (GrammarAST.isAlternatives(element)) return element.elements.flatMap(words);
    if (GrammarAST.isGroup(element)) return words(element.elements.find((e) => !GrammarAST.isAction(e)) ?? element);
    return [];
  };
  return words(grammarRule(name).definition);
}

/** A rule in the notation of the reference. `written`: is told every rule that this writes out, and every one that stands for itself. */
export function notationOf(name: string, written: (rule: string) => void = () => {}): string {
  written(name);
  return elementText(grammarRule(name).definition, '', written);
}

function elementText(element: Element, property: string, written: (rule: string) => void): string {
  return repeated(coreText(element, property, written), element);
}

function coreText(element: Element, property: string, written: (rule: string) => void): string {
  if (property === 'unit') return WORDS.unit ?? '';
  if (GrammarAST.isKeyword(element)) return element.value;
  if (GrammarAST.isAssignment(element)) return elementText(element.terminal, element.feature, written);
  if (GrammarAST.isAlternatives(element)) {
    const texts = [...new Set(element.elements.map((e) => elementText(e, property, written)))];
    return texts.length === 1 ? (texts[0] ?? '') : `(${texts.join(' | ')})`;
  }
  if (GrammarAST.isGroup(element)) return groupText(element, property, written);
  return GrammarAST.isRuleCall(element) ? callText(element.rule.$refText, property, written) : '';
}

/** `X (',' X)*` is written `X, ...`. */
function groupText(group: GrammarAST.Group, property: string, written: (rule: string) => void): string {
  const parts: string[] = [];
  for (const element of group.elements) {
    const text = elementText(element, property, written);
    const again = parts.at(-1);
    if (text === '') continue;
    if (again !== undefined && /^\[?,/.test(text)) parts[parts.length - 1] = `${again}, ...`;
    else parts.push(text);
  }
  return parts.join(' ').replace(/ ,/g, ',');
}

function callText(rule: string, property: string, written: (rule: string) => void): string {
  written(rule);
  if (rule === 'Ref') return REFERENCES[property] ?? 'NAME';
  if (rule === 'NAME' && property === 'value') return 'dhcp';
  const placeholder = /^(Word|NAME)$/.test(rule) ? (WORDS[property] ?? PLACEHOLDERS[rule]) : PLACEHOLDERS[rule];
  if (placeholder !== undefined) return placeholder;
  if (/Body$/.test(rule)) return '{ ... }';
  return elementText(grammarRule(rule).definition, property, written);
}

function repeated(text: string, { cardinality }: Element): string {
  if (cardinality === undefined || text === '') return text;
  if (cardinality === '?') return `[${text.replace(/^\((.*)\)$/, '$1')}]`;
  if (text.startsWith(',')) return text;
  return cardinality === '*' ? `[${text}]...` : `${text}...`;
}
