/** The schema of bulkhead.json, which editors complete and explain from. */
import { expect, it } from 'vitest';
import { configurationSchema } from './configuration-schema.ts';

/** Keys without a description, by their path. */
function undescribed(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { properties = {} } = value as { properties?: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
  const own = Object.entries(properties).filter(
    ([, schema]) =>
      ![schema.description, schema.markdownDescription, schema.$ref].some(
        (text) => typeof text === 'string' && text !== '',
      ),
  );
  const inner = Object.entries(value).flatMap(([key, part]) => undescribed(part, `${path}/${key}`));
  return [...own.map(([key]) => `${path}/${key}`), ...inner];
}

it('describes every key of bulkhead.json', () => {
  const schema = configurationSchema();
  expect(JSON.stringify(schema)).toContain('"because-missing"');
  expect(undescribed(schema, '')).toEqual([]);
});
