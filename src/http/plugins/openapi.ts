/** The description of the platform's API, made from the schemas that its requests are held to. */

import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';

/** Before the routes: only those with a tag are described. */
export async function describeOpenApi(server: FastifyInstance): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Thaw',
        version: '0.1.0',
        description: 'Account reactivation: open a case, send the person to its URL, hear the end.',
      },
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
    },
    hideUntagged: true,
  });
}
