import Fastify from 'fastify';
import type { App } from '../../app/app.ts';
import { describeOpenApi } from '../plugins/openapi.ts';
import { addPublicRoutes } from './public.ts';

/** What `/openapi.json` of a running service says, without one: routes ask nothing until they are called. */
export async function describeApi(): Promise<object> {
  const server = Fastify();
  await describeOpenApi(server);
  await server.register(async (scope) => addPublicRoutes(scope, {} as App));
  await server.ready();
  const described = server.swagger();
  await server.close();
  return described;
}
