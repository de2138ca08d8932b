import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { apiPage } from './api-page.ts';

test('the page of the API is what requests are held to', async () => {
  const page = new URL('../docs/reference/api.md', import.meta.url);
  expect(readFileSync(page, 'utf8'), 'run `npm run generate`').toBe(await apiPage());
});
