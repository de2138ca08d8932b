import { describe, expect, test } from 'vitest';
import { clockTime, secondsUntil, serverNowMs, setServerNow } from './clock.ts';

describe('the service’s clock', () => {
  test('a wrong device clock does not change what is left', () => {
    setServerNow('2031-01-01T00:00:00Z');
    expect(Math.abs(serverNowMs() - Date.parse('2031-01-01T00:00:00Z'))).toBeLessThan(1000);
    expect(secondsUntil('2031-01-01T00:00:30Z')).toBeGreaterThanOrEqual(29);
    expect(secondsUntil('2030-12-31T23:59:00Z')).toBe(0);
  });
  test('a time of today has its zone, another day has its date too', () => {
    const now = Date.parse('2026-11-22T10:00:00Z');
    expect(clockTime('2026-11-22T14:32:00Z', now, 'UTC')).toMatch(/^2:32\sPM UTC$/);
    expect(clockTime('2026-11-24T14:32:00Z', now, 'UTC')).toMatch(/Tue.*24.*2:32\sPM UTC$/);
  });
  test('an unreadable time leaves the clock as it is', () => {
    const before = serverNowMs();
    setServerNow('soon');
    expect(Math.abs(serverNowMs() - before)).toBeLessThan(1000);
  });
});
