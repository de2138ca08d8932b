import { join } from 'node:path';
import cookie from '@fastify/cookie';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance } from 'fastify';
import type { App } from '../app/app.ts';
import type { Health } from '../app/health.ts';
import { viewPolicySchema } from '../app/view-policy.ts';
import { limits } from '../core/limits.ts';
import { addCodeRoutes } from './api/codes.ts';
import { addFaceSockets } from './api/face-socket.ts';
import { addLinkRoutes } from './api/links.ts';
import { addPersonRoutes } from './api/person.ts';
import { addPhoneRoutes } from './api/phone.ts';
import { addPictureRoutes } from './api/pictures.ts';
import { addPublicRoutes } from './api/public.ts';
import { addPolicyRoutes } from './console/policy.ts';
import { addConsoleRoutes } from './console/routes.ts';
import { addErrorAnswers, answerOutsideRoutes } from './plugins/errors.ts';
import { addSecurityHeaders } from './plugins/headers.ts';
import type { LiveHub } from './plugins/live.ts';
import { describeOpenApi } from './plugins/openapi.ts';
import { refuseBrokenText } from './plugins/text.ts';

/** The pages that Thaw itself serves; demo host and desk are served by the development world. */
const pages = ['unlock', 'phone', 'link', 'console'] as const;

export interface HttpOptions {
  readonly app: App;
  readonly live: LiveHub;
  /** Built pages (`web/dist`). */
  readonly webRoot: string;
  /** Believe X-Forwarded-For from these addresses; false believes nobody. */
  readonly trustProxy: boolean | string;
  /** Whether the service can work, and how its parts are. */
  readonly health: () => Promise<Health>;
}

export async function createHttpServer(options: HttpOptions): Promise<FastifyInstance> {
  const { app, live } = options;
  const server = Fastify({
    bodyLimit: limits.jsonBodyBytesMax,
    trustProxy: options.trustProxy,
    requestTimeout: 60_000,
    keepAliveTimeout: 10_000,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 128 },
    // What is not what the schema says is refused, not bent until it fits.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    // An address that cannot be read meets no hook: its answer is made by hand.
    frameworkErrors: answerOutsideRoutes,
  });
  addSecurityHeaders(server);
  addErrorAnswers(server, { log: app.log, returnUrl: app.config.returnUrl });
  refuseBrokenText(server);
  await server.register(cookie);
  await describeOpenApi(server);
  addJsonOrNothing(server);
  server.get('/health', async (_request, reply) => {
    const health = await options.health();
    return reply.status(health.healthy ? 200 : 503).send(health);
  });
  await server.register(async (scope) => addPublicRoutes(scope, app));
  await server.register(async (scope) => addPersonRoutes(scope, app, live));
  await server.register(async (scope) => addCodeRoutes(scope, app));
  await server.register(async (scope) => addPictureRoutes(scope, app));
  await server.register(async (scope) => addFaceSockets(scope, app));
  await server.register(async (scope) => addPhoneRoutes(scope, app));
  await server.register(async (scope) => addLinkRoutes(scope, app));
  await server.register(async (scope) => addConsoleRoutes(scope, app));
  await server.register(async (scope) => addPolicyRoutes(scope, app));
  server.get('/openapi.json', async () => server.swagger());
  server.get('/policy.schema.json', async (_request, reply) =>
    reply.type('application/schema+json').send(JSON.stringify(viewPolicySchema())),
  );
  await addPages(server, options.webRoot);
  return server;
}

/** Bodies are JSON or raw pictures; a POST without a body is fine, a form is not. */
function addJsonOrNothing(server: FastifyInstance): void {
  server.removeContentTypeParser('text/plain');
}

async function addPages(server: FastifyInstance, webRoot: string): Promise<void> {
  await server.register(fastifyStatic, {
    root: join(webRoot, 'assets'),
    prefix: '/assets/',
    index: false,
    preCompressed: true,
    setHeaders: (reply, path) => {
      // The name of an asset holds its content's hash, and nothing personal is in it.
      const isPage = /\.html(\.\w+)?$/.test(path);
      reply.header('cache-control', isPage ? 'no-store' : 'public, max-age=31536000, immutable');
    },
  });
  for (const page of pages) {
    server.get(`/${page}`, async (_request, reply) =>
      reply.sendFile(`${page}/index.html`, webRoot),
    );
  }
  server.get('/', async (_request, reply) => reply.redirect('/unlock'));
}
