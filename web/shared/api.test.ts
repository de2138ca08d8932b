import { describe, expect, test } from 'vitest';
import { ApiError, createApi } from './api.ts';

type Handler = (url: string, init: RequestInit) => Response | Promise<Response>;
const apiWith = (...handlers: Handler[]) => {
  const seen: RequestInit[] = [];
  const api = createApi(((url: string, init: RequestInit) => {
    const handler = handlers[Math.min(seen.length, handlers.length - 1)]!;
    seen.push(init);
    return Promise.resolve().then(() => handler(url, init));
  }) as typeof fetch);
  return { api, seen };
};
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
const broken: Handler = () => {
  throw new TypeError('no network');
};
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: ApiError) => error,
  );
const header = (init: RequestInit | undefined, name: string) =>
  new Headers(init?.headers).get(name);

describe('the API client of the pages', () => {
  test('the CSRF token of an answer goes with every later change', async () => {
    const { api, seen } = apiWith(() => json({ csrf: 'abc' }));
    await api.post('/u/session', { token: 'x' });
    await api.post('/u/case/unlock');
    await api.put('/u/selfie', new Blob(['x'], { type: 'image/jpeg' }));
    await api.get('/u/case');
    expect(seen.map((init) => header(init, 'x-thaw-csrf'))).toEqual([null, 'abc', 'abc', null]);
    expect(header(seen[2], 'content-type')).toBe('image/jpeg');
  });
  test('a lost GET is asked again once', async () => {
    const { api, seen } = apiWith(broken, () => json({ ok: true }));
    expect(await api.get('/u/case')).toEqual({ ok: true });
    expect(seen).toHaveLength(2);
  });
  test('a lost POST is not repeated, because it may have had its effect', async () => {
    const { api, seen } = apiWith(broken);
    expect((await failure(api.post('/u/case/unlock')))?.kind).toBe('offline');
    expect(seen).toHaveLength(1);
  });
  test('a refusal keeps its code, its faults and its wait', async () => {
    const faults = [{ code: 'image_dark', media: 'selfie', region: null }];
    const error = {
      code: 'bad_picture',
      text: 'error.bad_picture',
      correlationId: 'i',
      retryAfterSeconds: 9,
      faults,
    };
    const { api } = apiWith(() => json({ error }, 422));
    expect(await failure(api.get('/u/case'))).toMatchObject({
      kind: 'wire',
      status: 422,
      code: 'bad_picture',
      retryAfterSeconds: 9,
      faults,
    });
  });
  test('an answer that is not ours is an error, not a view', async () => {
    const { api } = apiWith(() => new Response('<html>proxy</html>', { status: 200 }));
    expect(await failure(api.get('/u/case'))).toBeInstanceOf(ApiError);
    const { api: bad } = apiWith(() => new Response('bad gateway', { status: 502 }));
    expect(await failure(bad.get('/u/case'))).toMatchObject({ kind: 'unreadable', status: 502 });
  });
  test('an empty answer is null', async () => {
    const { api } = apiWith(() => new Response(null, { status: 204 }));
    expect(await api.post('/c/claim-next')).toBeNull();
  });
});
