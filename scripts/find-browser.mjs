import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isWindows, projectNode, root, runShown, say, writeCache } from './tools.mjs';

const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];
const VERSION_TIMEOUT_MS = 30_000;

function usualPlaces() {
  const { HOME = '', PROGRAMFILES = '', LOCALAPPDATA = '' } = process.env;
  if (process.platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    return ['', HOME].flatMap((base) =>
      apps.map((app) => `${base}/Applications/${app}.app/Contents/MacOS/${app}`),
    );
  }
  if (isWindows) {
    return [PROGRAMFILES, LOCALAPPDATA].map((base) =>
      join(base, 'Google', 'Chrome', 'Application', 'chrome.exe'),
    );
  }
  const folders = ['/usr/bin', '/usr/local/bin', '/opt/google/chrome', '/snap/bin'];
  return folders.flatMap((folder) => COMMANDS.map((name) => join(folder, name)));
}

/** Asks the program itself: Ubuntu's /usr/bin/chromium-browser may be only a note to install a snap. */
function versionOf(path) {
  if (!existsSync(path)) return null;
  if (isWindows) return 'unknown';
  try {
    const text = execFileSync(path, ['--version'], {
      encoding: 'utf8',
      timeout: VERSION_TIMEOUT_MS,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return /\d+\.\d+/.test(text) ? text.trim() : null;
  } catch {
    return null;
  }
}

function playwrightPath() {
  try {
    return createRequire(join(root, 'package.json'))('playwright-core').chromium.executablePath();
  } catch {
    return '';
  }
}

function firstWorking(paths) {
  for (const path of paths) {
    const version = path === '' ? null : versionOf(path);
    if (version !== null) return { path, version };
  }
  return null;
}

function isDebianRoot() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/etc/os-release'))
    return false;
  return (
    /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8')) && existsSync('/usr/bin/apt-get')
  );
}

async function installBrowser() {
  if (isDebianRoot()) {
    say('No Chromium found; installing it with apt-get.');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await runShown('apt-get', ['update', '-qq'], { what: 'apt-get update', env });
    await runShown('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      what: 'apt-get install',
      env,
    });
    const found = firstWorking(usualPlaces());
    if (found !== null) return found;
  }
  say("No Chromium found; downloading Playwright's own.");
  const cli = join(root, 'node_modules', 'playwright-core', 'cli.js');
  const withDeps = process.platform === 'linux' && process.getuid?.() === 0 ? ['--with-deps'] : [];
  await runShown(projectNode, [cli, 'install', ...withDeps, 'chromium'], {
    what: 'playwright install',
  });
  return firstWorking([playwrightPath()]);
}

/**
 * Writes {path, version} of a Chromium to node_modules/.cache/thaw-browser.json, or {path: null}: the
 * browser tests then fail, and say so.
 */
export async function findBrowser() {
  const asked = process.env['CHROME_PATH'] ?? '';
  if (asked !== '' && versionOf(asked) === null)
    throw new Error(`CHROME_PATH is set to ${asked}, which does not run.`);
  const found =
    firstWorking(asked !== '' ? [asked] : [...usualPlaces(), playwrightPath()]) ??
    (await installBrowser());
  writeCache('thaw-browser.json', found ?? { path: null, version: null });
  if (found === null)
    say('No browser could be found or installed: the browser tests will fail. Set CHROME_PATH.');
}
