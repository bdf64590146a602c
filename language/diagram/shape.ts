/** Small tests for values of unknown shape, to be put together: what a message from another process must pass. */

export type Test = (value: unknown) => boolean;

export const text: Test = (v) => typeof v === 'string';
export const flag: Test = (v) => typeof v === 'boolean';
export const count: Test = (v) => Number.isInteger(v) && (v as number) >= 0;
export const number: Test = (v) => typeof v === 'number' && Number.isFinite(v);
export const oneOf =
  (...values: readonly unknown[]): Test =>
  (v) =>
    values.includes(v);
export const optional =
  (test: Test): Test =>
  (v) =>
    v === undefined || test(v);
export const list =
  (test: Test): Test =>
  (v) =>
    Array.isArray(v) && v.every(test);
export const shape = (fields: Readonly<Record<string, Test>>): Test => {
  const tests = Object.entries(fields);
  return (v) =>
    typeof v === 'object' &&
    v !== null &&
    tests.every(([name, test]) => test((v as Readonly<Record<string, unknown>>)[name]));
};

/** An object that is used as a table: every value passes. */
export const table =
  (test: Test): Test =>
  (v) =>
    typeof v === 'object' && v !== null && !Array.isArray(v) && Object.values(v).every(test);
/** One of several shapes. */
export const either =
  (...tests: readonly Test[]): Test =>
  (v) =>
    tests.some((test) => test(v));
