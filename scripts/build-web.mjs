import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import {
  cacheDir,
  filesBelow,
  hashOf,
  projectNode,
  readJson,
  root,
  runShown,
  say,
  writeCache,
} from './tools.mjs';

const STAMP = 'thaw-web-build.json';
const IGNORED = new Set(['dist', 'node_modules', '.cache']);

function sourcesHash() {
  const files = [...filesBelow(join(root, 'web'), IGNORED), join(root, 'package-lock.json')];
  const isSource = (path) => !/\.test\.tsx?$/.test(path);
  return hashOf(
    files
      .filter(isSource)
      .flatMap((path) => [path.slice(root.length), readFileSync(path, 'latin1')]),
  );
}

/** What is sent to phones is compressed once, here, as small as it gets. */
function compress(dist) {
  const compressible = (path) => /\.(js|css|html|svg)$/.test(path);
  for (const path of filesBelow(dist, new Set()).filter(compressible)) {
    const bytes = readFileSync(path);
    writeFileSync(`${path}.br`, brotliCompressSync(bytes));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}

/** Builds the pages into web/dist when their sources changed since the last build. */
export async function buildWeb({ force = false } = {}) {
  const hasSources = ['vite.config.ts', 'vite.config.mjs', 'vite.config.js'].some((name) =>
    existsSync(join(root, 'web', name)),
  );
  if (!hasSources) return;
  const hash = sourcesHash();
  const isBuilt =
    existsSync(join(root, 'web', 'dist')) && readJson(join(cacheDir, STAMP))?.hash === hash;
  if (isBuilt && !force) return;
  say('Building the web pages.');
  const startedAt = Date.now();
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--logLevel', 'warn'];
  const code = await runShown(projectNode, args, { what: 'vite build', cwd: join(root, 'web') });
  if (code !== 0) throw new Error('The web pages could not be built: see the messages above.');
  compress(join(root, 'web', 'dist'));
  writeCache(STAMP, { hash });
  say(`Web pages built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
}

if (process.argv[1]?.endsWith('build-web.mjs')) await buildWeb({ force: true });
