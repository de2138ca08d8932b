import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpSmsSender, type SmsNotTaken } from './sms.ts';

interface Taken {
  readonly method: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

let gateway: Server;
let taken: Taken[];
/** How the gateway answers; null: not at all. */
let answer: { status: number; location?: string } | null;

beforeEach(async () => {
  taken = [];
  answer = { status: 202 };
  gateway = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    taken.push({
      method: request.method,
      headers: request.headers,
      body: text === '' ? null : JSON.parse(text),
    });
    if (answer === null) return;
    const { status, location } = answer;
    response.writeHead(status, location === undefined ? {} : { location }).end('{"secret":"x"}');
  });
  await new Promise<void>((resolve) => {
    gateway.listen(0, '127.0.0.1', resolve);
  });
});
afterEach(async () => {
  gateway.closeAllConnections();
  await new Promise((resolve) => {
    gateway.close(resolve);
  });
});

const url = () => `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/v1/messages`;
const message = { messageId: 'm-1', to: '+15550100001', text: 'Grüße: 123456' };
const send = (timeoutMs = 5_000) =>
  createHttpSmsSender({ url: url(), token: 't0k3n', from: 'Northwind', timeoutMs }).send(message);
const failure = () =>
  send(200).then(
    () => null,
    (error: SmsNotTaken) => [error.name, error.permanent],
  );

describe('an SMS by HTTP', () => {
  it('is one POST with the token, the text as it is, and a key that is the same each time', async () => {
    await send();
    await send();
    expect(taken).toHaveLength(2);
    for (const { method, headers, body } of taken) {
      expect(method).toBe('POST');
      expect(headers.authorization).toBe('Bearer t0k3n');
      expect(headers['idempotency-key']).toBe('m-1');
      expect(headers['content-type']).toBe('application/json');
      expect(body).toEqual({ id: 'm-1', from: 'Northwind', to: message.to, text: message.text });
    }
  });

  it.each([
    [400, true],
    [401, false],
    [404, false],
    [422, true],
    [429, false],
    [500, false],
    [503, false],
  ])('that is answered %i is given up: %s', async (status, permanent) => {
    answer = { status };
    expect(await failure()).toEqual(['SmsNotTaken', permanent]);
  });

  it('follows no redirect: token and text go nowhere else', async () => {
    answer = { status: 307, location: url() };
    expect(await failure()).toEqual(['SmsNotTaken', false]);
    expect(taken).toHaveLength(1);
  });

  it('that is not answered in time is tried again', async () => {
    answer = null;
    expect(await failure()).toEqual(['SmsNotTaken', false]);
  });

  it('to a gateway that is not there is tried again', async () => {
    const sender = createHttpSmsSender({
      url: 'http://127.0.0.1:9/v1',
      token: 't',
      from: 'N',
      timeoutMs: 500,
    });
    await expect(sender.send(message)).rejects.toMatchObject({ permanent: false });
  });

  it('tells nothing of number, text and token when it fails', async () => {
    answer = { status: 500 };
    const error = await send().catch((thrown: Error) => thrown);
    expect(String(error)).not.toMatch(/1555|123456|t0k3n|secret/);
  });

  it('goes to no address that carries credentials or is no web address', () => {
    for (const bad of ['ftp://gateway.example/', 'https://u:p@gateway.example/', 'nonsense']) {
      const wish = { url: bad, token: 't', from: 'N', timeoutMs: 1 };
      expect(() => createHttpSmsSender(wish)).toThrow(TypeError);
    }
  });
});
