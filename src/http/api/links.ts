import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { App } from '../../app/app.ts';
import { appealDecision } from '../../app/appeal.ts';
import { confirmLink, inspectLink } from '../../app/links.ts';
import { disableAccount, ownerSaysNotMe } from '../../app/stop-links.ts';
import { vouch } from '../../app/trusted-contact.ts';
import { caseBehind } from '../../app/view-case-behind.ts';
import { viewProgress } from '../../app/view-progress.ts';
import { limits } from '../../core/limits.ts';
import {
  limitPerAddress,
  personCaseIfAny,
  requireOwnOrigin,
  sessionCookie,
} from '../plugins/guard.ts';

const token = Type.String({ minLength: 20, maxLength: 100 });
const tokenBody = { body: Type.Object({ token }, { additionalProperties: false }) };
const confirmBody = {
  body: Type.Object(
    { token, code: Type.Optional(Type.String({ maxLength: 12 })) },
    { additionalProperties: false },
  ),
};

const appealBody = {
  body: Type.Object(
    { token, text: Type.String({ maxLength: limits.statementCharactersMax }) },
    { additionalProperties: false },
  ),
};

/** Pages behind mailed links. Only a press of a button changes anything. */
export function addLinkRoutes(server: FastifyInstance, app: App): void {
  const limit = (request: FastifyRequest) => limitPerAddress(app, request, 'links', 120);
  server.addHook('preHandler', async (request) => requireOwnOrigin(app, request));
  server.post<{ Body: { token: string; code?: string } }>(
    '/m/confirm',
    { schema: confirmBody },
    async (request) => {
      const { token: raw, code } = request.body;
      const asked = { token: raw, code: code?.replace(/\s/g, '') ?? null };
      // Looked up together, and nothing is done before the limit has answered.
      const found = caseBehind(app, sessionCookie('person', request));
      const behind = Promise.all([found, limit(request)]).then(([met]) => met);
      return confirmLink(app, asked, behind);
    },
  );
  server.register(async (scope) => addOtherLinks(scope, app, limit));
}

function addOtherLinks(
  server: FastifyInstance,
  app: App,
  limit: (request: FastifyRequest) => Promise<void>,
): void {
  server.addHook('preHandler', limit);
  server.post<{ Body: { token: string } }>('/m/inspect', { schema: tokenBody }, async (request) =>
    inspectLink(app, request.body.token, await personCaseIfAny(app, request)),
  );
  server.post<{ Body: { token: string } }>('/m/not-me', { schema: tokenBody }, async (request) =>
    ownerSaysNotMe(app, request.body.token),
  );
  server.post<{ Body: { token: string } }>(
    '/m/disable-account',
    { schema: tokenBody },
    async (request) => disableAccount(app, request.body.token),
  );
  server.post<{ Body: { token: string } }>('/m/progress', { schema: tokenBody }, async (request) =>
    viewProgress(app, request.body.token),
  );
  server.post<{ Body: { token: string; code?: string } }>(
    '/m/vouch',
    { schema: confirmBody },
    async (request) => {
      const { token: raw, code } = request.body;
      return vouch(app, { token: raw, code: code?.replace(/\s/g, '') ?? '' });
    },
  );
  server.post<{ Body: { token: string; text: string } }>(
    '/m/appeal',
    { schema: appealBody },
    async (request) => appealDecision(app, request.body),
  );
}
