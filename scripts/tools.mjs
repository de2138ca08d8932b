import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the project. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const cacheDir = join(root, 'node_modules', '.cache');

export const isWindows = process.platform === 'win32';
/** Node 24 as npm installed it: what every npm script of the project runs on. */
export const projectNode = join(root, 'node_modules', '.bin', isWindows ? 'node.cmd' : 'node');

const HEARTBEAT_MS = 10_000;

/** @param {string} message */
export function say(message) {
  process.stdout.write(`[setup] ${message}\n`);
}

/** @param {string} path @returns {any} the parsed file, or null where it is missing or broken */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/** @param {string} name @param {unknown} value */
export function writeCache(name, value) {
  mkdirSync(cacheDir, { recursive: true });
  writeFileSync(join(cacheDir, name), `${JSON.stringify(value, null, 2)}\n`);
}

/** @param {string[]} texts */
export function hashOf(texts) {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}:`).update(text);
  return hash.digest('hex');
}

/** @param {string} dir @param {Set<string>} ignored names @returns {string[]} all files below, sorted */
export function filesBelow(dir, ignored) {
  if (!existsSync(dir)) return [];
  const entries = readdirSync(dir, { withFileTypes: true }).filter(
    ({ name }) => !ignored.has(name),
  );
  return entries
    .flatMap((entry) => {
      const path = join(dir, entry.name);
      return entry.isDirectory() ? filesBelow(path, ignored) : [path];
    })
    .sort();
}

/**
 * The environment for a nested npm: without the node of node_modules on the PATH, which `npm ci`
 * takes away while it runs.
 */
export function outerEnvironment() {
  const own = join(root, 'node_modules');
  const path = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((entry) => !entry.startsWith(own));
  return { ...process.env, PATH: path.join(delimiter), ONNXRUNTIME_NODE_INSTALL: 'skip' };
}

/**
 * Runs a program with its output shown; tells every ten seconds that it still runs.
 * @param {string} file @param {string[]} args
 * @param {{ what?: string, cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>} the exit code; 127 where it could not start
 */
export function runShown(file, args, options = {}) {
  const startedAt = Date.now();
  const beat = setInterval(() => {
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    say(`${options.what ?? file}: still working, ${seconds} s`);
  }, HEARTBEAT_MS);
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: 'inherit',
      shell: isWindows,
    });
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  }).finally(() => clearInterval(beat));
}
