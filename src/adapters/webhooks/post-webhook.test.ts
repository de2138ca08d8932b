import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, expect, it } from 'vitest';
import { postWebhook, refusalOf, signWebhook, type WebhookPost } from './post-webhook.ts';
import { isPublicAddress } from './public-address.ts';

const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
const older = `whsec_${Buffer.alloc(24, 2).toString('base64')}`;

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function listen(handler: RequestListener): Promise<string> {
  server = createServer(handler);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const post = (url: string, more: Partial<WebhookPost> = {}): WebhookPost => ({
  url,
  secrets: [secret],
  id: 'msg_1',
  timestamp: new Date(),
  body: '{"a": 1.0,"ü":"\\u00e9"}',
  timeoutMs: 2000,
  allowPrivateAddresses: true,
  ...more,
});

it('the receiver gets the very bytes and either secret verifies them', async () => {
  let got: { body: string; headers: Record<string, string> } | undefined;
  const url = await listen(async (request, response) => {
    got = { body: await bodyOf(request), headers: request.headers as Record<string, string> };
    response.statusCode = 204;
    response.end();
  });
  const sent = post(url, { secrets: [secret, older] });
  expect(await postWebhook(sent)).toEqual({
    ok: true,
    status: 204,
    failure: null,
    retryAfterSeconds: null,
  });
  expect(got?.body).toBe(sent.body);
  for (const one of [secret, older]) {
    expect(() => new Webhook(one).verify(got?.body ?? '', got?.headers ?? {})).not.toThrow();
  }
  const tampered = `${got?.body} `;
  expect(() => new Webhook(secret).verify(tampered, got?.headers ?? {})).toThrow();
});

it('a redirect is a failure and is not followed', async () => {
  const seen: string[] = [];
  const url = await listen((request, response) => {
    seen.push(request.url ?? '');
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  expect(await postWebhook(post(url))).toMatchObject({ ok: false, status: 307, failure: 'status' });
  expect(seen).toEqual(['/hook']);
});

it('a receiver that asks to wait is heard, within a day', async () => {
  const url = await listen((_request, response) => {
    response.writeHead(429, { 'retry-after': '999999999' }).end();
  });
  expect(await postWebhook(post(url))).toMatchObject({ status: 429, retryAfterSeconds: 86_400 });
});

it.each<[string, RequestListener]>([
  ['never answers', () => {}],
  [
    'trickles its answer',
    (_request, response) => {
      const timer = setInterval(() => response.write('x'), 50);
      response.once('close', () => clearInterval(timer));
    },
  ],
])('a receiver that %s is given up in time', async (_how, handler) => {
  const url = await listen(handler);
  const start = Date.now();
  const result = await postWebhook(post(url, { timeoutMs: 300 }));
  expect(result).toMatchObject({ ok: false, failure: 'timeout' });
  expect(Date.now() - start).toBeLessThan(1500);
});

it('an answer without end is cut off', async () => {
  const url = await listen((_request, response) => {
    const pump = () => {
      while (!response.destroyed && response.write(Buffer.alloc(16_384)));
    };
    response.on('drain', pump);
    pump();
  });
  expect(await postWebhook(post(url))).toMatchObject({ ok: true, status: 200 });
});

it('nobody there is a failure, not an exception', async () => {
  const url = await listen(() => {});
  await new Promise((resolve) => server?.close(resolve));
  expect(await postWebhook(post(url))).toMatchObject({ ok: false, failure: 'unreachable' });
  const nowhere = post('http://nowhere.invalid/');
  expect(await postWebhook(nowhere)).toMatchObject({ failure: 'dns' });
});

it('a receiver that speaks no TLS is told from one that is away', async () => {
  const url = (await listen(() => {})).replace('http:', 'https:');
  expect(await postWebhook(post(url))).toMatchObject({ ok: false, failure: 'tls' });
});

it.each([
  'https://127.0.0.1/',
  'https://0x7f.1/',
  'https://2130706433/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://169.254.169.254/latest',
  'https://10.1.2.3/',
  'https://[fd00::1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://localhost/',
  'https://0.0.0.0/',
])('%s is refused at connect time in production', async (url) => {
  const result = await postWebhook(post(url, { allowPrivateAddresses: false }));
  expect(result).toMatchObject({ ok: false, status: null, failure: 'refused_address' });
  expect(refusalOf({ url, allowPrivateAddresses: false })).toBe('refused_address');
  expect(refusalOf({ url, allowPrivateAddresses: true })).toBe(null);
});

it('the URL of a receiver on the open Internet is refused nothing', () => {
  for (const url of [
    'https://example.org/hook',
    'https://93.184.216.34/',
    'https://mylocalhost/',
  ]) {
    expect(refusalOf({ url, allowPrivateAddresses: false })).toBe(null);
  }
});

it('plain http, other schemes and credentials in the URL are refused in production', async () => {
  for (const url of ['http://example.org/', 'ftp://example.org/', 'https://a:b@example.org/', '']) {
    const result = await postWebhook(post(url, { allowPrivateAddresses: false }));
    expect(result.failure).toBe('refused_url');
    expect(refusalOf({ url, allowPrivateAddresses: false })).toBe('refused_url');
  }
});

it('addresses of the open Internet are public, special ones are not', () => {
  for (const address of ['93.184.216.34', '1.1.1.1', '2606:4700::1111', '2a00:1450:4001::1']) {
    expect(isPublicAddress(address)).toBe(true);
  }
  const special = ['100.64.1.1', '172.31.0.1', '192.168.0.1', '224.0.0.1', '255.255.255.255'];
  for (const address of [...special, '::', 'fe80::1', 'ff02::1', '2002:7f00:1::', 'name', '']) {
    expect(isPublicAddress(address)).toBe(false);
  }
});

it('an id that could be read as part of the signed message is refused', () => {
  expect(() => signWebhook(post('https://example.org', { id: 'msg.1' }))).toThrow(TypeError);
  expect(() => signWebhook(post('https://example.org', { secrets: [] }))).toThrow(TypeError);
});
