/** A code by SMS through a gateway that loses answers: it arrives, under one key. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpSmsSender } from '../../src/adapters/sms-http/sms.ts';
import { submitCode } from '../fixtures/codes.ts';
import { reactivate, requiredTicks } from '../fixtures/person.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { count, freshCase, mara, until } from './road.ts';

interface Sms {
  readonly id: string;
  readonly to: string;
  readonly text: string;
}

const seen: { key: string; sms: Sms }[] = [];
/** Answers still to be lost: the message was taken all the same. */
let lost = 0;
const gateway = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const sms = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Sms;
  seen.push({ key: String(request.headers['idempotency-key']), sms });
  const isLost = lost > 0 && sms.text.includes('code');
  if (isLost) lost -= 1;
  response.writeHead(isLost ? 503 : 202).end();
});

let world: TestWorld;
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    gateway.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/`;
  const policyFile = new URL('../fixtures/policies/codes.yaml', import.meta.url).pathname;
  const sms = createHttpSmsSender({ url, token: 't', from: 'Northwind', timeoutMs: 5_000 });
  world = await startTestWorld({ sms }, { policyFile });
});
afterAll(async () => {
  await world?.stop();
  gateway.close();
});

test('a message whose answers are lost is sent again under the same key, and the code counts once', async () => {
  const person = await freshCase(world, mara);
  await reactivate(person, requiredTicks);
  lost = 2;
  await person.post('/u/codes/send', { channel: 'sms' });
  const codes = () => seen.filter(({ sms }) => sms.text.includes('code'));
  await until(async () => codes().length === 3);
  expect(new Set(codes().map(({ key }) => key)).size).toBe(1);
  expect(new Set(codes().map(({ sms }) => sms.text)).size).toBe(1);
  expect(codes()[0]?.sms.to).toBe('+15550100001');
  const code = /\d{6}/.exec(codes()[0]?.sms.text ?? '')?.[0] ?? '';
  expect((await submitCode(person, 'sms', code)).status).toBe(200);
  const left = `select count(*) as n from thaw.jobs where name = 'send-message'`;
  await until(async () => (await count(world, left)) === 0);
  expect(codes()).toHaveLength(3);
});
