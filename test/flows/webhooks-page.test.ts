/** docs/reference/webhooks.md: its example of a receiver runs, and its body is the one that is sent. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signWebhook } from '../../src/adapters/webhooks/post-webhook.ts';
import type { CaseWebhook } from '../../src/core/case/effects.ts';
import { limits } from '../../src/core/limits.ts';
import { see } from '../fixtures/person.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { freshCase, ivo, rows, until } from './road.ts';

const file = new URL('../../docs/reference/webhooks.md', import.meta.url);
const page = await readFile(file, 'utf8');
const example = (language: string) =>
  new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1] ?? '';

type IsFromThaw = (
  secret: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  nowSeconds?: number,
) => boolean;

let folder: string;
let isFromThaw: IsFromThaw;
let world: TestWorld;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-receiver-'));
  await writeFile(join(folder, 'receiver.mjs'), example('js'));
  ({ isFromThaw } = (await import(join(folder, 'receiver.mjs'))) as { isFromThaw: IsFromThaw });
  world = await startTestWorld();
});
afterAll(async () => {
  await world?.stop();
  await rm(folder, { recursive: true, force: true });
});

const secretOf = (byte: number) => `whsec_${Buffer.alloc(24, byte).toString('base64')}`;
const body = '{"a": 1.0,"ü":"\\u00e9"}';
const signed = (secrets: readonly string[], timestamp = new Date()) =>
  signWebhook({ secrets, id: 'msg_1', timestamp, body });

test('the example takes what Thaw signed, also while secrets change', () => {
  expect(isFromThaw(secretOf(1), signed([secretOf(1)]), body)).toBe(true);
  const both = signed([secretOf(1), secretOf(2)]);
  for (const one of [1, 2]) expect(isFromThaw(secretOf(one), both, body)).toBe(true);
});

test('the example refuses another body, secret, id or time, and what is not signed', () => {
  const headers = signed([secretOf(1)]);
  expect(isFromThaw(secretOf(1), headers, `${body} `)).toBe(false);
  expect(isFromThaw(secretOf(2), headers, body)).toBe(false);
  expect(isFromThaw(secretOf(1), { ...headers, 'webhook-id': 'msg_2' }, body)).toBe(false);
  expect(isFromThaw(secretOf(1), { ...headers, 'webhook-timestamp': 'x' }, body)).toBe(false);
  expect(isFromThaw(secretOf(1), {}, body)).toBe(false);
  const old = signed([secretOf(1)], new Date(Date.now() - 301_000));
  expect(isFromThaw(secretOf(1), old, body)).toBe(false);
});

test('the page names every event, and no other', () => {
  const events: Readonly<Record<CaseWebhook, true>> = {
    'case.decided': true,
    'account.unlocked': true,
    'factors.reset': true,
    'case.appealed': true,
  };
  const named = [...page.matchAll(/^\| `([a-z]+\.[a-z]+)` \|/gm)].map(([, event]) => event);
  expect(named.toSorted()).toEqual(Object.keys(events).toSorted());
});

test('the page says how long a no is tried', () => {
  expect(limits.messageTriesDays).toBe(5);
  expect(page).toContain(
    `five days from the first no, and at least ${limits.messageNoesMin} times`,
  );
});

test('what is sent has the fields of the page, each of its type', async () => {
  const { caseId } = await see(await freshCase(world, ivo));
  const { app } = world.context;
  const id = app.secrets.randomId();
  await app.db.read.outbox.add({
    ...{ id, key: `hook:${id}`, caseId, accountId: ivo, channel: 'webhook', contactId: null },
    ...{ template: 'case.decided', params: {} },
  });
  const [row] = await until(async () => {
    const statement = 'select body from dev.webhooks where webhook_id = $1';
    const found = await rows<{ body: string }>(world, statement, [`msg_${id.replaceAll('-', '')}`]);
    return found.length > 0 ? found : null;
  });
  const shape = (value: unknown): unknown => {
    if (value === null || Array.isArray(value)) return Array.isArray(value) ? 'list' : 'word';
    if (typeof value !== 'object') return typeof value === 'string' ? 'word' : typeof value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shape(one)]));
  };
  expect(shape(JSON.parse(row?.body ?? ''))).toEqual(shape(JSON.parse(example('json'))));
});
