/**
 * Entry of the killable process in which untrusted pictures are decoded. One task at a time; it holds
 * no secret, needs no network, writes nothing but converted models, and prints nothing.
 */
import type { FromChild, TaskResult, ToChild } from './child-protocol.ts';
import { endWithParent } from './end-with-parent.ts';
import { createVisionEngine } from './engine.ts';
import type { EmbedderChoice } from './face/create-embedder.ts';
import { VisionFailure } from './failure.ts';
import { MODEL_CACHE_DIR_DEFAULT } from './models/load-model.ts';
import { readRequests } from './request-pipe.ts';

const [modelCacheDir = MODEL_CACHE_DIR_DEFAULT, embedder = 'null'] = process.argv.slice(2);
const choice = JSON.parse(embedder) as EmbedderChoice | null;
const engine = createVisionEngine({
  modelCacheDir,
  ...(choice === null ? {} : { embedder: choice }),
});

endWithParent();
readRequests((request) => void answer(request));
send({ kind: 'ready' });

async function answer(message: ToChild): Promise<void> {
  const result = await work(message);
  send({ kind: 'answer', id: message.id, result, rssBytes: process.memoryUsage.rss() });
}

async function work(message: ToChild): Promise<TaskResult> {
  try {
    if (message.kind === 'warm') {
      await engine.warm();
      return { ok: true, output: null };
    }
    return { ok: true, output: await engine.run(message.task, message.input) };
  } catch (error) {
    if (error instanceof VisionFailure) {
      return { ok: false, failure: error.code, detail: error.detail };
    }
    return { ok: false, failure: 'internal', detail: 'unexpected error' };
  }
}

function send(message: FromChild): void {
  process.send?.(message);
}
