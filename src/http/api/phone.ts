import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { App } from '../../app/app.ts';
import { acceptOnPhone, bindPhone, reportOnPhone, viewPhone } from '../../app/handoff.ts';
import { takeOtherLaneOnPhone } from '../../app/other-lane.ts';
import { clientOf } from '../plugins/client.ts';
import {
  endSessionBefore,
  limitPerAddress,
  requireChange,
  requireOwnOrigin,
  requireSession,
  setSessionCookie,
} from '../plugins/guard.ts';

const bindBody = {
  body: Type.Object(
    { token: Type.String({ minLength: 20, maxLength: 100 }) },
    { additionalProperties: false },
  ),
};

/** The phone may do this and nothing else: its session opens no other route. */
export function addPhoneRoutes(server: FastifyInstance, app: App): void {
  server.post<{ Body: { token: string } }>(
    '/p/bind',
    { schema: bindBody },
    async (request, reply) => {
      requireOwnOrigin(app, request);
      await limitPerAddress(app, request, 'bind', 30);
      const bound = await bindPhone(app, request.body.token, clientOf(request));
      await endSessionBefore(app, 'phone', request);
      setSessionCookie(reply, 'phone', bound.session.raw);
      request.cookies['__Host-thaw-phone'] = bound.session.raw;
      return viewPhone(app, await requireSession(app, 'phone', request));
    },
  );
  server.get('/p/view', async (request) =>
    viewPhone(app, await requireSession(app, 'phone', request)),
  );
  server.post('/p/accept', async (request) => {
    const session = await requireChange(app, 'phone', request);
    await acceptOnPhone(app, session);
    return viewPhone(app, session);
  });
  server.post('/p/report', async (request) => {
    const session = await requireChange(app, 'phone', request);
    await reportOnPhone(app, session);
    return viewPhone(app, session);
  });
  server.post('/p/other-lane', async (request) => {
    const session = await requireChange(app, 'phone', request);
    await takeOtherLaneOnPhone(app, session);
    return viewPhone(app, session);
  });
}
