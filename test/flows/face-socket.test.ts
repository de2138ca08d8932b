/** Frames over the WebSocket: who may open one, what it takes, and when it ends. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { limits } from '../../src/core/limits.ts';
import type { FaceSession, FrameAnswer } from '../../src/core/wire-face.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import { requiredTicks, see, sendPassport, sendSelfie } from '../fixtures/person.ts';
import { filmFrames } from '../fixtures/specimens.ts';
import { advance, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { count, freshCase, ivo, mara, toDocument, until } from './road.ts';
import { unknownId } from './routes.ts';

let world: TestWorld;
let person: HttpClient;
let stranger: HttpClient;
let film: readonly Buffer[];

beforeAll(async () => {
  world = await startTestWorld();
  film = await filmFrames('mara');
  stranger = await freshCase(world, ivo);
  person = await freshCase(world, mara);
  await toDocument(world, person, [...requiredTicks, 'biometric_consent']);
  await sendPassport(person, 'mara');
  await sendSelfie(person, 'mara');
  expect((await see(person)).current).toBe('face');
});
afterAll(async () => {
  await world?.stop();
});

const begin = async () =>
  (await person.post<FaceSession>('/u/face/begin', { colours: false })).body.session;

interface Opened {
  /** Of the refusal; 101 when it opened. */
  readonly status: number;
  readonly socket: WebSocket;
  /** What came, oldest first. */
  readonly heard: FrameAnswer[];
  /** How it was closed; null while it is open. */
  readonly closed: () => number | null;
}

async function open(
  session: string,
  options: {
    readonly client?: HttpClient;
    readonly origin?: string | null;
    readonly headers?: Record<string, string>;
    readonly prefix?: '/u' | '/p';
  } = {},
): Promise<Opened> {
  const { client = person, headers = {}, origin = world.urls.thaw, prefix = '/u' } = options;
  const cookies = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const url = `${world.urls.thaw.replace(/^http/, 'ws')}${prefix}/face/socket?session=${session}`;
  const socket = new WebSocket(url, {
    headers: { ...(cookies === '' ? {} : { cookie: cookies }), ...headers },
    ...(origin === null ? {} : { origin }),
  });
  const heard: FrameAnswer[] = [];
  let closed: number | null = null;
  socket.on('message', (data) => heard.push(JSON.parse(String(data)) as FrameAnswer));
  socket.on('close', (code) => {
    closed = code;
  });
  const status = await new Promise<number>((resolve) => {
    socket.on('open', () => resolve(101));
    socket.on('unexpected-response', (request, response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
    // Follows a refusal; a broken socket shows in how it was closed.
    socket.on('error', () => {});
  });
  return { status, socket, heard, closed: () => closed };
}

function message(index: number, picture: Uint8Array): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(index);
  return Buffer.concat([head, picture]);
}

const framesOf = (session: string) =>
  count(world, 'select count(*) as n from thaw.face_frames where session_id = $1', [session]);

describe('a socket for frames', () => {
  test('guides as the frames come, and PUT goes on where it ended', async () => {
    const session = await begin();
    const { heard, socket, status } = await open(session);
    expect(status).toBe(101);
    for (let index = 0; index < 3; index += 1) {
      socket.send(message(index, film[index * 3] ?? Buffer.alloc(0)));
      await until(async () => heard.length === index + 1);
    }
    expect(heard.map((answer) => answer.index)).toEqual([0, 1, 2]);
    expect(heard[2]).toMatchObject({ guidance: { prompt: 'centre', done: 0, total: 4 } });
    socket.close();
    const put = `/u/face/frame?session=${session}&index=3`;
    expect((await person.put(put, film[9] ?? Buffer.alloc(0))).status).toBe(200);
    expect(await framesOf(session)).toBe(4);
  });

  test('opens from our own page alone, with the session’s own cookie, for the own face session', async () => {
    const session = await begin();
    const nobody = new HttpClient(world.urls.thaw);
    const tries: readonly (readonly [string, number, Promise<Opened>])[] = [
      ['no cookie', 401, open(session, { client: nobody })],
      ['another person', 404, open(session, { client: stranger })],
      ['the phone’s way', 401, open(session, { prefix: '/p' })],
      ['an evil page', 403, open(session, { origin: 'https://evil.example' })],
      ['a page without a name', 403, open(session, { origin: 'null' })],
      ['no origin', 403, open(session, { origin: null })],
      ['another site', 403, open(session, { headers: { 'sec-fetch-site': 'cross-site' } })],
      ['an unknown session', 404, open(unknownId)],
      ['no id', 400, open('1')],
    ];
    for (const [what, wanted, opening] of tries) {
      expect([what, (await opening).status]).toEqual([what, wanted]);
    }
    expect(await framesOf(session)).toBe(0);
    expect((await open(session)).status).toBe(101);
  });

  test('is one a session: a second is closed at once and the first goes on', async () => {
    const session = await begin();
    const first = await open(session);
    const second = await open(session);
    await until(async () => second.closed() === 4409);
    first.socket.send(message(0, film[0] ?? Buffer.alloc(0)));
    await until(async () => first.heard.length === 1);
    expect(first.closed()).toBeNull();
    first.socket.close();
    // A page that was reloaded gets its own.
    await until(async () => {
      const again = await open(session);
      again.socket.send(message(1, film[3] ?? Buffer.alloc(0)));
      return until(async () => again.heard.length === 1 || again.closed() !== null).then(
        () => again.heard.length === 1,
      );
    });
  });

  test('takes no message that is too big, no text, and no empty frame', async () => {
    for (const [what, bad, code] of [
      ['too big', message(0, Buffer.alloc(limits.frameBytesMax + 1)), 1009],
      ['text', '{"passed":true,"score":1}', 1003],
      ['nothing', message(0, Buffer.alloc(0)), 1003],
    ] as const) {
      const session = await begin();
      const { closed, socket } = await open(session);
      socket.send(bad);
      await until(async () => closed() !== null);
      expect([what, closed()]).toEqual([what, code]);
      expect(await framesOf(session)).toBe(0);
    }
  });

  test('that sends more than a page does is closed, and what it sent at once is not looked at', async () => {
    const session = await begin();
    const { closed, heard, socket } = await open(session);
    for (let index = 0; index < 40; index += 1) {
      socket.send(message(index, film[index] ?? Buffer.alloc(0)));
    }
    await until(async () => closed() !== null);
    expect(closed()).toBe(1008);
    const refused = heard.filter((answer) => 'error' in answer);
    expect(refused[0]).toMatchObject({ error: { code: 'too_many' } });
    expect(await framesOf(session)).toBeLessThanOrEqual(limits.faceFramesInFlightMax);
  });

  test('ends with the face session, and with the session of the person', async () => {
    const session = await begin();
    const over = await open(session);
    expect((await person.post('/u/face/finish', { session })).status).toBe(200);
    over.socket.send(message(0, film[0] ?? Buffer.alloc(0)));
    await until(async () => over.closed() === 1008);
    expect(over.heard[0]).toMatchObject({ error: { code: 'not_now' } });

    const late = await begin();
    const old = await open(late);
    await advance(world, limits.faceSessionSeconds + 1);
    old.socket.send(message(0, film[0] ?? Buffer.alloc(0)));
    await until(async () => old.closed() === 1008);
    expect(old.heard[0]).toMatchObject({ error: { code: 'not_now' } });

    const last = await begin();
    const left = await open(last);
    expect(left.status).toBe(101);
    await person.post('/u/case/withdraw');
    left.socket.send(message(0, film[0] ?? Buffer.alloc(0)));
    await until(async () => left.closed() === 1008);
    expect(left.heard[0]).toMatchObject({ error: { code: 'session_missing' } });
    expect(await framesOf(last)).toBe(0);
    expect((await open(last)).status).toBe(401);
  });
});
