/** Writes the pages and schemas that are printed from the code. Tests beside the code prove them fresh. */

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { caseFlowPage } from '../src/core/case/case-flow-page.ts';
import { policySchema } from '../src/core/policy/schema.ts';

const root = join(import.meta.dirname, '..');
const pages: Readonly<Record<string, () => string>> = {
  'docs/flows/case.md': caseFlowPage,
  'policies/policy.schema.json': () => `${JSON.stringify(policySchema(), null, 2)}\n`,
};

for (const [path, text] of Object.entries(pages)) {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text());
  console.log(path);
}
