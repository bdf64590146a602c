/** The JSON Schema of `bulkhead.json`, made from what its reader goes by: VS Code completes and validates with it. */
import { TARGETS } from '../compile/index.ts';
import { DEFAULT_FILE, FIELDS, SEG_PATH } from '../inventory/settings.ts';
import { type Check, DEFAULT_CHECKS } from './check.ts';
import {
  EXPORT_PARTS,
  INVENTORY_PARTS,
  LEVELS,
  OVERRIDE_PARTS,
  SECTIONS,
  SEVERITIES,
  type SectionEntry,
} from './configuration-table.ts';
import { CHECKS } from './registry.ts';

/** A JSON Schema, draft 7: the newest that VS Code knows whole. `markdownDescription` and `enumDescriptions` are VS Code's. */
export type JsonSchema = { readonly [name: string]: unknown };

/** The schema, as an object to be written as JSON. */
export function configurationSchema(): JsonSchema {
  const sections = Object.entries(SECTIONS) as [string, SectionEntry][];
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:bulkhead:configuration:1',
    title: 'bulkhead.json',
    description: 'Settings of one segmentation policy: the .seg files in and below this folder. Comments are allowed.',
    type: 'object',
    properties: Object.fromEntries(
      sections.map(([name, entry]) => [name, { ...described(entry.meaning), ...form(entry) }]),
    ),
    additionalProperties: false,
    definitions: { severity: severity() },
  };
}

function form(entry: SectionEntry): JsonSchema {
  switch (entry.form) {
    case 'text':
      return { type: 'string' };
    case 'texts':
      return texts();
    case 'checks':
      return checks();
    case 'exports':
      return { type: 'array', items: exportEntry() };
    case 'inventory':
      return inventory();
    case 'any':
      return {};
  }
}

function texts(): JsonSchema {
  return { type: 'array', items: { type: 'string' } };
}

function severity(): JsonSchema {
  return { enum: Object.keys(SEVERITIES), enumDescriptions: Object.values(SEVERITIES) };
}

function checks(): JsonSchema {
  const bySeverity = CHECKS.map((c) => [c.name, { ...about(c), $ref: '#/definitions/severity' }] as const);
  const override = {
    type: 'object',
    properties: {
      files: { ...described(OVERRIDE_PARTS.files), ...texts() },
      checks: {
        ...described(OVERRIDE_PARTS.checks),
        type: 'object',
        properties: Object.fromEntries(bySeverity),
        additionalProperties: false,
      },
    },
    additionalProperties: false,
    defaultSnippets: [{ label: 'for some files', body: { files: ['$1'], checks: {} } }],
  };
  return {
    type: 'object',
    properties: {
      ...Object.fromEntries(CHECKS.map((c) => [c.name, checkEntry(c)])),
      levels: { ...described('The levels that checks mean by OT, control and business.'), ...levels() },
      overrides: {
        ...described('Severities for the files that globs select; the last that matches counts.'),
        type: 'array',
        items: override,
      },
    },
    additionalProperties: false,
  };
}

/** `"warning"`, or an object with severity and thresholds. */
function checkEntry(check: Check): JsonSchema {
  const thresholds = Object.entries(check.thresholds ?? {});
  const properties = {
    severity: { ...described(`Default: ${check.severity}.`), $ref: '#/definitions/severity' },
    ...Object.fromEntries(
      thresholds.map(([name, t]) => [
        name,
        { ...described(`${t.meaning} Default: ${t.value}.`), type: 'number', minimum: 0, default: t.value },
      ]),
    ),
  };
  return {
    ...about(check),
    anyOf: [{ $ref: '#/definitions/severity' }, { type: 'object', properties, additionalProperties: false }],
  };
}

function levels(): JsonSchema {
  const entries = Object.entries(LEVELS).map(([name, meaning]) => {
    const value = DEFAULT_CHECKS.levels[name as keyof typeof LEVELS];
    return [
      name,
      { ...described(`${meaning} Default: ${value}.`), type: 'number', minimum: 0, default: value },
    ] as const;
  });
  return { type: 'object', properties: Object.fromEntries(entries), additionalProperties: false };
}

function exportEntry(): JsonSchema {
  return {
    type: 'object',
    properties: {
      target: { ...described(EXPORT_PARTS.target), enum: [...TARGETS.keys()] },
      path: { ...described(EXPORT_PARTS.path), type: 'string' },
      options: { ...described(EXPORT_PARTS.options), type: 'object' },
    },
    required: ['target'],
    additionalProperties: false,
  };
}

function inventory(): JsonSchema {
  const patterns = {
    ...described(INVENTORY_PARTS.match),
    ...{ type: 'object', minProperties: 1, additionalProperties: { type: 'string' } },
  };
  const mappings = (word: 'type' | 'zone', meaning: string): JsonSchema => ({
    ...described(meaning),
    type: 'array',
    items: {
      type: 'object',
      properties: { match: patterns, [word]: { ...described(`Name of the ${word}.`), type: 'string', minLength: 1 } },
      required: ['match', word],
      additionalProperties: false,
      defaultSnippets: [{ label: `by a column`, body: { match: { $1: '$2' }, [word]: '$3' } }],
    },
  });
  return {
    type: 'object',
    properties: {
      file: { ...described(INVENTORY_PARTS.file), type: 'string', pattern: SEG_PATH, default: DEFAULT_FILE },
      columns: {
        ...described(INVENTORY_PARTS.columns),
        type: 'object',
        properties: Object.fromEntries(Object.entries(FIELDS).map(([field, usual]) => [field, column(field, usual)])),
        additionalProperties: false,
      },
      types: mappings('type', INVENTORY_PARTS.types),
      zones: mappings('zone', INVENTORY_PARTS.zones),
    },
    additionalProperties: false,
  };
}

function column(field: string, usual: readonly string[]): JsonSchema {
  const without = `Without it a column named like ${usual.map((name) => `\`${name}\``).join(', ')}, whatever its letter case and blanks.`;
  return { ...described(`Name of the column that holds an asset's ${field}. ${without}`), type: 'string' };
}

function about({ documentation, severity: fallback }: Check): JsonSchema {
  return described(`${documentation.summary}\n\nDefault: ${fallback}. Basis: ${documentation.basis}.`);
}

function described(markdown: string): JsonSchema {
  return { description: markdown.replace(/`/g, ''), markdownDescription: markdown };
}
