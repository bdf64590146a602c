/** The reference pages of the checks, `docs/checks/*.md`, as text: made from what each check says of itself. */
import type { Check, CheckDocumentation } from './check.ts';
import type { Severity } from './finding.ts';

/** What a check says of its example to avoid. */
export interface Said {
  readonly severity: Severity;
  readonly message: string;
}

/** What the pages of `docs/checks/` hold, by file name: one page a check and the index. With `said`, also what a check says of its example. */
export function checkPages(
  checks: readonly Check[],
  said: ReadonlyMap<string, readonly Said[]> = new Map(),
): ReadonlyMap<string, string> {
  const pages = new Map(checks.map((c) => [`${c.name}.md`, page(c, said.get(c.name) ?? [])]));
  return pages.set('README.md', index(checks));
}

/** Markdown as plain text: its signs of emphasis, code and links taken away. For the checks' own words, which hold no other. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/<!--[\s\S]*?-->\s*/g, '')
    .replace(/^```\w*\n/gm, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|`)/g, '')
    .replace(/^#+ /gm, '')
    .trim();
}

const MADE = '<!-- Made from language/checks by scripts/generate-docs-checks.ts: edit there. -->\n';

function page(check: Check, said: readonly Said[]): string {
  const { documentation: d } = check;
  const parts = [
    MADE,
    `# ${check.name}\n`,
    `${d.summary}\n`,
    `Default severity: **${check.severity}** · family: ${check.family} · basis: ${d.basis}\n`,
    `## Why\n\n${d.why.trim()}\n`,
    `## Avoid\n\n${exampleSettings(d)}${block(d.avoid)}`,
    ...(d.flows === undefined ? [] : [`With this flow file:\n\n\`\`\`csv\n${d.flows.trim()}\n\`\`\`\n`]),
    ...(said.length === 0 ? [] : [`Bulkhead says:\n\n${bullets(said.map((s) => `**${s.severity}** ${s.message}`))}`]),
    `## Prefer\n\n${block(d.prefer)}`,
    `## Quick-fixes\n\n${d.fixes.length === 0 ? 'None.\n' : bullets(d.fixes)}`,
    `## Configuration\n\n${configuration(check)}`,
  ];
  return parts.join('\n');
}

/** With which thresholds the examples are read, where these are not the defaults. */
function exampleSettings({ thresholds }: CheckDocumentation): string {
  const set = Object.entries(thresholds ?? {}).map(([name, value]) => `\`${name}\` set to ${value}`);
  return set.length === 0 ? '' : `Both examples with ${set.join(', ')}.\n\n`;
}

function block(code: string): string {
  return `\`\`\`seg\n${code.trim()}\n\`\`\`\n`;
}

function bullets(lines: readonly string[]): string {
  return lines.map((l) => `- ${l}\n`).join('');
}

function configuration(check: Check): string {
  const thresholds = Object.entries(check.thresholds ?? {});
  const numbers = thresholds.map(([name, t]) => `- \`${name}\` (default ${t.value}): ${t.meaning}\n`).join('');
  const stated = {
    severity: check.severity === 'hint' ? 'info' : check.severity,
    ...Object.fromEntries(thresholds.map(([n, t]) => [n, t.value])),
  };
  const example = thresholds.length === 0 ? `"${stated.severity}"` : JSON.stringify(stated).replace(/([:,])/g, '$1 ');
  return `${numbers === '' ? '' : `${numbers}\n`}In \`bulkhead.json\`, with \`off\`, \`info\`, \`warning\` or \`error\`:

\`\`\`json
{ "checks": { "${check.name}": ${example} } }
\`\`\`

At one place, in the line above it:

\`\`\`seg
// bulkhead-ignore ${check.name}: why it is right here
\`\`\`
`;
}

function index(checks: readonly Check[]): string {
  const families = [...new Set(checks.map((c) => c.family))];
  const tables = families.map((family) => {
    const rows = checks
      .filter((c) => c.family === family)
      .map(
        (c) =>
          `| [${c.name}](${c.name}.md) | ${cell(c.documentation.summary)} | ${c.severity} | ${c.documentation.fixes.length > 0 ? 'yes' : '-'} | ${cell(c.documentation.basis)} |`,
      );
    return `## ${family[0]?.toUpperCase()}${family.slice(1)}\n\n| check | finds | severity | quick-fix | basis |\n|---|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `${MADE}\n# Checks\n\nWhat Bulkhead says of a policy beyond its syntax. The severity is the default; a page says where a case is graver.\n\n${tables.join('\n')}`;
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/\s+/g, ' ');
}
