/**
 * Started when an owner's pipe closes: `node watchdog.ts HOME DATA PG_CTL`. Gives a restart of the
 * owner time to adopt the server, then stops a server that nobody owns.
 */
import { join } from 'node:path';
import { withFolderLock } from './folder-lock.ts';
import { adoptionGraceMs } from './limits.ts';
import { countLiveOwners } from './owners.ts';
import { stopPostmaster } from './postmaster.ts';
import { sleep } from './processes.ts';

async function ownerIsGone(): Promise<void> {
  if (process.platform !== 'win32') return;
  // On Windows no shell waits for us: this process waits for the end of its own input.
  process.stdin.resume();
  await new Promise((resolve) => process.stdin.once('close', resolve));
}

const [, , home, data, pgCtl] = process.argv;
if (home === undefined || data === undefined || pgCtl === undefined) {
  throw new Error('usage: watchdog.ts HOME DATA PG_CTL');
}
await ownerIsGone();
await sleep(adoptionGraceMs);
await withFolderLock(join(home, 'lock'), async () => {
  if (countLiveOwners(join(home, 'owners')) > 0) return;
  await stopPostmaster(data, { postgres: '', initdb: '', pgCtl });
});
