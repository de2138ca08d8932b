import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, decideConfig, type Mode } from './config.ts';
import { readEnvironment } from './env.ts';

function problems(env: Record<string, string>, mode: Mode = 'development'): readonly string[] {
  try {
    decideConfig(readEnvironment(env), mode);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n- ').slice(1);
  }
}

const gateway = {
  THAW_SMS_URL: 'https://sms.example/v1/messages',
  THAW_SMS_TOKEN_FILE: 'token.txt',
  THAW_SMS_FROM: 'Northwind',
};

describe('the SMS gateway', () => {
  it('is configured whole or not at all', () => {
    expect(problems({})).toEqual([]);
    expect(problems(gateway)).toEqual([]);
    for (const left of Object.keys(gateway)) {
      const { [left as keyof typeof gateway]: _, ...rest } = gateway;
      expect(problems(rest)).toEqual([expect.stringContaining('belong together')]);
    }
  });

  it('in production is reached by https alone', () => {
    const clear = { ...gateway, THAW_SMS_URL: 'http://sms.example/v1/messages' };
    expect(problems(clear)).toEqual([]);
    expect(problems(clear, 'production')).toContain('THAW_SMS_URL must begin with https://');
    expect(problems(gateway, 'production').join()).not.toContain('THAW_SMS_URL');
  });
});

describe('the receiver of webhooks', () => {
  const receiver = {
    THAW_WEBHOOK_URL: 'https://host.example/hooks',
    THAW_WEBHOOK_SECRET_FILE: 'secret.txt',
  };

  it('is configured with its secret or not at all', () => {
    expect(problems(receiver)).toEqual([]);
    for (const left of Object.keys(receiver)) {
      const { [left as keyof typeof receiver]: _, ...rest } = receiver;
      expect(problems(rest)).toEqual([expect.stringContaining('belong together')]);
    }
  });

  it('in production is reached by https alone', () => {
    const clear = { ...receiver, THAW_WEBHOOK_URL: 'http://host.example/hooks' };
    expect(problems(clear)).toEqual([]);
    expect(problems(clear, 'production')).toContain('THAW_WEBHOOK_URL must begin with https://');
    expect(problems({ ...receiver, THAW_WEBHOOK_URL: 'hooks' })).toEqual([
      'THAW_WEBHOOK_URL is a whole URL',
    ]);
  });
});

describe('the guide for operators', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/guides/operate.md'), 'utf8');
  const read: string[] = [];
  const every = new Proxy({}, { get: (_env, name) => void read.push(String(name)) });
  readEnvironment(every);

  it('names every variable that is read, and no other', () => {
    const named = new Set(guide.match(/THAW_[A-Z_]+/g));
    expect([...named].toSorted()).toEqual(read.toSorted());
  });

  it('says of each that production needs that it is needed', () => {
    const needed = problems({}, 'production').flatMap((one) => one.match(/THAW_[A-Z_]+/g) ?? []);
    expect(needed.length).toBeGreaterThan(5);
    for (const name of needed) {
      const row = guide.split('\n').find((line) => line.startsWith('|') && line.includes(name));
      expect(`${name} ${row?.includes('| needed |')}`).toBe(`${name} true`);
    }
  });
});
