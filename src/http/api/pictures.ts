/** Pictures and frames: raw bytes up, the view or guidance down. The client's word on type is not taken. */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { App } from '../../app/app.ts';
import { chooseDocument, submitDocument, uploadDocumentSide } from '../../app/document.ts';
import { beginFace, finishFace, takeFrame } from '../../app/face.ts';
import {
  cancelHandoff,
  caseOf,
  createHandoff,
  matchNumber,
  viewHandoff,
  viewPhone,
} from '../../app/handoff.ts';
import { submitSelfie, uploadSelfie } from '../../app/selfie.ts';
import { beginSelfie, takeSelfieFrame } from '../../app/selfie-live.ts';
import { sendHandoffLink } from '../../app/send-handoff-link.ts';
import { drawSentence, takeRecording } from '../../app/statement.ts';
import type { SessionKind } from '../../app/stores.ts';
import { ThawError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import type { FaceBegin } from '../../core/wire-face.ts';
import { requireChange, requireSession } from '../plugins/guard.ts';
import { id } from '../plugins/ids.ts';
import { changeWith } from './person.ts';

const strict = { additionalProperties: false } as const;
const bodies = {
  choice: Type.Object(
    { country: Type.String({ pattern: '^[A-Z<]{1,3}$' }), type: Type.String({ maxLength: 40 }) },
    strict,
  ),
  number: Type.Object({ number: Type.String({ pattern: '^[0-9]{3}$' }) }, strict),
  // A page that says nothing about itself sends no body.
  faceBegin: Type.Union([
    Type.Null(),
    Type.Object(
      {
        colours: Type.Optional(Type.Boolean()),
        cameraLabel: Type.Optional(Type.String({ maxLength: 200 })),
      },
      strict,
    ),
  ]),
  sentence: Type.Object({ locale: Type.String({ maxLength: 20 }) }, strict),
  faceSession: Type.Object({ session: id }, strict),
};
const side = Type.Object({ side: Type.Union([Type.Literal('front'), Type.Literal('back')]) });
const source = Type.Object(
  { source: Type.Optional(Type.Union([Type.Literal('camera'), Type.Literal('file')])) },
  strict,
);
const selfieQuery = Type.Union([
  Type.Object({ source: Type.Optional(Type.Literal('file')) }, strict),
  Type.Object(
    {
      source: Type.Literal('camera'),
      nonce: id,
      index: Type.String({ pattern: '^[0-9]$' }),
    },
    strict,
  ),
]);
type SelfieQuery =
  | { readonly source?: 'file' }
  | { readonly source: 'camera'; readonly nonce: string; readonly index: string };
const videoQuery = Type.Object({ nonce: id }, strict);
const frameQuery = Type.Object(
  {
    session: id,
    index: Type.String({ pattern: '^[0-9]{1,4}$' }),
    t: Type.Optional(Type.String({ maxLength: 12 })),
  },
  strict,
);
type FrameQuery = { Querystring: { session: string; index: string } };

export function addPictureRoutes(server: FastifyInstance, app: App): void {
  server.addContentTypeParser(
    ['image/jpeg', 'image/png', 'image/webp', 'application/octet-stream'],
    { parseAs: 'buffer', bodyLimit: limits.pictureBytesMax },
    (_request, body, done) => done(null, body),
  );
  addStatementRoutes(server, app);
  const change = changeWith(app);
  server.post<{ Body: { country: string; type: string } }>(
    '/u/document/choose',
    { schema: { body: bodies.choice } },
    async (request) => change(request, (s) => chooseDocument(app, caseOf(s), request.body)),
  );
  server.put<{ Params: { side: 'front' | 'back' }; Querystring: { source?: 'camera' | 'file' } }>(
    '/u/document/:side',
    { schema: { params: side, querystring: source }, bodyLimit: limits.pictureBytesMax },
    async (request) =>
      change(request, (s) =>
        uploadDocumentSide(app, caseOf(s), {
          side: request.params.side,
          picture: pictureOf(request),
          source: request.query.source ?? 'file',
        }),
      ),
  );
  server.post('/u/document/submit', async (request) =>
    change(request, (s) => submitDocument(app, caseOf(s))),
  );
  server.post('/u/selfie/begin', async (request) =>
    beginSelfie(app, caseOf(await requireChange(app, 'person', request))),
  );
  server.put<{ Querystring: SelfieQuery }>(
    '/u/selfie',
    { schema: { querystring: selfieQuery }, bodyLimit: limits.pictureBytesMax },
    async (request) => change(request, (s) => takeSelfie(app, caseOf(s), request)),
  );
  server.post('/u/selfie/submit', async (request) =>
    change(request, (s) => submitSelfie(app, caseOf(s))),
  );
  addHandoffRoutes(server, app);
  addFaceRoutes(server, app, '/u', 'person');
  addFaceRoutes(server, app, '/p', 'phone');
}

/** Read aloud, document in hand: raw bytes, kept as they come and never decoded. */
function addStatementRoutes(server: FastifyInstance, app: App): void {
  const bodyLimit = limits.statementVideoBytesMax;
  server.addContentTypeParser(
    ['video/webm', 'video/mp4'],
    { parseAs: 'buffer', bodyLimit },
    (_request, body, done) => done(null, body),
  );
  server.post<{ Body: { locale: string } }>(
    '/u/statement/sentence',
    { schema: { body: bodies.sentence } },
    async (request) => {
      const session = await requireChange(app, 'person', request);
      return drawSentence(app, caseOf(session), request.body.locale);
    },
  );
  const change = changeWith(app);
  server.put<{ Querystring: { nonce: string } }>(
    '/u/statement/video',
    { schema: { querystring: videoQuery }, bodyLimit },
    async (request) =>
      change(request, (s) =>
        takeRecording(app, caseOf(s), { nonce: request.query.nonce, bytes: pictureOf(request) }),
      ),
  );
}

function takeSelfie(
  app: App,
  caseId: string,
  request: FastifyRequest<{ Querystring: SelfieQuery }>,
): Promise<void> {
  const picture = pictureOf(request);
  if (request.query.source !== 'camera') return uploadSelfie(app, caseId, picture);
  const { nonce, index } = request.query;
  return takeSelfieFrame(app, caseId, { nonce, index: Number(index), picture });
}

function addHandoffRoutes(server: FastifyInstance, app: App): void {
  server.post('/u/face/handoff', async (request) =>
    createHandoff(app, await requireChange(app, 'person', request)),
  );
  server.get('/u/face/handoff', async (request) => {
    const view = await viewHandoff(app, await requireSession(app, 'person', request));
    if (view === null) throw new ThawError('not_found', 'no hand-off');
    return view;
  });
  server.post<{ Body: { number: string } }>(
    '/u/face/handoff/match',
    { schema: { body: bodies.number } },
    async (request) => {
      const session = await requireChange(app, 'person', request);
      await matchNumber(app, session, request.body.number);
      return viewHandoff(app, session);
    },
  );
  server.post('/u/face/handoff/send-link', async (request) => {
    const session = await requireChange(app, 'person', request);
    await sendHandoffLink(app, session);
    return viewHandoff(app, session);
  });
  const change = changeWith(app);
  server.post('/u/face/handoff/cancel', async (request) =>
    change(request, (session) => cancelHandoff(app, session)),
  );
}

function addFaceRoutes(
  server: FastifyInstance,
  app: App,
  prefix: '/u' | '/p',
  kind: SessionKind,
): void {
  server.post<{ Body: FaceBegin | null }>(
    `${prefix}/face/begin`,
    { schema: { body: bodies.faceBegin } },
    async (request) => beginFace(app, await requireChange(app, kind, request), request.body ?? {}),
  );
  server.put<FrameQuery>(
    `${prefix}/face/frame`,
    { schema: { querystring: frameQuery }, bodyLimit: limits.frameBytesMax },
    async (request) =>
      takeFrame(app, await requireChange(app, kind, request), {
        session: request.query.session,
        index: Number(request.query.index),
        picture: pictureOf(request),
      }),
  );
  const change = changeWith(app);
  server.post<{ Body: { session: string } }>(
    `${prefix}/face/finish`,
    { schema: { body: bodies.faceSession } },
    async (request) => {
      if (kind === 'person') {
        return change(request, (s) => finishFace(app, s, request.body.session));
      }
      const session = await requireChange(app, kind, request);
      await finishFace(app, session, request.body.session);
      return viewPhone(app, session);
    },
  );
}

function pictureOf(request: FastifyRequest): Uint8Array {
  if (!(request.body instanceof Uint8Array)) throw new ThawError('file_type', 'no picture');
  return request.body;
}
