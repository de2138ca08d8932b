import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createVisionEngine } from './engine.ts';

test('an unexpected error is told by kind and place, never by its message', async () => {
  const engine = createVisionEngine({ modelCacheDir: mkdtempSync(join(tmpdir(), 'engine-')) });
  const poisoned = {
    embed: false,
    get picture(): Uint8Array {
      throw new RangeError('SECRET NAME');
    },
  };
  const failure = await engine.run('frame', poisoned).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'internal' });
  const { detail } = failure as { detail: string };
  expect(detail).toMatch(/^frame: RangeError at engine\.test\.ts:\d+:\d+$/);
  expect(String((failure as Error).message)).not.toContain('SECRET');
});
