import { Socket } from 'node:net';
import type { ToChild } from './child-protocol.ts';
import { PICTURE_BYTES_MAX } from './image/limits.ts';
import { createFrameReader } from './request-frame.ts';

/** Where a child finds its requests; the channel for its answers lies before it. */
export const REQUEST_FD = 4;
/** All pictures of one request together: one whole picture, or the frames of a sequence. */
export const REQUEST_BYTES_MAX = PICTURE_BYTES_MAX;
const CHUNK_BYTES = 64 * 1024;

/**
 * In a child: its requests, one after another. Whatever is wrong with the pipe ends the child, for the
 * start of the next request could not be found; its parent counts that as a crash and starts another.
 */
export function readRequests(onRequest: (request: ToChild) => void): void {
  const read = createFrameReader(REQUEST_BYTES_MAX, onRequest);
  const end = () => process.kill(process.pid, 'SIGKILL');
  const callback = (bytes: number, chunk: Uint8Array) => {
    try {
      read(chunk.subarray(0, bytes));
    } catch {
      end();
    }
    return true;
  };
  // Always the same chunk: a new one for every read would pile up beside the pictures.
  const onread = { buffer: Buffer.allocUnsafeSlow(CHUNK_BYTES), callback };
  const pipe = new Socket({ fd: REQUEST_FD, readable: true, writable: false, onread });
  pipe.on('error', end).on('close', end);
}
