/**
 * A server for `submit.ts` and `memory.ts`, forked: `thaw` is the service itself without its vision,
 * `whole` has it, `bare` is node:http with one statement a request. Says `{port}` when it listens and
 * answers each question with its CPU time and what it and its children hold.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { verify } from '@node-rs/argon2';
import type { Pool } from 'pg';
import { hashPassword } from '../src/adapters/passwords/passwords.ts';
import { createPool } from '../src/adapters/postgres/database.ts';
import type { VisionPool } from '../src/adapters/vision-process/create-vision-pool.ts';
import { freeStartMemory } from '../src/composition/free-start-memory.ts';
import { decideConfig } from '../src/config/config.ts';
import { readEnvironment } from '../src/config/env.ts';
import { createContext } from '../src/context.ts';
import { openAlone } from './open-alone.ts';

const [kind = '', databaseUrl = '', dataDir = '', port = ''] = process.argv.slice(2);

/** Set where the service looks at pictures. */
let vision: VisionPool | null = null;

/** The token of each confirmation link that was mailed so far. */
const confirmations: { readonly to: string; readonly token: string }[] = [];
const confirmation = /#c=([\w-]+)/;

/** The service with its worker; of mail only links are kept, pictures are looked at only `whole`. */
async function serveThaw(): Promise<void> {
  const config = {
    ...decideConfig({ ...readEnvironment(), dataDir, port }, 'development'),
    // Each request of the load has an address of its own, as people have.
    trustProxy: true,
  };
  const context = await createContext(config, databaseUrl, {
    mailer: {
      async send({ to, text }) {
        const token = confirmation.exec(text)?.[1];
        if (token !== undefined) confirmations.push({ to, token });
      },
    },
    ...(kind === 'whole'
      ? {}
      : { vision: { run: async () => ({ ok: false, failure: 'internal' }) } }),
  });
  if (kind === 'whole') vision = context.app.vision as VisionPool;
  // As the service does in production.
  await freeStartMemory();
  await context.start();
}

async function serveBare(): Promise<void> {
  const pool = createPool(databaseUrl);
  const open = openAlone(pool);
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const rows = request.url === '/open' ? await open() : await ask(pool, request, body);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(rows ?? null));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      response.statusCode = 500;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(Number(port), '127.0.0.1', resolve));
}

/** One statement a request: an INSERT, a page of the queue, or a SELECT. */
async function ask(pool: Pool, { method, url }: IncomingMessage, body: string): Promise<unknown> {
  if (method === 'POST') {
    const insert = 'insert into bench.rows (body) values ($1) returning id';
    return (await pool.query(insert, [JSON.parse(body)])).rows[0] ?? null;
  }
  if (url === '/queue') {
    const page = `select case_id, ready_at from thaw.review_queue
      where ready_at > $1 order by ready_at limit 50`;
    return (await pool.query(page, ['2026-01-01Z'])).rows;
  }
  const select = 'select id, body from bench.rows where id = $1';
  return (await pool.query(select, [Number(url?.slice(1))])).rows[0] ?? null;
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

type Question = { readonly ask: 'cpu' | 'hash' | 'warm' | 'mails'; readonly count?: number };

async function work({ ask, count }: Question): Promise<void> {
  if (ask === 'hash') await hashMany(count ?? 1);
  const failure = ask === 'warm' ? await vision?.warm() : null;
  if (failure !== null) throw new Error(`the vision processes answered ${failure}`);
}

process.on('message', (question: Question) => {
  const { ask } = question;
  const answer = () =>
    process.send?.({
      cpu: process.cpuUsage(),
      rssMb: process.memoryUsage.rss() / 2 ** 20,
      childrenMb: vision?.stats().rssMb ?? 0,
      confirmations: ask === 'mails' ? confirmations : [],
    });
  work(question).then(answer, () => process.exit(1));
});
process.on('disconnect', () => process.exit(0));

await (kind === 'bare' ? serveBare() : serveThaw());
process.send?.({ port: Number(port) });
