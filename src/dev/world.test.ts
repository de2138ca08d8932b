import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEmbeddedDirectory } from '../adapters/directory-embedded/directory.ts';
import { createSmtpMailer } from '../adapters/mail-smtp/mailer.ts';
import { postWebhook } from '../adapters/webhooks/post-webhook.ts';
import { startFreshDatabase } from './fresh-database.fixture.ts';
import { startWorld, type World } from './world.ts';

const apiKey = 'test-key';
const webhookSecret = `whsec_${Buffer.alloc(24, 5).toString('base64')}`;

let pool: Pool;
let stopDatabase: () => Promise<void>;
let world: World;
let thaw: Server;
/** What the service that the host calls is told, and answers. */
let asked: { url: string; authorization: string; key: string; body: unknown }[];
let thawAnswers: { status: number; body: object };

beforeAll(async () => {
  ({ pool, stop: stopDatabase } = await startFreshDatabase({ development: true }));
  thaw = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked.push({
      url: request.url ?? '',
      authorization: String(request.headers.authorization),
      key: String(request.headers['idempotency-key']),
      body: JSON.parse(Buffer.concat(chunks).toString('utf8')),
    });
    response.writeHead(thawAnswers.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(thawAnswers.body));
  });
  await new Promise<void>((resolve) => {
    thaw.listen(0, '127.0.0.1', resolve);
  });
  const baseUrl = `http://127.0.0.1:${(thaw.address() as AddressInfo).port}`;
  world = await startWorld({
    pool,
    ports: { host: 0, desk: 0, smtp: 0 },
    thaw: { baseUrl, apiKey, webhookSecret },
    staff: [{ name: 'Robin', email: 'robin@northwind.example', password: 'p' }],
  });
}, 60_000);
afterAll(async () => {
  await world.stop();
  thaw.close();
  await stopDatabase();
});
beforeEach(() => {
  asked = [];
  thawAnswers = { status: 201, body: { case_id: 'c', url: 'http://localhost:4100/#e=TOKEN' } };
});

async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  return await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(url).origin, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const login = (email: string, password: string) =>
  post(`${world.urls.host}/api/login`, { email, password });

async function signIn(): Promise<string> {
  const response = await login('noor@people.example', 'thaw-demo-noor');
  const [cookie = ''] = response.headers.getSetCookie();
  return cookie.split(';')[0] ?? '';
}

const me = async (cookie: string) =>
  await fetch(`${world.urls.host}/api/me`, { headers: { cookie } });

describe('log-in at the demo host', () => {
  it('answers an unknown address, a wrong password and a locked account byte for byte alike', async () => {
    const answers = [
      await login('nobody@people.example', 'thaw-demo-mara'),
      await login('noor@people.example', 'wrong'),
      await login('mara@people.example', 'wrong'),
      await login('mara@people.example', ''),
      await login('mara.l@oldmail.example', 'thaw-demo-mara'),
      await login('\u0000', 'x'.repeat(5000)),
    ];
    const seen = await Promise.all(
      answers.map(async (answer) => {
        const headers = [...answer.headers].filter(([name]) => name !== 'date');
        return JSON.stringify([answer.status, headers, await answer.text()]);
      }),
    );
    expect(new Set(seen).size).toBe(1);
    expect(seen[0]).toContain('"{\\"state\\":\\"refused\\"}"');
    expect(asked).toEqual([]);
  });

  it('sends a locked person with the right password on to Thaw, and gives no session', async () => {
    const answer = await login(' ＭARA@People.example ', 'thaw-demo-mara');
    expect(await answer.json()).toEqual({
      state: 'locked',
      continueUrl: 'http://localhost:4100/#e=TOKEN',
    });
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(asked).toMatchObject([
      {
        url: '/api/v1/cases',
        authorization: `Bearer ${apiKey}`,
        body: { account_id: 'nw-100001', kind: 'unlock' },
      },
    ]);
  });

  it('says so when Thaw refuses the freeze or cannot be reached', async () => {
    thawAnswers = { status: 409, body: {} };
    const refused = await login('teo@people.example', 'thaw-demo-teo');
    expect(await refused.json()).toEqual({ state: 'locked', continueUrl: null });
    thawAnswers = { status: 503, body: {} };
    const down = await login('teo@people.example', 'thaw-demo-teo');
    expect([down.status, await down.json()]).toEqual([503, { state: 'unavailable' }]);
  });

  it('opens a new session in a strict cookie; the old one and one after logout are dead', async () => {
    const answer = await login('noor@people.example', 'thaw-demo-noor');
    const [set = ''] = answer.headers.getSetCookie();
    expect(set).toMatch(/^__Host-northwind=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    const first = set.split(';')[0] ?? '';
    expect(await (await me(first)).json()).toMatchObject({ name: 'Noor', restrictions: [] });
    const again = await post(
      `${world.urls.host}/api/login`,
      { email: 'noor@people.example', password: 'thaw-demo-noor' },
      { cookie: first },
    );
    const second = again.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect((await me(first)).status).toBe(401);
    expect((await me(second)).status).toBe(200);
    await post(`${world.urls.host}/api/logout`, {}, { cookie: second });
    expect((await me(second)).status).toBe(401);
  });
});

describe('the account at the demo host', () => {
  it('withdraws what is there and no more', async () => {
    const cookie = await signIn();
    const url = `${world.urls.host}/api/withdraw`;
    expect((await post(url, { symbol: 'ADA', amount: 40.2 }, { cookie })).status).toBe(200);
    const { holdings } = (await (await me(cookie)).json()) as { holdings: object[] };
    expect(holdings).toContainEqual({ symbol: 'ADA', valueEur: 500 });
    const tooMuch = await post(url, { symbol: 'ADA', amount: 500.01 }, { cookie });
    expect(await tooMuch.json()).toEqual({ outcome: 'not_enough' });
    for (const amount of [-1, 0, '5', null]) {
      expect((await post(url, { symbol: 'ADA', amount }, { cookie })).status).toBe(400);
    }
  });

  it('after an unlock: new password first, and no withdrawal before the limit ends', async () => {
    const directory = createEmbeddedDirectory(pool);
    const accountId = 'nw-100006';
    const freezing = { accountId, cause: 'self', by: 'person', key: randomUUID() } as const;
    const before = await signIn();
    const { freezeId } = await directory.freeze(freezing);
    expect((await me(before)).status).toBe(401);
    const until = new Date(Date.now() + 48 * 3600_000).toISOString();
    const restrictions = [{ kind: 'withdrawals', hours: 48, until }];
    await directory.unlock({ accountId, freezeId, restrictions, key: randomUUID() });
    let cookie = await signIn();
    const withdraw = async () => {
      const wish = { symbol: 'USDT', amount: 1 };
      return await (await post(`${world.urls.host}/api/withdraw`, wish, { cookie })).json();
    };
    expect(await withdraw()).toEqual({ error: { code: 'new_password' } });
    expect(await (await me(cookie)).json()).toMatchObject({ first: 'new_password', holdings: [] });
    const change = { current: 'thaw-demo-noor', next: 'a new long password' };
    const changed = await post(`${world.urls.host}/api/password`, change, { cookie });
    expect(changed.status).toBe(200);
    expect((await me(cookie)).status).toBe(401);
    cookie = changed.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect(await withdraw()).toEqual({ outcome: 'restricted', until });
    await post(`${world.urls.desk}/api/clock`, { advanceSeconds: 49 * 3600 });
    const again = await login('noor@people.example', 'a new long password');
    cookie = again.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect(await withdraw()).toEqual({ outcome: 'done' });
    await post(`${world.urls.desk}/api/reset`, {});
  });

  it('a session that slipped in while the account was being frozen is none', async () => {
    const cookie = await signIn();
    await pool.query(
      `insert into directory.freezes (freeze_id, account_id, cause, unlockable, since, frozen_by)
       values (gen_random_uuid(), 'nw-100006', 'risk', 'self_service', thaw_now(), 'engine')`,
    );
    expect((await me(cookie)).status).toBe(401);
    await post(`${world.urls.desk}/api/reset`, {});
  });

  it('disabling asks Thaw to freeze and ends the session here', async () => {
    const cookie = await signIn();
    const answer = await post(
      `${world.urls.host}/api/disable`,
      { reason: 'suspicious_activity' },
      { cookie },
    );
    expect(await answer.json()).toEqual({ state: 'disabled' });
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-northwind=;/);
    expect(asked).toMatchObject([
      {
        url: '/api/v1/accounts/nw-100006/freeze',
        body: { cause: 'self', reason: 'suspicious_activity' },
      },
    ]);
  });
});

describe('the walls of the development world', () => {
  it.each([
    ['no Origin', { origin: '' }, 403],
    ['a foreign Origin', { origin: 'https://evil.example' }, 403],
    ['a null Origin', { origin: 'null' }, 403],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['plain text', { 'content-type': 'text/plain' }, 415],
  ])('a change that comes with %s is refused', async (_what, headers, status) => {
    const cookie = await signIn();
    const answer = await post(`${world.urls.host}/api/logout`, {}, { cookie, ...headers });
    expect(answer.status).toBe(status);
    expect((await me(cookie)).status).toBe(200);
  });

  it('another host name (DNS rebinding) sees nothing of the desk', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      const headers = { host: 'evil.example' };
      const url = `${world.urls.desk.replace('localhost', '127.0.0.1')}/api/people`;
      request(url, { headers }, (answer) => resolve(answer.statusCode)).end();
    });
    expect(status).toBe(403);
    const foreign = { origin: 'https://evil.example' };
    expect((await post(`${world.urls.desk}/api/reset`, {}, foreign)).status).toBe(403);
  });

  it('every answer carries the headers, and errors tell nothing', async () => {
    for (const path of ['/api/me', '/nothing', '/']) {
      const answer = await fetch(world.urls.host + path);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
    const broken = await post(`${world.urls.host}/api/login`, '{"email":');
    expect([broken.status, await broken.text()]).toEqual([400, '{"error":{"code":"bad_request"}}']);
    const huge = await post(`${world.urls.host}/api/login`, 'x'.repeat(1 << 20));
    expect(huge.status).toBe(413);
  });
});

describe('webhooks', () => {
  const send = async (id: string, secret = webhookSecret, timestamp = new Date()) =>
    await postWebhook({
      url: world.urls.webhooks,
      secrets: [secret],
      id,
      timestamp,
      body: '{"type":"case.decided"}',
      timeoutMs: 3000,
      allowPrivateAddresses: true,
    });
  const kept = async () =>
    ((await (await fetch(`${world.urls.desk}/api/webhooks`)).json()) as { webhooks: object[] })
      .webhooks;

  it('a genuine one is kept once and shown as it came', async () => {
    await post(`${world.urls.desk}/api/reset`, {});
    expect((await send('msg_1')).status).toBe(204);
    expect((await send('msg_1')).status).toBe(204);
    expect(await kept()).toMatchObject([{ id: 'msg_1', body: '{"type":"case.decided"}' }]);
  });

  it('a forged or an old one is refused', async () => {
    await post(`${world.urls.desk}/api/reset`, {});
    const forged = `whsec_${Buffer.alloc(24, 6).toString('base64')}`;
    expect((await send('msg_2', forged)).status).toBe(401);
    const old = new Date(Date.now() - 6 * 60_000);
    expect((await send('msg_3', webhookSecret, old)).status).toBe(401);
    expect((await post(world.urls.webhooks, {})).status).toBe(401);
    expect(await kept()).toEqual([]);
  });
});

describe('the desk', () => {
  it('shows mail that was really sent over SMTP', async () => {
    const mailer = createSmtpMailer({
      ...world.urls.smtp,
      from: { name: 'Northwind', address: 'no-reply@northwind.example' },
    });
    const mail = {
      messageId: 'm-1',
      to: 'mara@people.example',
      subject: 'Grüße',
      text: 'Go to https://thaw.example/link#n=TOKEN\n',
      html: '<p>Go</p>',
    };
    await mailer.send(mail);
    mailer.close();
    const read = async (to: string) =>
      (await fetch(`${world.urls.desk}/api/mails?to=${to}`)).json();
    const found = await read('mara@people.example');
    expect(found).toMatchObject({ mails: [{ subject: 'Grüße', to: 'mara@people.example' }] });
    expect(JSON.stringify(found)).toContain('https://thaw.example/link#n=TOKEN');
    expect(await read('ivo@people.example')).toEqual({ mails: [] });
  });

  it('lists the people with what they show, and the staff', async () => {
    const { people } = (await (await fetch(`${world.urls.desk}/api/people`)).json()) as {
      people: { lock: unknown }[];
    };
    expect(people).toHaveLength(6);
    expect(people[0]).toMatchObject({ password: 'thaw-demo-mara', lock: { cause: 'self' } });
    expect(people[5]).toMatchObject({ lock: null });
    const places = await (await fetch(`${world.urls.desk}/api/places`)).json();
    expect(places).toMatchObject({ staff: [{ email: 'robin@northwind.example' }] });
  });

  it('moves the clock forward only, and a reset brings it back', async () => {
    const url = `${world.urls.desk}/api/clock`;
    await post(`${world.urls.desk}/api/reset`, {});
    const moved = await post(url, { advanceSeconds: 1800 });
    expect(await moved.json()).toMatchObject({ aheadSeconds: 1800 });
    for (const advanceSeconds of [-60, 0, 1.5, 1e12, '60']) {
      expect((await post(url, { advanceSeconds })).status).toBe(400);
    }
    await post(`${world.urls.desk}/api/reset`, {});
    expect(await (await fetch(url)).json()).toMatchObject({ aheadSeconds: 0 });
  });
});

describe('the cookie of a known device', () => {
  const deviceOf = (answer: Response) =>
    answer.headers
      .getSetCookie()
      .find((line) => line.startsWith('__Host-northwind-device='))
      ?.split(';')[0] ?? '';
  const from = (cookie: string, email: string, password: string) =>
    post(`${world.urls.host}/api/login`, { email, password }, { cookie });

  it('tells nothing: wrong with it is byte for byte wrong without', async () => {
    const known = deviceOf(await login('noor@people.example', 'thaw-demo-noor'));
    expect(known).toMatch(/^__Host-northwind-device=[\w-]{43}$/);
    const answers = [
      await from('', 'sana@people.example', 'wrong'),
      await from(known, 'sana@people.example', 'wrong'),
      await from('__Host-northwind-device=made-up', 'sana@people.example', 'wrong'),
    ];
    const seen = await Promise.all(
      answers.map(async (answer) => {
        const headers = [...answer.headers].filter(([name]) => name !== 'date');
        return JSON.stringify([answer.status, headers, await answer.text()]);
      }),
    );
    expect(new Set(seen).size).toBe(1);
  });

  it('is given after a whole log-in alone, never for the right password of a locked account', async () => {
    expect(deviceOf(await login('lin@people.example', 'thaw-demo-lin'))).toBe('');
  });
});
