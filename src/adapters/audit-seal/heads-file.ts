/** Signed heads in a file beside the database: one JSON line each, as the log of the service has them. */

import { mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { HeadKeeper } from '../../core/ports.ts';

/** Many times the length of one line. */
const TAIL_BYTES = 65_536;

/**
 * Appends to a file of mode 0600 and syncs it; nothing is ever rewritten. A line that a crash cut off is
 * passed over.
 */
export function createHeadsFile(file: string): HeadKeeper {
  return {
    async last() {
      const text = await readTail(file);
      for (const line of text.split('\n').toReversed()) {
        const [checkpoint] = checkpointsIn(line);
        if (checkpoint !== undefined) return checkpoint;
      }
      return null;
    },
    async keep(checkpoint) {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const isCut = !['', '\n'].includes((await readTail(file)).slice(-1));
      const handle = await open(file, 'a', 0o600);
      try {
        await handle.appendFile(`${isCut ? '\n' : ''}${JSON.stringify({ checkpoint })}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
  };
}

async function readTail(file: string): Promise<string> {
  const found = await stat(file).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (found === null) return '';
  const handle = await open(file, 'r');
  try {
    const from = Math.max(0, found.size - TAIL_BYTES);
    const bytes = Buffer.alloc(found.size - from);
    const { bytesRead } = await handle.read(bytes, 0, bytes.byteLength, from);
    return bytes.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * The checkpoints of a text: one bare, or one in each JSON line (of this file, of the service's log, of
 * an export).
 */
export function checkpointsIn(text: string): readonly string[] {
  if (/^[^\n{]+\n\d+\n/.test(text)) return [text];
  return text.split('\n').flatMap((line) => {
    if (!line.includes('"checkpoint"')) return [];
    try {
      const { checkpoint } = JSON.parse(line) as { checkpoint?: unknown };
      return typeof checkpoint === 'string' ? [checkpoint] : [];
    } catch {
      return [];
    }
  });
}
