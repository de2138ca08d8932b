/** The service in production: configuration from the environment, nothing of the development world. */

import { openDatabase, runMigrations } from '../composition/database.ts';
import { freeStartMemory } from '../composition/free-start-memory.ts';
import { decideConfig } from '../config/config.ts';
import { readEnvironment } from '../config/env.ts';
import { assertSafe } from '../config/unsafe-defaults.ts';
import { createContext } from '../context.ts';

const config = decideConfig(readEnvironment(), 'production');
const database = await openDatabase(config);
const databaseUrl = database.url;
await runMigrations(databaseUrl);
const context = await createContext(config, databaseUrl);
const clock = await context.pool.query(`select to_regclass('dev.clock') is not null as movable`);
assertSafe(config, {
  movableClock: clock.rows[0]?.movable === true,
  seededPeople: clock.rows[0]?.movable === true,
  specimensAccepted: context.app.config.specimens,
  privateWebhooks: false,
});
await freeStartMemory();
const { port } = await context.start();
console.log(`Thaw serves on port ${port}.`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    context
      .stop()
      .then(() => database.close())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  });
}
