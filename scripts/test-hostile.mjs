/** Every hostile file through the vision child, where `npm test` takes a sample; minutes, not seconds. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './tools.mjs';

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const args = ['run', '--project', 'contract', 'test/contract/hostile-pictures.test.ts'];
const env = { ...process.env, THAW_TEST_HOSTILE: 'all' };
const { status } = spawnSync(process.execPath, [vitest, ...args], {
  cwd: root,
  env,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
