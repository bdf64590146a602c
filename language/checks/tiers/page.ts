/** The page `docs/tiers.md`, as text: how each tier is decided, made from the table. */
import { TIERS, type Tier } from './tiers.ts';

/** The whole page. `scripts/generate-docs-checks.ts` writes it, a test keeps it in step. */
export function tiersPage(): string {
  return `${HEAD}\n${TIERS.map(section).join('\n')}`;
}

const HEAD = `<!-- Made from language/checks/tiers by scripts/generate-docs-checks.ts: edit there. -->

# Tiers of segmentation

How far a policy has come, from a flat network to micro-segmentation. \`bulkhead check --tier\` says which tier it has reached and what keeps it from the next, each
blocker with its place; \`--format json\` carries the same, and every \`bulkhead check --format json\` the number as \`summary.tier\`.

A tier is reached when those below it are and nothing of its table is found:

- **conditions** on the model that no check speaks of;
- **checks** that may find nothing. Severities and overrides of \`bulkhead.json\` do not count here, and neither do ignores: what is switched off or accepted is there all the same, and the
  ladder says so (\`ignored\`). Thresholds and \`levels\` count.

While a text of the policy has no meaning - a syntax error, a name that does not resolve - or a check has failed, no tier is reached: what is missing could block any of them.

The ladder judges what the policy states and what enforces it. It says nothing of whether a tier is worth its cost in this plant.
`;

function section({ tier, name, meaning, conditions, checks }: Tier): string {
  const rows = [
    ...conditions.map((c) => `| \`${c.name}\` | ${cell(c.meaning)} |`),
    ...checks.map(
      ({ name: check, only }) =>
        `| [${check}](checks/${check}.md) | finds nothing${only === undefined ? '' : `: ${cell(only)}`} |`,
    ),
  ];
  const table =
    rows.length === 0
      ? 'No condition: every policy is here at least.\n'
      : `| test | passes where |\n|---|---|\n${rows.join('\n')}\n`;
  return `## ${tier} - ${name}\n\n${meaning}\n\n${table}`;
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}
