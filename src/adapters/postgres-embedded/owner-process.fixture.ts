/** A process that owns a server, for the tests: prints JSON lines, inserts rows until it is ended. */
import pg from 'pg';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

const [, , dataDir, mode] = process.argv;
const database = await startEmbeddedPostgres({ dataDir: dataDir ?? '' });
// Before it says that it runs: whoever heard that may press Ctrl-C at once.
process.once('SIGINT', () => {
  void database.stop().then(() => process.exit(0));
});
process.stdout.write(
  `${JSON.stringify({ pid: database.pid, adopted: database.adopted, socketDir: database.socketDir })}\n`,
);
if (mode === 'insert') {
  const client = new pg.Client({ connectionString: database.connectionString });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('CREATE TABLE IF NOT EXISTS row_of_test (id integer PRIMARY KEY)');
  for (let id = 1; ; id += 1) {
    await client.query('INSERT INTO row_of_test VALUES ($1)', [id]);
    process.stdout.write(`${JSON.stringify({ acknowledged: id })}\n`);
  }
}
setInterval(() => undefined, 60_000);
