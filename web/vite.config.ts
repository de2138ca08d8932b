import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vite';

const root = import.meta.dirname;

/** Every folder here that has an `index.html` is a page; a missing one does not break the build. */
export function discoverPages(folder: string): Record<string, string> {
  const pages: Record<string, string> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || ['dist', 'node_modules', 'public'].includes(entry.name)) continue;
    const page = join(folder, entry.name, 'index.html');
    if (existsSync(page)) pages[entry.name] = page;
  }
  return pages;
}

// biome-ignore lint/style/noDefaultExport: Vite reads its configuration from the default export.
export default defineConfig({
  root,
  base: '/',
  appType: 'mpa',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  build: {
    outDir: join(root, 'dist'),
    emptyOutDir: true,
    target: 'es2022',
    assetsDir: 'assets',
    // The pages run under `default-src 'self'`, which refuses data: URLs: nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: discoverPages(root),
      // Names are what the first page cannot compress; thirty-six bits still tell two builds apart.
      output: {
        entryFileNames: 'assets/[name]-[hash:6].js',
        chunkFileNames: 'assets/[name]-[hash:6].js',
        assetFileNames: 'assets/[name]-[hash:6][extname]',
      },
    },
  },
});
