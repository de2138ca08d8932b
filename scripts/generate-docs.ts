/** Writes the pages and schemas that are printed from the code. Tests beside the code prove them fresh. */

import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { caseFlowPage } from '../src/core/case/case-flow-page.ts';
import { policySchema } from '../src/core/policy/schema.ts';
import { attacksPage } from '../test/attacks/face/attacks-page.ts';
import { apiPage } from './api-page.ts';

const root = join(import.meta.dirname, '..');
const pages: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/flows/case.md': caseFlowPage,
  'docs/reference/api.md': apiPage,
  'docs/reference/attacks.md': () =>
    attacksPage(
      JSON.parse(readFileSync(join(root, 'docs/reference/attacks.generated.json'), 'utf8')),
    ),
  'policies/policy.schema.json': () => `${JSON.stringify(policySchema(), null, 2)}\n`,
};

for (const [path, text] of Object.entries(pages)) {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await text());
  console.log(path);
}
