import { expect, test } from 'vitest';
import { keptRunning, withStops } from './with-stops.ts';

function started(ended: string[]) {
  return (name: string) => async () => {
    ended.push(name);
  };
}

test('what was started is stopped after the work, the last first', async () => {
  const ended: string[] = [];
  const stop = started(ended);
  const result = await withStops(async (stops) => {
    stops.push(stop('database'), stop('server'));
    expect(ended).toEqual([]);
    return 7;
  });
  expect(result).toBe(7);
  expect(ended).toEqual(['server', 'database']);
});

test('what was started is stopped where the rest does not start, even if a stop fails', async () => {
  for (const run of [withStops, keptRunning]) {
    const ended: string[] = [];
    const stop = started(ended);
    const failing = async () => {
      throw new Error('it hangs');
    };
    const work = run(async (stops) => {
      stops.push(stop('database'), failing, stop('server'));
      throw new Error('the port is taken');
    });
    await expect(work).rejects.toThrow('the port is taken');
    expect(ended).toEqual(['server', 'database']);
  }
});

test('what has started wholly is kept running until it is told to stop', async () => {
  const ended: string[] = [];
  const stop = started(ended);
  const { value, stop: stopAll } = await keptRunning(async (stops) => {
    stops.push(stop('one'), stop('other'));
    return 'ready';
  });
  expect(value).toBe('ready');
  expect(ended).toEqual([]);
  await stopAll();
  expect(ended).toEqual(['other', 'one']);
});
