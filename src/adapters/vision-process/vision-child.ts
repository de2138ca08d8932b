import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FromChild, TaskResult } from '../../vision/child-protocol.ts';
import type { EmbedderChoice } from '../../vision/face/create-embedder.ts';
import { REQUEST_FD } from '../../vision/request-pipe.ts';

const ENTRY = fileURLToPath(new URL('../../vision/child.ts', import.meta.url));
const RSS_POLL_MS = 250;
const HEAP_MB_MAX = 256;
/**
 * V8 collects the whole heap soon after every large picture when its old space starts small: a fifth
 * of the cost of an intake. Its limit for memory outside the heap, where the pixels are, still holds.
 */
const HEAP_MB_FIRST = 64;
/** How V8 is run in a child; benchmarks of its work use the same. */
export const CHILD_HEAP_FLAGS = [
  `--max-old-space-size=${HEAP_MB_MAX}`,
  `--initial-old-space-size=${HEAP_MB_FIRST}`,
];
/** Linux pages; other systems are checked after each task only. */
const PAGE_BYTES = 4096;

export type ChildEnd = 'crashed' | 'deadline' | 'memory' | 'closed';

export interface VisionChildEvents {
  readonly onReady: () => void;
  readonly onAnswer: (id: number, result: TaskResult) => void;
  /** The last event of a child; whatever it was working on is lost. */
  readonly onEnd: (end: ChildEnd) => void;
}

export interface VisionChildOptions {
  readonly modelCacheDir: string;
  /** Default: the project's own. */
  readonly embedder?: EmbedderChoice | undefined;
  readonly rssBytesMax: number;
  /** Replaced in tests by children that hang or crash. */
  readonly entry?: string | undefined;
}

/** One child process: asks it one thing at a time and kills it at a deadline or over its memory. */
export class VisionChild {
  readonly #process: ChildProcess;
  readonly #requests: Socket;
  readonly #options: VisionChildOptions;
  #end: ChildEnd | null = null;
  #deadline: NodeJS.Timeout | undefined;
  #rssWatch: NodeJS.Timeout | undefined;
  rssBytes = 0;

  constructor(options: VisionChildOptions, events: VisionChildEvents) {
    this.#options = options;
    this.#process = start(options);
    // No pipes at all where the system has no descriptor left: then an error event follows.
    this.#requests = (this.#process.stdio?.[REQUEST_FD] ?? new Socket()) as Socket;
    this.#watchRequests();
    const ended = () => {
      this.#rest();
      this.#requests.destroy();
      events.onEnd(this.#end ?? 'crashed');
    };
    this.#process.on('message', (message: FromChild) => {
      if (message.kind === 'ready') return events.onReady();
      // It answered what it cannot have read.
      if (this.#requests.writableLength > 0) return this.kill('crashed');
      this.#rest();
      this.rssBytes = message.rssBytes;
      if (message.rssBytes > options.rssBytesMax) this.kill('memory');
      events.onAnswer(message.id, message.result);
    });
    this.#process.on('error', () => {
      // What was never started has no end to wait for.
      if (this.#process.pid === undefined) ended();
      else this.kill('crashed');
    });
    this.#process.once('exit', ended);
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Killed, though its end has not been seen yet. */
  get isEnding(): boolean {
    return this.#end !== null;
  }

  /** `frame` is not copied: its bytes must stay as they are until the answer. */
  ask(frame: readonly Uint8Array[], deadlineMs: number): void {
    this.#deadline = setTimeout(() => this.kill('deadline'), deadlineMs);
    this.#rssWatch = setInterval(() => this.#checkRss(), RSS_POLL_MS);
    this.#process.ref();
    this.#process.channel?.ref();
    this.#requests.cork();
    for (const piece of frame) {
      this.#requests.write(piece, (error) => {
        if (error) this.kill('crashed');
      });
    }
    this.#requests.uncork();
  }

  /** SIGKILL: a decoder in a loop answers to nothing else. */
  kill(end: ChildEnd): void {
    this.#end ??= end;
    // Its end is waited for, even where the child was idle and held nobody.
    this.#process.ref();
    this.#process.kill('SIGKILL');
  }

  /** A child that no longer reads, or died halfway through a picture, is an event and no error of ours. */
  #watchRequests(): void {
    this.#requests.on('error', () => this.kill('crashed'));
    this.#requests.on('close', () => this.kill('crashed'));
    // Nothing comes back this way; reading tells that the other end is closed.
    this.#requests.resume();
    this.#requests.unref();
  }

  #checkRss(): void {
    try {
      const statm = readFileSync(`/proc/${this.#process.pid}/statm`, 'utf8');
      this.rssBytes = Number(statm.split(' ')[1]) * PAGE_BYTES;
    } catch {
      return;
    }
    if (this.rssBytes > this.#options.rssBytesMax) this.kill('memory');
  }

  /** An idle child keeps no parent alive. */
  #rest(): void {
    clearTimeout(this.#deadline);
    clearInterval(this.#rssWatch);
    this.#process.unref();
    this.#process.channel?.unref();
  }
}

/**
 * A child gets none of the parent's environment (it holds keys and passwords), may not start processes
 * and may write nothing but converted models.
 */
function start({ modelCacheDir, embedder, entry = ENTRY }: VisionChildOptions): ChildProcess {
  const cacheDir = resolve(modelCacheDir);
  return fork(entry, [cacheDir, JSON.stringify(embedder ?? null)], {
    execArgv: [
      ...CHILD_HEAP_FLAGS,
      '--permission',
      '--allow-addons',
      '--allow-worker',
      '--allow-fs-read=*',
      `--allow-fs-write=${cacheDir}`,
      '--no-warnings',
    ],
    // glibc keeps a heap for each thread that ever allocated; two are enough and hold a tenth less.
    env: { TZ: 'UTC', LANG: 'C.UTF-8', MALLOC_ARENA_MAX: '2' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc', 'pipe'],
  });
}
