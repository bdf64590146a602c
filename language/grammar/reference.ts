/** The language reference: every declaration, member, clause and literal, with its form from the grammar. Written to docs/language.md. */
import { alternativesOf, firstWords, notationOf } from './notation.ts';
import { LITERALS, SECTIONS, type Section } from './reference-text.ts';
import * as words from './words.ts';

const VALUES: readonly (readonly [title: string, values: readonly words.Word[]])[] = [
  ['`level`', words.LEVELS],
  ['`kind` of a zone', words.KINDS],
  ['`sl-t`, `sl-c`', words.SECURITY_LEVELS],
  ['requirements of a security level vector', words.REQUIREMENTS],
  ['`criticality`', words.CRITICALITIES],
  ['`class` of a type', words.CLASSES],
  ['`category` of a service', words.CATEGORIES],
  ['`initiator` of a service', words.INITIATORS],
  ['`risks` of a service', words.RISKS],
  ['`requires` of an access', words.REQUIRED],
  ['`fails` of a firewall', words.FAILS],
];

const HEAD = `<!-- Generated from the grammar, language/grammar/reference-text.ts and words.ts by scripts/generate-docs-language.ts. Do not edit. -->
# The Seg language

A \`.seg\` file states a plant's zones, its assets, and what may talk to what. Five principles decide everything:

1. **Deny by default.** Two assets in different zones may talk only where a conduit says so.
2. **Order never matters**: not that of files, of declarations, or of rules. \`deny\` beats \`allow\`.
3. **Rules name types and groups, not addresses**, so that a new sensor gets its rules by being declared.
4. **Every permission says why, for whom and until when**; checks ask for it where it is missing.
5. **One meaning.** Editor, command line, diagram and compiled rules answer from one model.

All \`.seg\` files of a [policy's folder](configuration.md) share one namespace; there are no imports.

In the forms below \`[x]\` may be left out, \`(x | y)\` is a choice, \`x, ...\` a list separated by commas, \`x...\` a repetition, and words in capitals stand for
names and values.
`;

const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (text: string): string => `\`${text}\``;

/** The page, and the rules of the grammar that it shows: none may be missing. */
export function languagePage(): { readonly text: string; readonly shown: ReadonlySet<string> } {
  const shown = new Set<string>(['File']);
  const parts = [HEAD, contents(), ...SECTIONS.map((section) => sectionText(section, shown)), literals(), values()];
  return { text: `${parts.join('\n')}\n`, shown };
}

function contents(): string {
  const titles = [...SECTIONS.map((s) => s.title), 'names and literals', 'values', 'ignoring a finding'];
  return `${titles.map((t) => `[${t}](#${t.replaceAll(' ', '-')})`).join(' - ')}\n`;
}

function sectionText(section: Section, shown: Set<string>): string {
  const { title, rules, text, example } = section;
  const note = (rule: string) => shown.add(rule);
  const forms = rules.map((rule) => wrapped(notationOf(rule, note)));
  const means = words.MEMBERS.file.find((w) => w.word === title)?.means;
  return [
    `## ${title}\n`,
    ...(means === undefined ? [] : [`${means}\n`]),
    `\`\`\`text\n${forms.join('\n')}\n\`\`\`\n`,
    `${text}\n`,
    ...membersTable(section, shown),
    ...(example === undefined ? [] : [`\`\`\`seg\n${example}\n\`\`\`\n`]),
  ].join('\n');
}

/** A long form in lines, one for each choice. */
function wrapped(form: string): string {
  return form.length <= 120 ? form : form.replaceAll(/ \| (?=[a-zA-Z[]+ )/g, '\n  | ');
}

function membersTable({ body, members, title }: Section, shown: Set<string>): string[] {
  if (members === undefined) return [];
  const table = title === 'rules' ? words.CLAUSE_WORDS : body === undefined ? [] : words.MEMBERS[body];
  const rules = alternativesOf(members);
  shown.add(members);
  if (table.length === 0) {
    for (const rule of rules) notationOf(rule, (r) => shown.add(r));
    return [];
  }
  const rows = table.map((word) => {
    const rule = rules.find((r) => firstWords(r).includes(word.word));
    const form = rule === undefined ? word.word : formOf(rule, word.word, shown);
    const example = isPlain(word) ? '' : words.sampleOf(word);
    return `| ${code(cell(form))} | ${cell(word.means)} | ${example === '' ? '' : code(cell(example))} |`;
  });
  for (const rule of rules.filter((r) => firstWords(r).length === 0)) notationOf(rule, (r) => shown.add(r));
  const bodies = [...shown].filter((rule) => /Body$/.test(rule));
  for (const rule of bodies) shown.add(rule);
  return [['| member | meaning | example |', '|---|---|---|', ...rows].join('\n'), ''];
}

/** A word that stands alone, or whose values no example shows. */
const isPlain = ({ word, snippet = word, example }: words.Word): boolean =>
  example === undefined && (snippet === word || /\$0/.test(snippet));

/** A member's form; of a declaration that has a section of its own the word alone. */
function formOf(rule: string, word: string, shown: Set<string>): string {
  const form = notationOf(rule, (r) => shown.add(r));
  if (/Decl$|^AccessRule$/.test(rule) && rule !== 'InterfaceDecl') return word;
  return form.replace(/^\([^)]*\)/, word);
}

function literals(): string {
  const rows = LITERALS.map(([, name, written]) => `| ${name} | ${cell(written)} |`);
  return `## names and literals\n\n| | written |\n|---|---|\n${rows.join('\n')}\n
Only words that begin a declaration, a member or a clause are reserved; values, days and units are free. A reserved word used as a name goes in quotes. Assets,
zones, types, groups and firewalls share one name space; services and schedules have their own. Assets in different zones may share a name, and zones with
different parents may.\n`;
}

function values(): string {
  const tables = VALUES.map(([title, list]) => `- ${title}: ${list.map((w) => valueText(w, list)).join('; ')}.`);
  return `## values\n\n${tables.join('\n')}\n
## ignoring a finding

\`\`\`seg
// bulkhead-ignore any-source: the scanner of the audit, until 2031
\`\`\`

above a line silences one [check](checks/README.md) there. An ignore without a reason, and one that hides nothing, are findings themselves.`;
}

/** With its meaning, where it has one of its own. */
function valueText({ word, means }: words.Word, list: readonly words.Word[]): string {
  const own = list.filter((w) => w.means === means).length === 1;
  return own ? `${code(word)} ${lower(means)}` : code(word);
}

function lower(means: string): string {
  const text = means.replace(/\.$/, '');
  return /^[A-Z][a-z]/.test(text) ? `(${text[0]?.toLowerCase()}${text.slice(1)})` : `(${text})`;
}
