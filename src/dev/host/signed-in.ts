/** Who is at the other end of a session, and what that session may do now. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import type { attemptsInWindow } from '../../core/login-lanes.ts';
import type { KeyRing } from '../../core/ports.ts';
import { type First, type LoggedIn, type Session, startSession, whoseSession } from './accounts.ts';
import { rememberDevice } from './known-devices.ts';
import type { Refused } from './login-tries.ts';
import type { ThawApi } from './thaw-client.ts';

export const COOKIE = '__Host-northwind';
export const COOKIE_OPTIONS = {
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'lax',
} as const;
export const DEVICE_COOKIE = '__Host-northwind-device';
const DEVICE_OPTIONS = { ...COOKIE_OPTIONS, maxAge: 180 * 86_400 } as const;

export interface HostDemoOptions {
  /** 0 picks one. */
  readonly port: number;
  readonly pool: Pool;
  readonly thawApi: ThawApi;
  /** `whsec_...` */
  readonly webhookSecret: string;
  /** Seals authenticator apps; without it nobody can set one up. */
  readonly keys?: KeyRing;
  /** Other bounds for attempts of strangers: who measures logins makes very many of them. */
  readonly attempts?: typeof attemptsInWindow;
}

const NEVER: readonly First[] = [];

/**
 * The session, when it may do this now. Answers itself and gives null when there is none, and when
 * something else comes first; `whileFirst` names what may still be undone.
 */
export async function signedIn(
  { pool }: HostDemoOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  { whileFirst = NEVER }: { readonly whileFirst?: readonly First[] } = {},
): Promise<Session | null> {
  const session = await whoseSession(pool, request.cookies[COOKIE]);
  if (session === null) {
    await reply.status(401).send({ error: { code: 'session_missing' } });
    return null;
  }
  if (session.first === null || whileFirst.includes(session.first)) return session;
  await reply.status(403).send({ error: { code: session.first } });
  return null;
}

/** Opens a session in the browser; `newDevice` gives it a lane of its own too. */
export async function openSession(
  { pool }: HostDemoOptions,
  reply: FastifyReply,
  login: LoggedIn & { readonly newDevice: boolean },
): Promise<boolean> {
  const token = await startSession(pool, login);
  if (token === null) return false;
  reply.setCookie(COOKIE, token, COOKIE_OPTIONS);
  if (login.newDevice) {
    reply.setCookie(DEVICE_COOKIE, await rememberDevice(pool, login.accountId), DEVICE_OPTIONS);
  }
  return true;
}

/** The same for every name: how long, and nothing of why. */
export async function answerRefused(refused: Refused, reply: FastifyReply) {
  if (refused.state === 'wait') reply.header('retry-after', refused.seconds);
  return await reply.status(429).send(refused);
}

export async function answerFault(reply: FastifyReply, status: number, code: string) {
  return await reply.status(status).send({ error: { code } });
}
