import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const ENDS_WITHIN_MS = 5_000;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test.each([
  ['waits', ''],
  ['hangs in a loop', 'for (;;);'],
])('a child that %s does not outlive a parent that is killed', async (_, then) => {
  const folder = mkdtempSync(join(tmpdir(), 'end-with-parent-'));
  const module = pathToFileURL(join(import.meta.dirname, 'end-with-parent.ts'));
  const child = join(folder, 'child.mjs');
  // The watching thread needs a moment to start before the loop takes the main one.
  const body = `process.send('up'); setTimeout(() => { ${then} }, 300);`;
  writeFileSync(
    child,
    `import { endWithParent } from '${module}'; endWithParent(); ${body} setInterval(() => {}, 1000);`,
  );
  const program = `
    const child = require('node:child_process').fork(${JSON.stringify(child)});
    child.on('message', () => setTimeout(() => console.log(child.pid), 600));`;
  const parent = spawn(process.execPath, ['-e', program]);
  const pid = await new Promise<number>((resolve) => {
    parent.stdout.once('data', (data) => resolve(Number(data)));
  });
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  const deadline = Date.now() + ENDS_WITHIN_MS;
  while (isAlive(pid) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(isAlive(pid)).toBe(false);
});
