import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MODELS, type Model, type ModelId } from './catalogue.ts';

const ROOT = join(import.meta.dirname, '../../..');

test.each(Object.keys(MODELS) as ModelId[])(
  'the model card of %s says what the catalogue says',
  (id) => {
    const page = readFileSync(join(ROOT, 'docs/reference/models.md'), 'utf8').replace(/\s+/g, ' ');
    const start = page.indexOf(`## ${id}:`);
    expect(start).toBeGreaterThan(0);
    const end = page.indexOf('## ', start + 3);
    const card = page.slice(start, end < 0 ? undefined : end);
    const model: Model = MODELS[id];
    expect(card).toContain(`\`${model.package}\` ${model.version}`);
    for (const { path, sha256 } of model.files) {
      expect(card).toContain(path);
      expect(card).toContain(sha256);
    }
    if (model.conversion !== undefined) expect(card).toContain(model.conversion.sha256);
    expect(card).toContain(`code ${model.licenceOfCode}; weights ${model.licenceOfWeights}`);
    expect(card).toContain(`as stated: ${model.trainingData}`);
  },
);

test.each(Object.keys(MODELS) as ModelId[])(
  'the package of %s is pinned at the version of its card',
  (id) => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(dependencies[MODELS[id].package]).toBe(MODELS[id].version);
  },
);
