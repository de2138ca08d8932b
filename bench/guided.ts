/**
 * Guided facial verifications side by side, as pages send them: 5 frames a second over a WebSocket, two
 * on their way at most, from the frame's sending to its guidance. The service, two vision processes,
 * PostgreSQL and this load share the machine's cores.
 */

import WebSocket from 'ws';
import { limits } from '../src/core/limits.ts';
import type { FaceSession, FrameAnswer } from '../src/core/wire-face.ts';
import type { HttpClient } from '../test/fixtures/http-client.ts';
import { requiredTicks, sendPassport, sendSelfie } from '../test/fixtures/person.ts';
import { filmFrames } from '../test/fixtures/specimens.ts';
import { startTestWorld, type TestWorld } from '../test/fixtures/world.ts';
import { freshCase, mara, toDocument } from '../test/flows/road.ts';
import { percentile } from './rates.ts';
import type { BenchResult } from './row.ts';

const BAR_MS = 250;
/** What the service guides at once where nothing else is configured. */
const GUIDED = 3;
const SESSIONS_AT_ONCE = [1, 2, 3, 4, 6, 8] as const;
const SECONDS = 12;
const IN_FLIGHT_MAX = 2;
const FILM_STEP = 6;
const HEAD_BYTES = 4;

interface Measured {
  readonly sessions: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  /** A session. */
  readonly framesPerSecond: number;
  readonly n: number;
}

async function toFace(world: TestWorld): Promise<HttpClient> {
  const person = await freshCase(world, mara);
  await toDocument(world, person, [...requiredTicks, 'biometric_consent']);
  await sendPassport(person, 'mara');
  const { current } = await sendSelfie(person, 'mara');
  if (current !== 'face') throw new Error(`the case is at ${current}`);
  return person;
}

async function open(world: TestWorld, person: HttpClient): Promise<WebSocket> {
  const begun = await person.post<FaceSession>('/u/face/begin', { colours: false });
  if (begun.status !== 200 || !begun.body.guided) throw new Error(`begin: ${begun.status}`);
  const url = `${world.urls.thaw.replace(/^http/, 'ws')}/u/face/socket?session=${begun.body.session}`;
  const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const socket = new WebSocket(url, { headers: { cookie }, origin: world.urls.thaw });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return socket;
}

/** Times from sending to guidance, ms. */
async function play(socket: WebSocket, film: readonly Buffer[]): Promise<readonly number[]> {
  const sentAt = new Map<number, number>();
  const times: number[] = [];
  let refused: string | null = null;
  socket.on('message', (data) => {
    const answer = JSON.parse(String(data)) as FrameAnswer;
    if ('error' in answer) refused = answer.error.code;
    times.push(performance.now() - (sentAt.get(answer.index) ?? Number.NaN));
    sentAt.delete(answer.index);
  });
  const everyMs = 1000 / limits.faceFramesPerSecond;
  for (let index = 0, tick = 0; tick < SECONDS * limits.faceFramesPerSecond; tick += 1) {
    if (sentAt.size < IN_FLIGHT_MAX) {
      const head = Buffer.alloc(HEAD_BYTES);
      head.writeUInt32BE(index);
      sentAt.set(index, performance.now());
      socket.send(Buffer.concat([head, film[(tick * FILM_STEP) % film.length] ?? head]));
      index += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  socket.close();
  if (refused !== null) throw new Error(`a frame was refused: ${refused}`);
  return times;
}

async function measureAt(
  sessions: number,
  world: TestWorld,
  person: HttpClient,
  film: readonly Buffer[],
): Promise<Measured> {
  const sockets = await Promise.all(Array.from({ length: sessions }, () => open(world, person)));
  const times = (
    await Promise.all(
      sockets.map(async (socket, at) => {
        // People do not begin on one beat.
        await new Promise((resolve) => setTimeout(resolve, (at * 200) / sessions));
        return play(socket, film);
      }),
    )
  ).flat();
  return {
    sessions,
    p50Ms: Math.round(percentile(times, 0.5)),
    p95Ms: Math.round(percentile(times, 0.95)),
    maxMs: Math.round(Math.max(...times)),
    framesPerSecond: Number((times.length / sessions / SECONDS).toFixed(2)),
    n: times.length,
  };
}

export async function measure(_name: string): Promise<BenchResult> {
  const film = await filmFrames('mara');
  const world = await startTestWorld({ guidedSessions: 64 });
  try {
    const person = await toFace(world);
    // The models are loaded by the first frames, in both vision processes.
    await measureAt(2, world, person, film);
    const table: Measured[] = [];
    for (const sessions of SESSIONS_AT_ONCE) {
      await world.context.pool.query(`delete from thaw.budgets where scope like 'face:%'`);
      table.push(await measureAt(sessions, world, person, film));
    }
    const within = table.filter(({ p95Ms }) => p95Ms <= BAR_MS);
    return {
      value: table.find(({ sessions }) => sessions === GUIDED)?.p95Ms ?? Number.NaN,
      bar: BAR_MS,
      unit: `ms, p95 round trip of a frame, ${GUIDED} sessions at ${limits.faceFramesPerSecond} a second`,
      raw: { mostSessionsWithin: Math.max(0, ...within.map((one) => one.sessions)), table },
    };
  } finally {
    await world.stop();
  }
}
