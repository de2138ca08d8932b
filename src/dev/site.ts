import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance } from 'fastify';

const BODY_BYTES_MAX = 16 * 1024;
const REQUEST_TIMEOUT_MS = 10_000;

/** Built pages; `npm start` builds them. */
const builtPages = join(import.meta.dirname, '../../web/dist');

/** A server of the development world: JSON only, small bodies, nothing of an error goes out. */
export function createSite(): FastifyInstance {
  const server = Fastify({
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // What is not what the schema says is refused, not bent until it fits.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  server.setErrorHandler(async (error, _request, reply) => {
    const status =
      error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
        ? error.statusCode
        : 500;
    const code = status >= 500 ? 'internal' : 'bad_request';
    return await reply.status(status).send({ error: { code } });
  });
  server.setNotFoundHandler(async (_request, reply) => {
    return await reply.status(404).send({ error: { code: 'not_found' } });
  });
  return server;
}

/** `GET /` answers the built page of this name, `/assets/` what it loads. */
export async function servePage(server: FastifyInstance, name: string): Promise<void> {
  const page = join(builtPages, name, 'index.html');
  if (existsSync(join(builtPages, 'assets'))) {
    await server.register(fastifyStatic, {
      root: join(builtPages, 'assets'),
      prefix: '/assets/',
      index: false,
      cacheControl: true,
      immutable: true,
      maxAge: '365d',
      setHeaders: (reply) => {
        reply.header('cross-origin-resource-policy', 'same-origin');
      },
    });
  }
  server.get('/', async (_request, reply) => {
    if (!existsSync(page)) return await reply.status(503).send('The pages are not built yet.');
    return await reply.type('text/html; charset=utf-8').send(await readFile(page));
  });
}

/** Listens on 127.0.0.1 and answers the URL by name, which browsers trust like https. */
export async function listenLocally(server: FastifyInstance, port: number): Promise<string> {
  await server.listen({ host: '127.0.0.1', port });
  const address = server.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port was given');
  return `http://localhost:${address.port}`;
}
