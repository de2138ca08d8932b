import type { TaskResult, ToChild } from '../../vision/child-protocol.ts';
import type { EmbedderChoice } from '../../vision/face/create-embedder.ts';
import type { VisionFailureCode, VisionTask, VisionTasks } from '../../vision/facts.ts';
import { encodeFrame } from '../../vision/request-frame.ts';
import { REQUEST_BYTES_MAX } from '../../vision/request-pipe.ts';
import { type ChildEnd, VisionChild } from './vision-child.ts';

export type VisionResult<T extends VisionTask> =
  | { readonly ok: true; readonly facts: VisionTasks[T]['output'] }
  | { readonly ok: false; readonly failure: VisionFailureCode };

export interface VisionPoolLogger {
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export interface VisionPoolOptions {
  /** Processes that work at the same time; each takes one core and about 250 MB. */
  readonly children: number;
  /** From the moment a child takes the task; waiting in the queue is not counted. */
  readonly deadlineMs: Readonly<Record<VisionTask, number>>;
  /** Tasks that may wait; more are answered `busy` at once. */
  readonly queueMax: number;
  /** Resident memory at which a child is killed and replaced. */
  readonly memoryMbMax: number;
  readonly modelCacheDir: string;
  /** Default: the project's own. */
  readonly embedder?: EmbedderChoice;
  readonly logger?: VisionPoolLogger;
  /** For tests only: another program in place of the vision child. */
  readonly childEntry?: string;
}

export interface VisionRunOptions {
  /** Gives up waiting: `run` rejects with the signal's reason. A running task ends unheard. */
  readonly signal?: AbortSignal;
  /** `urgent` goes before every `normal` one: frames of a person who moves now. */
  readonly priority?: 'urgent' | 'normal';
}

export interface VisionPoolStats {
  readonly children: number;
  readonly busy: number;
  readonly queued: number;
  readonly done: number;
  readonly failed: Readonly<Partial<Record<VisionFailureCode, number>>>;
  /** Children that ended without being asked to. */
  readonly ended: Readonly<Partial<Record<ChildEnd, number>>>;
  readonly rssMb: number;
  /** More tasks would be answered `busy`. */
  readonly isFull: boolean;
  /** Tasks that failed since the last one that did not, for the children's sake and not for the picture's. */
  readonly failedInARow: number;
}

export interface VisionPool {
  run<T extends VisionTask>(
    task: T,
    input: VisionTasks[T]['input'],
    options?: VisionRunOptions,
  ): Promise<VisionResult<T>>;
  /** Starts all children and loads the models; null, or why a child cannot work. */
  warm(): Promise<VisionFailureCode | null>;
  /** Kills the children; whatever still waits is answered `crashed`. */
  close(): Promise<void>;
  stats(): VisionPoolStats;
}

const BOOT_DEADLINE_MS = 20_000;
const WARM_DEADLINE_MS = 30_000;
const URGENT_IN_A_ROW_MAX = 8;
/** A child that says these of a picture is well. */
const ofThePicture: readonly VisionFailureCode[] = ['bad_picture', 'too_many_pixels'];

interface Job {
  readonly id: number;
  /** The request with its pictures, ready to be written. */
  readonly frame: readonly Uint8Array[];
  readonly deadlineMs: number;
  readonly settle: (result: TaskResult) => void;
}

interface Slot {
  child: VisionChild | null;
  state: 'empty' | 'starting' | 'idle' | 'busy';
  job: Job | null;
  bootTimer: NodeJS.Timeout | undefined;
  ended: (() => void) | null;
}

const encodeRequest = (request: ToChild) => encodeFrame(request, REQUEST_BYTES_MAX);

/** A bounded queue in front of killable children. Every failure is an answer, never a throw. */
export function createVisionPool(options: VisionPoolOptions): VisionPool {
  return new Pool(options);
}

class Pool implements VisionPool {
  readonly #options: VisionPoolOptions;
  readonly #slots: Slot[];
  readonly #urgent: Job[] = [];
  readonly #normal: Job[] = [];
  readonly #failed = new Map<VisionFailureCode, number>();
  readonly #ended = new Map<ChildEnd, number>();
  #lastId = 0;
  #done = 0;
  #urgentInARow = 0;
  #failedInARow = 0;
  #isClosed = false;

  constructor(options: VisionPoolOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: options.children }, () => ({
      child: null,
      state: 'empty',
      job: null,
      bootTimer: undefined,
      ended: null,
    }));
  }

  async run<T extends VisionTask>(
    task: T,
    input: VisionTasks[T]['input'],
    { signal, priority = 'normal' }: VisionRunOptions = {},
  ): Promise<VisionResult<T>> {
    signal?.throwIfAborted();
    const queue = priority === 'urgent' ? this.#urgent : this.#normal;
    if (this.#isClosed || this.#isFull()) return this.#count({ ok: false, failure: 'busy' });
    const id = ++this.#lastId;
    const frame = encodeRequest({ kind: 'task', id, task, input } as ToChild);
    // What a child would say of a picture with too many bytes; it is not even sent.
    if (frame === null) return this.#count({ ok: false, failure: 'bad_picture' });
    const deadlineMs = this.#options.deadlineMs[task];
    const waiting = Promise.withResolvers<TaskResult>();
    const job = { id, frame, deadlineMs, settle: waiting.resolve };
    const giveUp = () => {
      const at = queue.indexOf(job);
      if (at >= 0) queue.splice(at, 1);
      waiting.reject(signal?.reason);
    };
    signal?.addEventListener('abort', giveUp);
    queue.push(job);
    this.#dispatch();
    const result = await waiting.promise.finally(() =>
      signal?.removeEventListener('abort', giveUp),
    );
    if (result.ok) {
      return this.#count({ ok: true, facts: result.output as VisionTasks[T]['output'] });
    }
    const { failure, detail } = result;
    if (!ofThePicture.includes(failure)) {
      this.#options.logger?.warn({ task, failure, detail }, 'vision task failed');
    }
    return this.#count({ ok: false, failure });
  }

  async warm(): Promise<VisionFailureCode | null> {
    const results = await Promise.all(
      this.#slots.map((slot) => {
        if (slot.state === 'empty') this.#start(slot);
        const id = ++this.#lastId;
        const frame = encodeRequest({ kind: 'warm', id })!;
        return new Promise<TaskResult>((settle) => {
          this.#urgent.push({ id, frame, deadlineMs: WARM_DEADLINE_MS, settle });
          this.#dispatch();
        });
      }),
    );
    const failed = results.find((result) => !result.ok);
    return failed === undefined || failed.ok ? null : failed.failure;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const job of [...this.#urgent.splice(0), ...this.#normal.splice(0)]) {
      job.settle({ ok: false, failure: 'crashed', detail: 'pool closed' });
    }
    await Promise.all(
      this.#slots.map((slot) => {
        if (slot.child === null) return null;
        return new Promise<void>((resolve) => {
          slot.ended = resolve;
          slot.child?.kill('closed');
        });
      }),
    );
  }

  stats(): VisionPoolStats {
    const live = this.#slots.filter((slot) => slot.child !== null);
    const rssBytes = live.reduce((sum, slot) => sum + slot.child!.rssBytes, 0);
    return {
      children: live.length,
      busy: live.filter((slot) => slot.state === 'busy').length,
      queued: this.#urgent.length + this.#normal.length,
      done: this.#done,
      failed: Object.fromEntries(this.#failed),
      ended: Object.fromEntries(this.#ended),
      rssMb: Math.round(rssBytes / 2 ** 20),
      isFull: this.#isFull(),
      failedInARow: this.#failedInARow,
    };
  }

  /** Full when nobody is free and the queue is at its limit. */
  #isFull(): boolean {
    const free = this.#slots.filter((slot) => slot.state !== 'busy').length;
    return this.#urgent.length + this.#normal.length >= this.#options.queueMax + free;
  }

  #dispatch(): void {
    for (const slot of this.#slots) {
      if (slot.state !== 'idle') continue;
      const job = this.#next();
      if (job === undefined) return;
      slot.state = 'busy';
      slot.job = job;
      slot.child?.ask(job.frame, job.deadlineMs);
    }
    const starting = this.#slots.filter((slot) => slot.state === 'starting').length;
    let wanted = this.#urgent.length + this.#normal.length - starting;
    for (const slot of this.#slots) {
      if (wanted <= 0 || this.#isClosed) return;
      if (slot.state !== 'empty') continue;
      this.#start(slot);
      wanted--;
    }
  }

  /** Urgent first, but never for so long that an uploaded picture waits for ever. */
  #next(): Job | undefined {
    const isNormalsTurn = this.#urgentInARow >= URGENT_IN_A_ROW_MAX && this.#normal.length > 0;
    const job = isNormalsTurn ? undefined : this.#urgent.shift();
    this.#urgentInARow = job === undefined ? 0 : this.#urgentInARow + 1;
    return job ?? this.#normal.shift();
  }

  #start(slot: Slot): void {
    const { modelCacheDir, embedder, memoryMbMax, childEntry } = this.#options;
    slot.state = 'starting';
    slot.child = new VisionChild(
      { modelCacheDir, embedder, rssBytesMax: memoryMbMax * 2 ** 20, entry: childEntry },
      {
        onReady: () => {
          clearTimeout(slot.bootTimer);
          slot.state = 'idle';
          this.#dispatch();
        },
        onAnswer: (id, result) => this.#answered(slot, id, result),
        onEnd: (end) => this.#childEnded(slot, end),
      },
    );
    slot.bootTimer = setTimeout(() => slot.child?.kill('crashed'), BOOT_DEADLINE_MS);
    slot.bootTimer.unref();
  }

  #answered(slot: Slot, id: number, result: TaskResult): void {
    const job = slot.job;
    // Nobody would ever answer the task that it has instead.
    if (job === null || job.id !== id) {
      slot.child?.kill('crashed');
      return;
    }
    slot.job = null;
    slot.state = slot.child?.isEnding === true ? 'busy' : 'idle';
    job.settle(result);
    this.#dispatch();
  }

  #childEnded(slot: Slot, end: ChildEnd): void {
    const { job, state } = slot;
    clearTimeout(slot.bootTimer);
    slot.child = null;
    slot.job = null;
    slot.state = 'empty';
    if (end !== 'closed') this.#ended.set(end, (this.#ended.get(end) ?? 0) + 1);
    const failure = end === 'deadline' ? 'deadline' : 'crashed';
    job?.settle({ ok: false, failure, detail: `child ended: ${end}` });
    if (state === 'starting') this.#failOneAfterBoot();
    slot.ended?.();
    this.#dispatch();
  }

  /** A child that cannot even start must not be started for ever: each try costs one waiting task. */
  #failOneAfterBoot(): void {
    const job = this.#next();
    job?.settle({ ok: false, failure: 'crashed', detail: 'child did not start' });
  }

  #count<R extends VisionResult<VisionTask>>(result: R): R {
    if (result.ok) this.#done++;
    if (result.ok || ofThePicture.includes(result.failure)) this.#failedInARow = 0;
    else if (result.failure !== 'busy') this.#failedInARow++;
    if (!result.ok) this.#failed.set(result.failure, (this.#failed.get(result.failure) ?? 0) + 1);
    return result;
  }
}
