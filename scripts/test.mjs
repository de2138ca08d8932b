/**
 * Every check of the project in order: house rules, lint, types, then unit, contract, flow and browser tests.
 * The last line is `N passed, N failed`; house rules, lint and types count as one check each.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDir, projectNode, readJson, root } from './tools.mjs';

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const reports = mkdtempSync(join(tmpdir(), 'thaw-tests-'));
const totals = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

const env = process.stdout.isTTY
  ? process.env
  : { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };

function run(file, args) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: root, env, stdio: 'inherit' });
    for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => child.kill(name));
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  });
}

function title(name) {
  process.stdout.write(`\n== ${name}\n`);
}

function count(name, { passed = 0, failed = 0, skipped = 0 }) {
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
  if (failed > 0) failures.push(`${name}: ${failed} failed`);
}

async function check(name, file, args) {
  title(name);
  const code = await run(file, args);
  count(name, code === 0 ? { passed: 1 } : { failed: 1 });
}

function vitestArgs(project, report) {
  return [
    vitest,
    'run',
    '--project',
    project,
    '--passWithNoTests',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
}

/** A file that fails to load has no tests in the report; it counts as one failure. */
function countReport(report, exitCode) {
  const broken = (report?.testResults ?? []).filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const counted = {
    passed: report?.numPassedTests ?? 0,
    failed: (report?.numFailedTests ?? 0) + broken.length,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  };
  if (exitCode !== 0 && counted.failed === 0) counted.failed = 1;
  return counted;
}

async function runGroup(project) {
  const path = join(reports, `${project}.json`);
  const exitCode = await run(projectNode, vitestArgs(project, path));
  return countReport(readJson(path), exitCode);
}

async function testGroup(project) {
  title(`${project} tests`);
  const counted = await runGroup(project);
  if (counted.passed + counted.failed + counted.skipped === 0) process.stdout.write('(no tests)\n');
  count(project, counted);
}

async function houseRules() {
  title('house rules');
  const { passed, failed } = await runGroup('house');
  const isWhole = passed > 0 && failed === 0;
  count('house rules', isWhole ? { passed: 1 } : { failed: 1 });
}

const tools = {
  biome: join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome'),
  tsc: join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
};

await houseRules();
await check('lint', projectNode, [tools.biome, 'check', '--diagnostic-level=error', '.']);
await check('types', projectNode, [tools.tsc, '--project', root, '--noEmit']);
for (const project of ['unit', 'contract', 'flows', 'browser']) await testGroup(project);

rmSync(reports, { recursive: true, force: true });
const line = `${totals.passed} passed, ${totals.failed} failed`;
if (existsSync(join(root, 'node_modules'))) {
  mkdirSync(cacheDir, { recursive: true });
  writeFileSync(join(cacheDir, 'thaw-test-result.txt'), `${line}\n`);
}
process.stdout.write('\n');
for (const failure of failures) process.stdout.write(`${failure}\n`);
if (totals.skipped > 0)
  process.stdout.write(`${totals.skipped} skipped (each says why above or in its name)\n`);
process.stdout.write(`${line}\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;
