import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encodeFrame } from './request-frame.ts';
import { REQUEST_FD } from './request-pipe.ts';

const CHILD = join(import.meta.dirname, 'child.ts');

const lengthOf = (value: number) => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(value);
  return length;
};
const tooLong = Buffer.from(`{"kind":"warm","id":1,"x":{"$bytes":${2 ** 24 + 1}}}`);
const half = Buffer.concat(encodeFrame({ picture: Buffer.alloc(100) }, 100)!).subarray(0, -1);

test.each([
  ['a length beyond the limit', lengthOf(2 ** 31), false],
  ['a picture beyond the limit', Buffer.concat([lengthOf(tooLong.length), tooLong]), false],
  ['the end of the pipe inside a picture', half, true],
])('%s ends the child, which answers nothing', async (_, bytes, ends) => {
  const child = fork(CHILD, { stdio: ['ignore', 'ignore', 'ignore', 'ipc', 'pipe'] });
  const said: unknown[] = [];
  child.on('message', (message) => said.push(message));
  await once(child, 'message');
  const pipe = child.stdio[REQUEST_FD] as Socket;
  pipe.on('error', () => undefined);
  pipe.write(bytes);
  if (ends) pipe.end();
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  expect(said).toEqual([{ kind: 'ready' }]);
});
