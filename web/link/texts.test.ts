import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { phoneTexts } from '../phone/phone-texts.ts';
import type { TextPart } from '../shared/text.ts';
import { commonTexts, faceTexts, reasonTexts } from '../shared/text-parts.ts';
import { linkTexts } from './link-texts.ts';

const web = join(import.meta.dirname, '..');

/** Whole ids in calls of `t` and `tn`; ids put together from pieces are proven beside their screens. */
function idsIn(folder: string): readonly string[] {
  const files = readdirSync(join(web, folder)).filter((name) => name.endsWith('.tsx'));
  const calls = files.flatMap((name) => {
    const text = readFileSync(join(web, folder, name), 'utf8');
    return [...text.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1] ?? '');
  });
  return [...new Set(calls)];
}

async function known(parts: readonly TextPart[], locale: 'en' | 'de'): Promise<readonly string[]> {
  const loaded = await Promise.all(parts.map((part) => part[locale]()));
  return loaded.flatMap(({ texts }) => Object.keys(texts));
}

describe('each sentence that a page asks for', () => {
  const pages = [
    { folder: 'link', parts: [commonTexts, reasonTexts, linkTexts] },
    { folder: 'phone', parts: [commonTexts, reasonTexts, faceTexts, phoneTexts] },
  ] as const;
  for (const { folder, parts } of pages) {
    for (const locale of ['en', 'de'] as const) {
      it(`exists: ${folder}, ${locale}`, async () => {
        const ids = await known(parts, locale);
        const asked = idsIn(folder);
        expect(asked.length).toBeGreaterThan(10);
        expect(asked.filter((id) => !ids.includes(id))).toEqual([]);
      });
    }
  }
});
