/** How the tests run: three projects after each other - fast ones in parallel, then the kernel's, then those in a real VS Code. */
import { configDefaults, defineConfig } from 'vitest/config';

const KERNEL = 'test/kernel/**/*.test.ts';
const END_TO_END = 'test/e2e/**/*.e2e.ts';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    globalSetup: ['scripts/vitest-setup.ts'],
    // One fewer than there are processors is vitest's own default: on two that is one after the other.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...configDefaults.exclude, KERNEL, '.host/**', 'dist/**'],
          // Large, and in the form that Node loads as it is.
          server: { deps: { external: [/lean-elk\.cjs$/] } },
          testTimeout: 30_000,
          hookTimeout: 60_000,
          // What is waited for may take its time on a busy machine: no test here is about speed.
          expect: { poll: { timeout: 10_000 } },
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'kernel',
          include: [KERNEL],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: [END_TO_END],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
