/**
 * A server for `submit.ts`, forked: `thaw` is the service itself, `bare` is node:http with one
 * statement a request. Says `{port}` when it listens and answers `cpu` with its CPU time.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { verify } from '@node-rs/argon2';
import { hashPassword } from '../src/adapters/passwords/passwords.ts';
import { createPool } from '../src/adapters/postgres/database.ts';
import { decideConfig } from '../src/config/config.ts';
import { readEnvironment } from '../src/config/env.ts';
import { createContext } from '../src/context.ts';

const [kind = '', databaseUrl = '', dataDir = '', port = ''] = process.argv.slice(2);

/** The whole service with its worker; mail is taken and dropped, pictures are not looked at. */
async function serveThaw(): Promise<void> {
  const config = {
    ...decideConfig({ ...readEnvironment(), dataDir, port }, 'development'),
    // Each request of the load has an address of its own, as people have.
    trustProxy: true,
  };
  const context = await createContext(config, databaseUrl, {
    mailer: { send: async () => {} },
    vision: { run: async () => ({ ok: false, failure: 'internal' }) },
  });
  await context.start();
}

async function serveBare(): Promise<void> {
  const pool = createPool(databaseUrl);
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const result =
      request.method === 'POST'
        ? await pool.query('insert into bench.rows (body) values ($1) returning id', [
            JSON.parse(body),
          ])
        : await pool.query('select id, body from bench.rows where id = $1', [
            Number(request.url?.slice(1)),
          ]);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(result.rows[0] ?? null));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      response.statusCode = 500;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(Number(port), '127.0.0.1', resolve));
}

/** Verifies as many passwords as asked for, as many at once as there are threads for it. */
async function hashMany(count: number): Promise<void> {
  const stored = await hashPassword('a password of the benchmark');
  let left = count;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      await verify(stored, 'another password');
    }
  };
  await Promise.all([one(), one()]);
}

process.on('message', (message: { readonly ask: 'cpu' | 'hash'; readonly count?: number }) => {
  const answer = () => process.send?.({ cpu: process.cpuUsage() });
  if (message.ask === 'cpu') answer();
  else hashMany(message.count ?? 1).then(answer, () => process.exit(1));
});
process.on('disconnect', () => process.exit(0));

await (kind === 'thaw' ? serveThaw() : serveBare());
process.send?.({ port: Number(port) });
