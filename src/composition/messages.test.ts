import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decideConfig } from '../config/config.ts';
import { readEnvironment } from '../config/env.ts';
import { createWebhooks } from './messages.ts';

let folder: string;
const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-messages-'));
  await writeFile(join(folder, 'secret'), `${secret}\n`);
  await writeFile(join(folder, 'no-secret'), 'hunter2\n');
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const configOf = (url: string, file = 'secret') =>
  decideConfig(
    readEnvironment({ THAW_WEBHOOK_URL: url, THAW_WEBHOOK_SECRET_FILE: join(folder, file) }),
    'development',
  );

describe('a receiver that no sending would reach stops the start', () => {
  it.each([
    ['https://10.0.0.7/hooks', 'secret', /open Internet/],
    ['https://[::1]/hooks', 'secret', /open Internet/],
    ['https://localhost:8080/hooks', 'secret', /open Internet/],
    ['http://host.example/hooks', 'secret', /begins with https/],
    ['https://user:hunter2@host.example/', 'secret', /no user and no password/],
    ['https://host.example/hooks', 'no-secret', /holds no secret/],
    ['https://host.example/hooks', 'absent', /cannot be read \(ENOENT\).*absent/],
  ])('%s with %s', async (url, file, words) => {
    const start = createWebhooks(configOf(url, file));
    await expect(start).rejects.toThrow(words);
    await expect(start).rejects.not.toThrow(/hunter2/);
  });

  it('and one on the open Internet does not', async () => {
    expect(await createWebhooks(configOf('https://host.example/hooks'))).not.toBe(null);
  });

  it('nor does one that development puts in, on this machine', async () => {
    const target = { url: 'http://127.0.0.1:1/hooks', secret, private: true };
    const none = decideConfig(readEnvironment({}), 'development');
    expect(await createWebhooks(none, target)).not.toBe(null);
    expect(await createWebhooks(none)).toBe(null);
  });
});
