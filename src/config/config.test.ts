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
