/** What a browser on another site, an old session or a malformed request cannot do (A2, A3). */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSession } from '../../src/app/enter-case.ts';
import type { SessionKind } from '../../src/app/stores.ts';
import type { CaseView, WireError } from '../../src/core/wire.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import { logInReviewer, see } from '../fixtures/person.ts';
import { advance, startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { entryToken, freeze, freshCase, ivo, mara, rows } from './road.ts';
import {
  addressOf,
  allRoutes,
  changes,
  isApi,
  type Route,
  requestFor,
  unknownId,
  unknownToken,
  withoutSession,
} from './routes.ts';

let world: TestWorld;
let routes: readonly Route[];
let person: HttpClient;
let other: HttpClient;
let reviewer: HttpClient;
let lead: HttpClient;

beforeAll(async () => {
  world = await startTestWorld();
  routes = await allRoutes(world);
  person = await freshCase(world, ivo);
  await freeze(world, mara);
  other = await freshCase(world, mara);
  reviewer = await logInReviewer(world);
  lead = await logInLead();
});
afterAll(async () => {
  await world?.stop();
});

async function logInLead(): Promise<HttpClient> {
  const client = new HttpClient(world.urls.thaw);
  const { email, password } = world.lead;
  expect((await client.post('/c/login', { email, password })).status).toBe(200);
  return client;
}

/** Everything remembered, but for when sessions were last seen and how often somebody asked. */
async function remembered(): Promise<string> {
  const tables = await rows<{ name: string }>(
    world,
    `select table_name as name from information_schema.tables
      where table_schema = 'thaw' and table_name not in ('sessions', 'budgets', 'arrivals') order by 1`,
  );
  const sums = [];
  for (const { name } of tables) {
    const [row] = await rows<{ sum: string }>(
      world,
      `select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as sum from thaw.${name} t`,
    );
    sums.push(`${name}:${row?.sum}`);
  }
  return sums.join('\n');
}

async function settled(): Promise<void> {
  // Mails of the preparation are under way: wait until nothing is due any more.
  const due = `select 1 from thaw.jobs where due_at <= thaw_now()`;
  while ((await rows(world, due)).length > 0) await new Promise((r) => setTimeout(r, 50));
}

const cookieOf: Record<SessionKind, string> = {
  person: '__Host-thaw',
  phone: '__Host-thaw-phone',
  staff: '__Host-thaw-staff',
};

async function clientWith(kind: SessionKind): Promise<HttpClient> {
  if (kind === 'person') return person;
  if (kind === 'staff') return reviewer;
  const { caseId } = await see(person);
  const session = await startSession(world.context.app, world.context.app.db.read, {
    kind: 'phone',
    caseId,
    handoffId: unknownId,
    staffId: null,
    client: { browser: 'a phone', network: '10.0.0.*' },
    ttlSeconds: 600,
  });
  const phone = new HttpClient(world.urls.thaw);
  phone.setCookie(cookieOf.phone, session.raw);
  phone.csrf = world.context.app.secrets.keyed('csrf', session.id);
  return phone;
}

const kindOf = (route: Route): SessionKind =>
  route.url.startsWith('/c/') ? 'staff' : route.url.startsWith('/p/') ? 'phone' : 'person';

/** Whoever may ask there, so that what is refused is refused for what it is. */
const clientFor = async (route: Route): Promise<HttpClient> =>
  route.url.startsWith('/c/policy') ? lead : clientWith(kindOf(route));

const foreign: readonly (readonly [string, Record<string, string | null>])[] = [
  ['Origin of an evil site', { origin: 'https://evil.example' }],
  ['Origin null', { origin: 'null' }],
  ['no Origin', { origin: null }],
  ['an Origin that only begins like ours', { origin: 'http://localhost.evil.example' }],
  ['Sec-Fetch-Site cross-site', { 'sec-fetch-site': 'cross-site' }],
  ['Sec-Fetch-Site same-site', { 'sec-fetch-site': 'same-site' }],
];

describe('a request that changes something', () => {
  test.each(foreign)('is refused on every route with %s', async (_name, headers) => {
    await settled();
    const before = await remembered();
    for (const route of routes.filter((r) => changes(r) && !isApi(r))) {
      const client = await clientFor(route);
      const answer = await client.send(
        route.method,
        addressOf(route.url),
        requestFor(route),
        headers,
      );
      expect([route.url, answer.status]).toEqual([route.url, 403]);
    }
    expect(await remembered()).toBe(before);
  });

  test('is refused on every route without the session\u2019s own token', async () => {
    await settled();
    const before = await remembered();
    const guarded = routes.filter((r) => changes(r) && !isApi(r) && !withoutSession(r));
    expect(guarded.length).toBeGreaterThan(20);
    for (const route of guarded) {
      const client = await clientFor(route);
      for (const wrong of [null, '', unknownToken, other.csrf]) {
        const answer = await client.send(route.method, addressOf(route.url), requestFor(route), {
          'x-thaw-csrf': wrong,
        });
        expect([route.url, wrong, answer.status]).toEqual([route.url, wrong, 403]);
      }
    }
    expect(await remembered()).toBe(before);
  });

  test('is refused on every route as text, as a form or with a body without a type', async () => {
    await settled();
    const before = await remembered();
    const bytes = new TextEncoder().encode('token=x');
    for (const route of routes.filter(changes)) {
      const client = isApi(route) ? new HttpClient(world.urls.thaw) : await clientFor(route);
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        '',
      ]) {
        const answer = await client.send(route.method, addressOf(route.url), { bytes, type });
        expect([route.url, type, answer.status]).toEqual([route.url, type, 415]);
      }
    }
    expect(await remembered()).toBe(before);
  });

  test('is not a GET or a HEAD', async () => {
    const reading = new Set(routes.filter((r) => !changes(r)).map((r) => r.url));
    for (const route of routes.filter((r) => changes(r) && !reading.has(r.url))) {
      const client = await clientFor(route);
      for (const method of ['GET', 'HEAD']) {
        const answer = await client.send(method, addressOf(route.url));
        expect([route.url, answer.status]).toEqual([route.url, 404]);
      }
    }
  });

  test('happens with everything right: the refusals above are not for another reason', async () => {
    const answer = await person.send<CaseView>(
      'POST',
      '/u/case/withdraw',
      {},
      { 'sec-fetch-site': 'same-origin' },
    );
    expect([answer.status, answer.body.status]).toEqual([200, 'cancelled']);
    person = await freshCase(world, ivo);
    expect((await see(person)).status).toBe('open');
  });
});

describe('a session', () => {
  test.each(['person', 'phone', 'staff'] as const)(
    'of a %s opens nothing of the others, under whichever cookie name',
    async (kind) => {
      const client = await clientWith(kind);
      const raw = client.cookies.get(cookieOf[kind]) ?? '';
      const strangers = routes.filter(
        (r) => /^\/[upc]\//.test(r.url) && kindOf(r) !== kind && !withoutSession(r),
      );
      expect(strangers.length).toBeGreaterThan(8);
      for (const route of strangers) {
        const disguised = new HttpClient(world.urls.thaw);
        for (const name of Object.values(cookieOf)) disguised.setCookie(name, raw);
        disguised.csrf = client.csrf;
        const answer = await disguised.send(
          route.method,
          addressOf(route.url),
          changes(route) ? requestFor(route) : {},
        );
        expect([route.url, answer.status]).toEqual([route.url, 401]);
      }
    },
  );

  test('is needed on every route that is not public', async () => {
    const nobody = new HttpClient(world.urls.thaw);
    for (const route of routes.filter(
      (r) => /^\/([upc]|api)\//.test(r.url) && !withoutSession(r),
    )) {
      const body = changes(route) ? requestFor(route) : {};
      const answer = await nobody.send(route.method, addressOf(route.url), body);
      expect([route.method, route.url, answer.status]).toEqual([route.method, route.url, 401]);
    }
  });

  test('has a cookie that is __Host-, Secure, HttpOnly, SameSite=Strict and says nothing', async () => {
    const token = await entryToken(world, ivo);
    const entered = await new HttpClient(world.urls.thaw).post('/u/session', { token });
    const { email, password } = world.reviewers[0];
    const loggedIn = await new HttpClient(world.urls.thaw).post('/c/login', { email, password });
    for (const answer of [entered, loggedIn]) {
      const [cookie = '', ...more] = answer.headers.getSetCookie();
      expect(more).toEqual([]);
      const [pair = '', ...flags] = cookie.split(/;\s*/);
      expect(pair).toMatch(/^__Host-thaw(-staff)?=[\w-]{43}$/);
      expect(flags.map((f) => f.toLowerCase()).toSorted()).toEqual(
        ['path=/', 'httponly', 'secure', 'samesite=strict'].toSorted(),
      );
    }
  });

  test('that was there before logging in is never taken over, and an old one dies', async () => {
    const client = new HttpClient(world.urls.thaw);
    const planted = 'B'.repeat(43);
    client.setCookie(cookieOf.person, planted);
    await client.post('/u/session', { token: await entryToken(world, ivo) });
    const first = client.cookies.get(cookieOf.person) ?? '';
    expect(first).not.toBe(planted);
    await client.post('/u/session', { token: await entryToken(world, ivo) });
    expect(client.cookies.get(cookieOf.person)).not.toBe(first);
    for (const dead of [planted, first]) {
      const replay = new HttpClient(world.urls.thaw);
      replay.setCookie(cookieOf.person, dead);
      expect((await replay.get('/u/case')).status).toBe(401);
    }
    const staff = await logInReviewer(world);
    const old = staff.cookies.get(cookieOf.staff) ?? '';
    const { email, password } = world.reviewers[0];
    await staff.post('/c/login', { email, password });
    const replay = new HttpClient(world.urls.thaw);
    replay.setCookie(cookieOf.staff, old);
    expect((await replay.get('/c/me')).status).toBe(401);
  });

  test('comes from an entry token once, whoever is faster', async () => {
    const token = await entryToken(world, ivo);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        new HttpClient(world.urls.thaw).post('/u/session', { token }),
      ),
    );
    expect(answers.filter((a) => a.status === 200)).toHaveLength(1);
    expect(answers.filter((a) => a.status === 410)).toHaveLength(19);
    await advance(world, 61);
    const late = await entryToken(world, ivo);
    await advance(world, 601);
    expect((await person.post('/u/session', { token: late })).status).toBe(410);
  });

  test('of a reviewer ends after a quarter of an hour without a sign of life', async () => {
    const idle = await logInReviewer(world);
    await advance(world, 14 * 60);
    expect((await idle.get('/c/me')).status).toBe(200);
    await advance(world, 15 * 60 + 1);
    expect((await idle.get('/c/me')).status).toBe(401);
    reviewer = await logInReviewer(world);
    lead = await logInLead();
  });
});

const required: Readonly<Record<string, RegExp>> = {
  'content-security-policy':
    /default-src 'self'.*object-src 'none'.*base-uri 'none'.*frame-ancestors 'none'/,
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^no-referrer$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'strict-transport-security': /max-age=(3153[6-9]|\d{9})/,
  'cache-control': /no-store/,
};

describe('every answer', () => {
  test('carries the same headers, on every route, for errors of every kind, and allows no other origin', async () => {
    const nobody = new HttpClient(world.urls.thaw);
    const asked: (readonly [string, string, Record<string, string>])[] = [
      ...routes.filter((r) => r.url !== '*').map((r) => [r.method, addressOf(r.url), {}] as const),
      ['GET', '/no/such/page', {}],
      ['GET', '/%E0%A4%A', {}],
      ['GET', `/c/cases/${'a'.repeat(300)}`, {}],
      ['OPTIONS', '/u/case', { 'access-control-request-method': 'POST' }],
      ['DELETE', '/u/case', {}],
      ['POST', '/u/case/unlock', { 'content-type': 'text/plain' }],
    ];
    for (const [method, path, headers] of asked) {
      const answer = await nobody.send(
        method,
        path,
        {},
        { ...headers, origin: 'https://evil.example' },
      );
      for (const [name, wanted] of Object.entries(required)) {
        // Built pages may be cached for revalidation; nothing personal is in them.
        if (name === 'cache-control' && answer.status === 200) continue;
        expect([method, path, name, answer.headers.get(name)]).toEqual([
          method,
          path,
          name,
          expect.stringMatching(wanted),
        ]);
      }
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(answer.status).toBeLessThan(500);
    }
  });

  test('of the person\u2019s and the reviewer\u2019s own routes is never stored by the browser', async () => {
    for (const [client, path] of [
      [person, '/u/case'],
      [reviewer, '/c/me'],
    ] as const) {
      const answer = await client.get(path);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    }
  });

  test('to an error says nothing of the inside', async () => {
    const nobody = new HttpClient(world.urls.thaw);
    for (const [method, path, ...besides] of [
      ['GET', '/no/such/page'],
      ['GET', '/%E0%A4%A'],
      ['GET', '/c/me'],
      // Besides: where to log in again, which anybody may know.
      ['GET', '/u/case', 'returnUrl'],
    ] as const) {
      const { body } = await nobody.send<{ error: Record<string, unknown> }>(method, path);
      expect(Object.keys(body)).toEqual(['error']);
      expect(Object.keys(body.error).toSorted()).toEqual([
        'code',
        'correlationId',
        ...besides,
        'text',
      ]);
    }
  });
});

describe('an id', () => {
  const strange = [
    unknownId,
    '-'.repeat(36),
    '0'.repeat(36),
    `${unknownId.slice(0, 35)}g`,
    "1'--",
    '%00',
    '../x',
  ];

  test('of somebody else\u2019s case or picture, or of nothing at all, is not found', async () => {
    const { caseId } = await see(other);
    for (const id of [caseId, ...strange]) {
      for (const path of [
        `/c/cases/${id}`,
        `/c/cases/${id}/media/${unknownId}`,
        `/c/cases/${unknownId}/media/${id}`,
      ]) {
        const answer = await reviewer.get(path);
        expect([path, answer.status]).toEqual([path, 404]);
      }
      for (const verb of ['release', 'approve', 'decline', 'ask-again']) {
        const route = { method: 'POST', url: `/c/cases/:id/${verb}` };
        const answer = await reviewer.send('POST', `/c/cases/${id}/${verb}`, requestFor(route));
        expect([verb, id, answer.status]).toEqual([verb, id, expect.toBeOneOf([404, 409])]);
      }
    }
  });

  test('of a face session that is somebody else\u2019s is not found', async () => {
    for (const id of strange.slice(0, 3)) {
      const frame = await person.put(`/u/face/frame?session=${id}&index=0`, new Uint8Array([1]));
      expect([id, frame.status]).toEqual([id, expect.toBeOneOf([400, 404])]);
    }
  });
});

describe('a body', () => {
  test('with a field that is not asked for is refused', async () => {
    const extra = {
      status: 'approved',
      role: 'lead',
      verified: true,
      riskScore: 0,
      accountId: mara,
    };
    for (const route of routes.filter((r) => r.method === 'POST')) {
      const { json } = requestFor(route);
      if (json === undefined) continue;
      const client = isApi(route) ? new HttpClient(world.urls.thaw) : await clientFor(route);
      const path = addressOf(route.url);
      for (const [name, value] of Object.entries(extra)) {
        const answer = await client.post(path, { ...json, [name]: value });
        expect([route.url, name, answer.status]).toEqual([route.url, name, 400]);
      }
    }
  });

  test('cannot reach a prototype', async () => {
    const bytes = (text: string) => ({
      bytes: new TextEncoder().encode(text),
      type: 'application/json',
    });
    for (const text of [
      '{"step":"face","__proto__":{"role":"lead"}}',
      '{"step":"face","constructor":{"prototype":{"role":"lead"}}}',
    ]) {
      expect((await person.send('POST', '/u/case/other-lane', bytes(text))).status).toBe(400);
      expect((await person.send('POST', '/u/case/unlock', bytes(text))).status).toBe(400);
    }
  });

  test('with a NUL or half a character is refused, wherever a text is taken', async () => {
    for (const route of routes.filter((r) => r.method === 'POST' && !isApi(r))) {
      const { json } = requestFor(route);
      for (const [name, value] of Object.entries(json ?? {})) {
        const client = await clientFor(route);
        for (const bad of ['a\u0000b', '\ud800']) {
          const changed = Array.isArray(value) ? [bad] : typeof value === 'string' ? bad : null;
          if (changed === null) continue;
          const answer = await client.post(addressOf(route.url), {
            ...(json as object),
            [name]: changed,
          });
          expect([route.url, name, answer.status]).toEqual([route.url, name, 400]);
        }
      }
    }
  });
});

const suite = join(import.meta.dirname, '../../../shared/data/hostile/jsontestsuite/test_parsing');
const hasSuite = existsSync(suite);
if (!hasSuite) console.log('skipped: no ../shared/data (JSONTestSuite)');

describe.skipIf(!hasSuite)('the JSON test suite', () => {
  const files = hasSuite ? readdirSync(suite) : [];
  const nobody = () => new HttpClient(world.urls.thaw);
  const post = (file: string) =>
    nobody().send<CaseView>('POST', '/u/case/unlock', {
      bytes: readFileSync(join(suite, file)),
      type: 'application/json',
    });

  test('what is not JSON is refused, half of it within 50 ms', async () => {
    const wrong = files.filter((f) => f.startsWith('n_'));
    expect(wrong.length).toBe(188);
    const times: number[] = [];
    for (const file of wrong) {
      const started = performance.now();
      const { status } = await post(file);
      expect([file, status]).toEqual([file, expect.toBeOneOf([400, 413])]);
      times.push(performance.now() - started);
    }
    expect(times.toSorted((a, b) => a - b)[94]).toBeLessThan(50);
  });

  test('what is JSON is read, and what may be either breaks nothing', async () => {
    for (const file of files.filter((f) => f.startsWith('y_'))) {
      // A NUL is JSON, but no text that anybody writes.
      const parsed = JSON.stringify(JSON.parse(readFileSync(join(suite, file), 'utf8')));
      const hasNul = /(?<!\\)\\u0000/.test(parsed);
      expect([file, (await post(file)).status]).toEqual([file, hasNul ? 400 : 401]);
    }
    for (const file of files.filter((f) => f.startsWith('i_'))) {
      expect((await post(file)).status, file).toBeLessThan(500);
    }
  });
});

test('whoever has no session any more is told where to log in', async () => {
  const { status, body } = await new HttpClient(world.urls.thaw).get<WireError>('/u/case');
  expect([status, body.error.returnUrl]).toEqual([401, world.urls.host]);
});
