/** The pages docs/services.md and docs/types.md: the standard library as tables, read off its model. */
import { atomRanges } from '../model/atoms.ts';
import type { AssetType, Policy, Service, ServiceCategory } from '../model/policy.ts';
import { loadPolicy } from '../pipeline.ts';

const CATEGORIES: Readonly<Record<ServiceCategory, string>> = {
  control: 'Control',
  operations: 'Operations',
  engineering: 'Engineering',
  'remote-access': 'Remote access',
  file: 'Files',
  mail: 'Mail',
  infrastructure: 'Infrastructure',
};

const SERVICES_HEAD = `# Services of the standard library

Generated from \`language/library/services.seg\` by \`scripts/generate-docs-library.ts\`. A policy uses these names as they are and
declares its own with \`service\`.

**Initiator**: \`client\` asks the one that serves it, \`server\` publishes to those who listen, \`either\` where peers open to each
other. **Risks**: \`cleartext\` - the wire can be read, also where encryption exists but is off as installed; \`unauthenticated\` -
whoever reaches the port may speak, also where a password is optional on a clear wire; \`reads\`, \`writes\` - values at the target;
\`programs\` - loads, starts or stops logic or code there; \`interactive\` - a session for a person; \`files\` - moves files;
\`admin\` - configures the machine; \`multicast\` - to a group or to everybody. **Dynamic** ports are opened at run time: they are not
permitted by the name. \`ethernet\` types are layer 2 and never cross a firewall.
`;

const TYPES_HEAD = `# Asset types of the standard library

Generated from \`language/library/types.seg\` by \`scripts/generate-docs-library.ts\`. A rule that names a type means its subtypes too. An
asset may state more that it serves, and another criticality; \`type plc-x : plc { ... }\` declares a subtype of your own.

**Level** is where the type belongs in the Purdue model; empty: anywhere.
`;

/** Text of a table cell: nothing in it can end the cell or become markup. */
function cell(text: string): string {
  return text.replace(/[\\|<>*_[\]`]/g, (sign) => `\\${sign}`).replace(/\s+/g, ' ');
}

function code(names: readonly string[]): string {
  return names.map((n) => `\`${n}\``).join(', ');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(heads), row(heads.map(() => '---')), ...rows.map(row)].join('\n');
}

/** `tcp 502, 802; udp 502`. */
function transports(service: Service): string {
  const byProtocol = new Map<string, string[]>();
  for (const { proto, from, to } of atomRanges(service.atoms)) {
    const number = (n: number): string => (proto === 'ethernet' ? `0x${n.toString(16)}` : String(n));
    const text = from === to ? number(from) : `${number(from)}-${number(to)}`;
    byProtocol.set(proto, [...(byProtocol.get(proto) ?? []), text]);
  }
  return [...byProtocol].map(([proto, numbers]) => `${proto} ${numbers.join(', ')}`).join('; ');
}

function serviceRow(policy: Policy, s: Service): string[] {
  const dynamic = s.dynamic.map((d) => `${d.from}-${d.to}`).join(', ');
  return [
    `\`${s.name}\``,
    cell([s.title, s.doc && `- ${s.doc}`].filter(Boolean).join(' ')),
    transports(s) + (dynamic ? `; dynamic ${dynamic}` : ''),
    s.initiator ?? '',
    (s.risks ?? []).join(', '),
    s.secure === undefined ? '' : `\`${policy.services[s.secure]!.name}\``,
    cell(s.source ?? ''),
  ];
}

function servicesPage(policy: Policy): string {
  const single = policy.services.filter((s) => s.parts.length === 0);
  const composite = policy.services.filter((s) => s.parts.length > 0);
  const sections = Object.entries(CATEGORIES).map(([category, heading]) => {
    const rows = single.filter((s) => s.category === category).map((s) => serviceRow(policy, s));
    const heads = ['Name', 'What it is', 'Transport', 'Initiator', 'Risks', 'Secure variant', 'Source'];
    return `## ${heading}\n\n${table(heads, rows)}\n`;
  });
  const everyday = composite.map((s) => [
    `\`${s.name}\``,
    cell(s.title ?? ''),
    code(s.parts.map((p) => policy.services[p]!.name)),
    transports(s),
  ]);
  const head = `## Everyday names\n\n${table(['Name', 'What it is', 'Made of', 'Transport'], everyday)}\n`;
  return [SERVICES_HEAD, head, ...sections].join('\n');
}

/** Types as a tree: every supertype followed by its subtypes. */
function inTreeOrder(policy: Policy): AssetType[] {
  const below = (parent: number | undefined): AssetType[] =>
    policy.types.filter((t) => t.parent === parent).flatMap((t) => [t, ...below(t.index)]);
  return below(undefined);
}

function typesPage(policy: Policy): string {
  const rows = inTreeOrder(policy).map((t) => [
    `${'&nbsp;&nbsp;'.repeat(t.ancestors.length)}\`${t.name}\``,
    cell([t.title, t.doc && `- ${t.doc}`].filter(Boolean).join(' ')),
    t.class ?? '',
    t.levels ? [...new Set([t.levels.from, t.levels.to])].join('-') : '',
    t.criticality ?? '',
    code(t.serves.map((s) => policy.services[s]!.name)),
    [t.portable && 'portable', t.wireless && 'wireless'].filter(Boolean).join(', '),
  ]);
  return `${TYPES_HEAD}\n${table(['Type', 'What it is', 'Class', 'Level', 'Criticality', 'Serves', 'Flags'], rows)}\n`;
}

/** The pages by file name under docs/. */
export async function libraryPages(): Promise<ReadonlyMap<string, string>> {
  const { policy } = await loadPolicy([]);
  return new Map([
    ['services.md', servicesPage(policy)],
    ['types.md', typesPage(policy)],
  ]);
}
