/**
 * Makes a clone ready to run, with nothing installed but Node 20 or newer and npm: `node scripts/setup.mjs [--test]`.
 * Installs the pinned packages when they are missing or stale, makes sure that scripts run on Node 24, and builds the
 * web pages when their sources changed; `--test` also finds a browser. Runs before `npm start` and `npm test`.
 */

import { buildWeb } from './build-web.mjs';
import { findBrowser } from './find-browser.mjs';
import { ensureNode, installPackages } from './install.mjs';
import { say } from './tools.mjs';

try {
  await installPackages();
  await ensureNode();
  await buildWeb();
  if (process.argv.includes('--test')) await findBrowser();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
