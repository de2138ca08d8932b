import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const web = join(import.meta.dirname, '..');

/** What `default-src 'self'` refuses, or what would turn data into markup. */
const forbidden: readonly (readonly [string, RegExp])[] = [
  ['a style attribute', /\sstyle=/],
  ['raw HTML', /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write/],
  ['code from text', /\beval\(|new Function\(/],
  ['an inline handler', /\son[a-z]+="/],
  ['an inline script', /<script(?![^>]*\ssrc=)/],
  ['an inline style sheet', /<style/],
  ['another host', /(?:src|href)="(?:https?:)?\/\//],
];

function sources(folder: string): readonly string[] {
  return readdirSync(join(web, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(tsx?|html)$/.test(name) && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
}

describe('a page under default-src self', () => {
  for (const file of ['phone', 'link', 'console'].flatMap(sources)) {
    it(`has nothing inline and no raw HTML: ${file}`, () => {
      const text = readFileSync(join(web, file), 'utf8');
      const found = forbidden.filter(([, pattern]) => pattern.test(text)).map(([name]) => name);
      expect(found).toEqual([]);
    });
  }
});
