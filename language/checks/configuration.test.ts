/** `bulkhead.json`: what is said well counts, what is said badly is a finding at its place. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdits } from './edits.ts';
import { DEFAULT_CHECKS, DEFAULT_CONFIGURATION, parseConfiguration } from './index.ts';

const FILE = 'bulkhead.json';
const read = (text: string) => parseConfiguration(FILE, text);
const told = (text: string) =>
  read(text).findings.map((f) => `${f.place.line + 1}:${f.place.column + 1} ${f.severity} ${f.message}`);

test('reads every part, with comments and trailing commas', () => {
  const { configuration, findings } = read(`{
  // the plant's own settings
  "include": ["plant/**/*.seg"], "exclude": ["old/**"],
  "checks": {
    "because-missing": "error",
    "unenforceable": { "severity": "warning", "error-at-sl": 3 },
    "levels": { "ot": 3.5 },
    "overrides": [{ "files": ["lab/**"], "checks": { "any-source": "off" } }],
  },
  "exports": [{ "target": "nftables", "path": "out", "options": { "horizon": 30 } }],
  "observed": ["flows/*.csv"], "inventory": { "types": [] }, "advisor": {},
}`);
  expect(findings).toEqual([]);
  expect(configuration).toEqual({
    include: ['plant/**/*.seg'],
    exclude: ['old/**'],
    checks: {
      severities: { 'because-missing': 'error', unenforceable: 'warning' },
      thresholds: { unenforceable: { 'error-at-sl': 3 } },
      levels: { ot: 3.5, control: 2, business: 4 },
      overrides: [{ files: ['lab/**'], severities: { 'any-source': 'off' } }],
    },
    exports: [{ target: 'nftables', path: 'out', options: { horizon: 30 } }],
    observed: ['flows/*.csv'],
    inventory: { types: [] },
    advisor: {},
  });
});

test('an empty object and an empty file mean the defaults; the empty file is no JSON', () => {
  expect(read('{}')).toEqual({ configuration: DEFAULT_CONFIGURATION, findings: [] });
  expect(read('').configuration).toEqual(DEFAULT_CONFIGURATION);
  expect(told('').length).toBeGreaterThan(0);
});

test('malformed JSON is a finding at its place, and what could be read still counts', () => {
  const text = '{ "checks": { "because-missing": "off", "any-source": } }';
  expect(told(text)).toEqual([
    '1:55 error This is no JSON: value expected. The defaults hold for what cannot be read.',
  ]);
  expect(read(text).configuration.checks.severities).toEqual({ 'because-missing': 'off' });
});

test('an unknown check, section, severity or threshold is a finding with a did-you-mean that mends it', () => {
  const text = `{ "check": {},
  "checks": { "becuase-missing": "off",
    "any-source": "warn",
    "unenforceable": { "error-at-slt": 1 } } }`;
  expect(told(text)).toEqual([
    '1:3 warning There is no section "check". Did you mean "checks"?',
    '2:15 warning There is no check "becuase-missing". Did you mean "because-missing"?',
    '3:19 warning There is no severity "warn". Did you mean "warning"?',
    '4:24 warning There is no threshold "error-at-slt". Did you mean "error-at-sl"?',
  ]);
  const edits = read(text)
    .findings.slice(1)
    .flatMap((f) => f.fixes().flatMap((x) => x.edits));
  expect(read(applyEdits(FILE, text, edits)).findings.map((f) => f.message)).toEqual([
    'There is no section "check". Did you mean "checks"?',
  ]);
});

test('says what there is where nothing is near', () => {
  expect(told('{ "checks": { "any-source": "fatal-and-loud" } }')).toEqual([
    '1:29 warning There is no severity "fatal-and-loud". There are "off", "info", "warning", "error".',
  ]);
  expect(told('{ "checks": { "zzzzzzzzzzzzzzzzzzzz": "off" } }')[0]).toContain('docs/checks/README.md lists them.');
});

test('values of the wrong kind are findings, and their defaults hold', () => {
  expect(told('[]')).toEqual(['1:1 error bulkhead.json is an object in braces; the defaults hold instead.']);
  expect(told('{ "include": "x" }')).toEqual(['1:14 error "include" is a list in brackets; it is left out.']);
  expect(told('{ "include": [1] }')).toEqual(['1:15 error "include" lists texts in quotes; this entry is left out.']);
  expect(told('{ "checks": { "levels": { "ot": -1 } } }')).toEqual([
    '1:33 warning "ot" is a number of 0 or more; the default holds instead.',
  ]);
  expect(told('{ "exports": [{ "path": "x" }] }')[0]).toContain('An export names its "target"');
  expect(read('{ "checks": 3 }').configuration.checks).toEqual(DEFAULT_CHECKS);
});

test('names from a prototype are no settings', () => {
  const { configuration, findings } = read(
    '{ "checks": { "constructor": "off", "__proto__": { "severity": "off" } } }',
  );
  expect(configuration.checks.severities).toEqual({});
  expect(findings).toHaveLength(2);
});

test('deep nesting is one finding, found before parsing', () => {
  expect(told(`{ "advisor": ${'['.repeat(50_000)}`)).toEqual([
    '1:1 error This file nests deeper than 100 brackets. The defaults hold instead of it.',
  ]);
});

test('never throws, whatever the text', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.json(),
        fc
          .array(fc.constantFrom('{', '}', '[', ']', '"checks"', ':', ',', '"x"', '1', '//', '/*'))
          .map((p) => p.join(' ')),
      ),
      (text) => {
        const { findings } = read(text);
        for (const f of findings) expect(f.place.end).toBeLessThanOrEqual(text.length);
      },
    ),
  );
});
