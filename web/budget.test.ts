import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

/** Bars 1 and 2 of the performance table, in bytes after brotli. */
const firstPageBytesMax = 15_000;
const wholeFlowBytesMax = 58_000;

/** `npm test` builds web/dist first; WEB_DIST names another build. */
const dist = process.env['WEB_DIST'] ?? join(import.meta.dirname, 'dist');

const size = (path: string): number => brotliCompressSync(readFileSync(path)).length;
const sum = (paths: Iterable<string>): number =>
  [...paths].reduce((total, path) => total + size(path), 0);

/** Built files that a built file names, statically or to fetch later. */
function named(path: string): string[] {
  const found = readFileSync(path, 'utf8').match(/[\w.-]+\.(?:js|css|svg)\b/g) ?? [];
  return [...new Set(found)]
    .map((name) => join(dist, 'assets', basename(name)))
    .filter((asset) => existsSync(asset));
}

function reachable(entry: string, isWanted: (path: string) => boolean): Set<string> {
  const seen = new Set<string>([entry]);
  for (const path of seen) {
    if (!path.endsWith('.html') && !path.endsWith('.js')) continue;
    for (const next of named(path)) if (isWanted(next)) seen.add(next);
  }
  return seen;
}

const page = join(dist, 'unlock', 'index.html');
const otherLanguages = readdirSync(join(import.meta.dirname, 'shared', 'texts'))
  .map((name) => name.split('.').at(-2) ?? '')
  .filter((language) => language !== 'en');
const isEnglish = (path: string) =>
  !otherLanguages.some((language) => basename(path).includes(`.${language}-`));

describe('the size of the unlock pages after brotli', () => {
  test('the first page stays within 15 KB', () => {
    const texts = readdirSync(join(dist, 'assets'))
      .filter((name) => /^(?:first|common)\.en-.*\.js$/.test(name))
      .map((name) => join(dist, 'assets', name));
    expect(texts).toHaveLength(2);
    const files = new Set([page, ...named(page), ...texts]);
    expect([...files].some((path) => path.endsWith('.css'))).toBe(true);
    const bytes = sum(files);
    console.log(`first page: ${bytes} bytes in ${files.size} files`);
    expect(bytes).toBeLessThanOrEqual(firstPageBytesMax);
  });

  test('the whole flow in one language stays within 58 KB', () => {
    const files = reachable(page, isEnglish);
    const names = [...files].map((path) => basename(path));
    for (const part of ['document-', 'selfie-', 'face-', 'light-screens-', 'steps.en-']) {
      expect(names.some((name) => name.startsWith(part))).toBe(true);
    }
    const bytes = sum(files);
    console.log(`whole flow: ${bytes} bytes in ${files.size} files`);
    expect(bytes).toBeLessThanOrEqual(wholeFlowBytesMax);
  });

  test('nothing is loaded from another host', () => {
    const html = readFileSync(page, 'utf8');
    const urls = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!);
    expect(urls.length).toBeGreaterThan(1);
    for (const url of urls) expect(url).toMatch(/^\/assets\//);
    expect(html).not.toMatch(/<style|<script(?![^>]*\bsrc=)|\sstyle=/);
  });
});
