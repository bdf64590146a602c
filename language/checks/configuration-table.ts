/** What may stand in a `bulkhead.json`, as data: its reader (configuration.ts) and its JSON Schema (configuration-schema.ts) are made from it. */
import type { ChecksConfiguration, ConfiguredSeverity } from './check.ts';

/** How the value of a section is read. */
export type SectionForm = 'text' | 'texts' | 'checks' | 'exports' | 'inventory' | 'any';

export interface SectionEntry {
  readonly form: SectionForm;
  /** One sentence or two, as the editor shows them. Markdown. */
  readonly meaning: string;
}

/** The sections, in the order in which completion offers them. `any`: the feature that it belongs to reads it itself. */
export const SECTIONS = {
  $schema: { form: 'text', meaning: 'The JSON Schema of this file, for editors that do not know it by its name.' },
  include: {
    form: 'texts',
    meaning:
      'Globs, relative to this folder, of the `.seg` files that belong to the policy. None stated: all below it.',
  },
  exclude: { form: 'texts', meaning: 'Globs of files that do not belong to the policy, though `include` names them.' },
  checks: { form: 'checks', meaning: 'How gravely each check speaks, and the numbers it compares with.' },
  exports: { form: 'exports', meaning: 'What `bulkhead compile` writes when no target is named.' },
  observed: { form: 'texts', meaning: 'Globs of the flow files that the policy is compared with.' },
  inventory: { form: 'inventory', meaning: 'How `bulkhead inventory sync` places and types assets.' },
  advisor: { form: 'any', meaning: 'Weights and thresholds of `bulkhead advise`.' },
} as const satisfies Readonly<Record<string, SectionEntry>>;

export const SEVERITIES: Readonly<Record<ConfiguredSeverity, string>> = {
  off: 'The check does not speak.',
  info: 'Shown, and no more.',
  warning: 'To be looked at.',
  error: 'To be mended: a pipeline fails.',
};

/** The Purdue levels that checks tell zones apart by. */
export const LEVELS: Readonly<Record<keyof ChecksConfiguration['levels'], string>> = {
  ot: 'OT is this level and below.',
  control: 'Control is this level and below.',
  business: 'Business is this level and above.',
};

/** Members of an entry of `overrides` and of `exports`. */
export const OVERRIDE_PARTS = {
  files: 'Globs of the files in which these severities hold.',
  checks: 'Severities by the names of checks.',
} as const;
export const EXPORT_PARTS = {
  target: 'The format to write.',
  path: "Folder to write into, relative to the policy's.",
  options: 'Options of the target.',
} as const;

/** Members of `inventory`, and of the entries of its `types` and `zones`. */
export const INVENTORY_PARTS = {
  file: 'The generated file, relative to this folder. Default: `inventory.seg`.',
  columns:
    'The columns that hold name, address, type, title, mac, vendor, model, firmware and owner, where they are not called so.',
  types: 'Which rows are of which type: the first entry whose patterns all fit.',
  zones:
    'Where rows without an address belong, and those whose address several zones hold: the first entry whose patterns all fit.',
  match: 'Patterns by the names of columns: `*` is any text, `?` one character, letter case aside.',
} as const;
