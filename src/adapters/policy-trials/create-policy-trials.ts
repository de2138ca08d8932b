import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { PolicyTrialWork } from '../../core/policy/trial.ts';
import type { PolicyTrialEnd, PolicyTrials } from '../../core/ports.ts';
import type { PolicyTrialView } from '../../core/wire-policy.ts';

export interface PolicyTrialOptions {
  /** From the start of the child, which takes a quarter of a second. */
  readonly deadlineMs: number;
  /** Resident memory at which the child is killed. */
  readonly memoryMbMax: number;
}

const ENTRY = fileURLToPath(new URL('./trial-child.ts', import.meta.url));
const RSS_POLL_MS = 100;
/** What V8 may fill; lists of bytes lie outside it and are bound by the resident memory alone. */
const HEAP_MB_MAX = 256;
/** Linux pages; elsewhere the heap's bound is the only one. */
const PAGE_BYTES = 4096;
/** Whoever waits for the service goes first. */
const NICENESS = 10;

/** One at a time for this process: a policy is tried by people, a few times a year. */
export function createPolicyTrials(options: PolicyTrialOptions): PolicyTrials {
  let isTaken = false;
  let isClosed = false;
  let running: { readonly kill: () => void; readonly ended: Promise<unknown> } | null = null;
  return {
    async run(prepare) {
      if (isTaken || isClosed) return { kind: 'busy' };
      isTaken = true;
      try {
        const work = await prepare();
        if (isClosed) return { kind: 'busy' };
        const trial = tryInChild(work, options);
        running = trial;
        return await trial.ended;
      } finally {
        running = null;
        isTaken = false;
      }
    },
    async close() {
      isClosed = true;
      running?.kill();
      await running?.ended;
    },
  };
}

function tryInChild(work: PolicyTrialWork, { deadlineMs, memoryMbMax }: PolicyTrialOptions) {
  const child = start();
  let end: PolicyTrialEnd | null = null;
  const kill = (why: Extract<PolicyTrialEnd, { kind: 'ended' }>['why']) => {
    end ??= { kind: 'ended', why };
    // A condition in a loop answers to nothing else.
    child.kill('SIGKILL');
  };
  const deadline = setTimeout(() => kill('deadline'), deadlineMs);
  const watch = setInterval(() => {
    if (residentBytes(child) > memoryMbMax * 2 ** 20) kill('memory');
  }, RSS_POLL_MS);
  child.on('message', (view: PolicyTrialView) => {
    end ??= { kind: 'done', view };
    child.kill('SIGKILL');
  });
  const ended = new Promise<PolicyTrialEnd>((resolve) => {
    const over = () => {
      clearTimeout(deadline);
      clearInterval(watch);
      resolve(end ?? { kind: 'ended', why: 'crashed' });
    };
    child.once('exit', over);
    child.on('error', () => {
      // What was never started has no end to wait for.
      if (child.pid === undefined) over();
      else kill('crashed');
    });
  });
  child.send(work, (error) => {
    if (error !== null) kill('crashed');
  });
  return { kill: () => kill('crashed'), ended };
}

/** None of the service's environment (it holds keys), no processes of its own, nothing written. */
function start(): ChildProcess {
  const child = fork(ENTRY, [], {
    execArgv: [
      `--max-old-space-size=${HEAP_MB_MAX}`,
      '--permission',
      '--allow-worker',
      '--allow-fs-read=*',
      '--no-warnings',
    ],
    env: { TZ: 'UTC', LANG: 'C.UTF-8' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  try {
    if (child.pid !== undefined) setPriority(child.pid, NICENESS);
  } catch {
    // It ended already, or the system knows no priorities: it is tried all the same.
  }
  return child;
}

function residentBytes({ pid }: ChildProcess): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;
  } catch {
    return 0;
  }
}
