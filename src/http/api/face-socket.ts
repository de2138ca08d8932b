/**
 * Frames over a WebSocket: each message is a frame (its number in four bytes, then the picture), each
 * answer the guidance. The same guards, scope and limits as the PUT route, which pages use where no
 * socket opens; a socket that does not keep to them is closed.
 */

import { randomUUID } from 'node:crypto';
import websocket, { type WebSocket } from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { App } from '../../app/app.ts';
import { ownSession, takeFrame } from '../../app/face.ts';
import type { SessionKind } from '../../app/stores.ts';
import { limits } from '../../core/limits.ts';
import type { FrameAnswer } from '../../core/wire-face.ts';
import { bodyOf, toThawError } from '../plugins/errors.ts';
import { requireOwnOrigin, requireSession } from '../plugins/guard.ts';
import { id } from '../plugins/ids.ts';

type Asking = FastifyRequest<{ Querystring: { session: string } }>;

const numberBytes = 4;
/** RFC 6455 7.4.1, and one of our own. */
const closed = { over: 1000, notAFrame: 1003, refused: 1008, another: 4409 } as const;
/** Longer than a session: its last frames are answered. */
const socketMs = (limits.faceSessionSeconds + 5) * 1000;

export async function addFaceSockets(scope: FastifyInstance, app: App): Promise<void> {
  await scope.register(websocket, {
    options: { maxPayload: numberBytes + limits.frameBytesMax, perMessageDeflate: false },
    // A browser that went away in the middle of a word is no fault of ours.
    errorHandler: (_error, socket) => socket.terminate(),
  });
  const schema = {
    querystring: Type.Object({ session: id }, { additionalProperties: false }),
  };
  for (const [prefix, kind] of [
    ['/u', 'person'],
    ['/p', 'phone'],
  ] as const) {
    scope.get<{ Querystring: { session: string } }>(
      `${prefix}/face/socket`,
      {
        websocket: true,
        exposeHeadRoute: false,
        schema,
        // Before anything is opened: a browser sends cookies to sockets from any page (CSWSH).
        preHandler: async (request) => {
          const session = await requireSession(app, kind, request);
          requireOwnOrigin(app, request);
          await ownSession(app.db.read, session, request.query.session);
        },
      },
      (socket, request) => serve(app, kind, socket, request),
    );
  }
}

function serve(app: App, kind: SessionKind, socket: WebSocket, request: Asking): void {
  const { session } = request.query;
  const close = app.frames.openSocket(session);
  if (close === null) {
    socket.close(closed.another);
    return;
  }
  const timer = setTimeout(() => socket.close(closed.over), socketMs);
  socket.on('close', () => {
    clearTimeout(timer);
    close();
  });
  socket.on('message', (data, isBinary) => {
    if (!isBinary || !Buffer.isBuffer(data) || data.length <= numberBytes) {
      socket.close(closed.notAFrame);
      return;
    }
    const index = data.readUInt32BE(0);
    void answer(app, kind, request, { session, index, picture: data.subarray(numberBytes) }).then(
      ({ isOver, said }) => {
        if (socket.readyState !== socket.OPEN) return;
        socket.send(JSON.stringify(said));
        if (isOver) socket.close(closed.refused);
      },
    );
  });
}

/** Never rejects. The session is asked for with every frame: it may have been ended meanwhile. */
async function answer(
  app: App,
  kind: SessionKind,
  request: Asking,
  frame: { readonly session: string; readonly index: number; readonly picture: Uint8Array },
): Promise<{ readonly said: FrameAnswer; readonly isOver: boolean }> {
  const { index } = frame;
  try {
    const guidance = await takeFrame(app, await requireSession(app, kind, request), frame);
    return { said: { index, guidance }, isOver: false };
  } catch (thrown) {
    const error = toThawError(thrown instanceof Error ? thrown : new Error('unknown'));
    const correlationId = randomUUID();
    if (error.status >= 500) {
      app.log.error('socket.failed', { code: error.code, detail: error.detail, correlationId });
    }
    return { said: { index, ...bodyOf(error, correlationId) }, isOver: true };
  }
}
