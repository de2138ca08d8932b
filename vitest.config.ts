import { defineConfig } from 'vitest/config';

const SECOND_MS = 1_000;

type Group = { name: string; include: string[]; timeoutMs: number; oneFileAtATime?: boolean };

/**
 * The groups of `npm test`, in its order. Flow and page tests start servers and browsers: one file at
 * a time, or two cores are not enough for their time limits.
 */
const groups: Group[] = [
  { name: 'house', include: ['test/house/**/*.test.ts'], timeoutMs: 60 * SECOND_MS },
  {
    name: 'unit',
    include: [
      '{src,specimens,policies,bench,scripts}/**/*.test.ts',
      'web/**/*.test.{ts,tsx}',
      'test/{model,timing}/**/*.test.ts',
    ],
    timeoutMs: 60 * SECOND_MS,
  },
  { name: 'contract', include: ['test/contract/**/*.test.ts'], timeoutMs: 60 * SECOND_MS },
  {
    name: 'flows',
    include: ['test/{flows,attacks}/**/*.test.ts', 'test/fixtures/**/*.test.ts'],
    timeoutMs: 120 * SECOND_MS,
    oneFileAtATime: true,
  },
  {
    name: 'browser',
    include: ['test/{pages,walk}/**/*.test.ts'],
    timeoutMs: 240 * SECOND_MS,
    oneFileAtATime: true,
  },
];

// biome-ignore lint/style/noDefaultExport: vitest reads the default export.
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: groups.map(({ name, include, timeoutMs, oneFileAtATime = false }, index) => ({
      extends: true as const,
      test: {
        name,
        include,
        exclude: ['**/node_modules/**', '**/dist/**', '.thaw/**'],
        pool: 'forks' as const,
        testTimeout: timeoutMs,
        hookTimeout: timeoutMs,
        fileParallelism: !oneFileAtATime,
        sequence: { groupOrder: index },
      },
    })),
  },
});
