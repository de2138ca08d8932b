/** Servers to load, requests to send, and the CPU that each cost: process and PostgreSQL together. */

import { type ChildProcess, fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';

const TICK_MS = 10;

export interface Served {
  readonly port: number;
  /** Of the process so far, milliseconds. */
  cpuMs(): Promise<number>;
  hash(count: number): Promise<void>;
  /** Starts the children that look at pictures and loads their models. */
  warm(): Promise<void>;
  /** The token of each confirmation link that was mailed so far, by address. */
  confirmations(): Promise<ReadonlyMap<string, string>>;
  /** Resident megabytes of the process, and of its children. */
  memory(): Promise<{ readonly rssMb: number; readonly childrenMb: number }>;
  stop(): Promise<void>;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** Forks a server that says `{port}` when it listens and answers `{ask: 'cpu'}` with its CPU time. */
export async function serve(
  script: string,
  argumentsFor: (port: number) => readonly string[],
): Promise<Served> {
  const port = await freePort();
  const child = fork(script, [...argumentsFor(port)]);
  await nextMessage(child);
  const ask = (message: object): Promise<Answer> => {
    const answered = nextMessage(child);
    child.send(message);
    return answered;
  };
  return {
    port,
    async cpuMs() {
      const { cpu } = await ask({ ask: 'cpu' });
      return (cpu.user + cpu.system) / 1_000;
    },
    async hash(count) {
      await ask({ ask: 'hash', count });
    },
    async warm() {
      await ask({ ask: 'warm' });
    },
    async confirmations() {
      const { confirmations } = await ask({ ask: 'mails' });
      return new Map(confirmations.map(({ to, token }) => [to, token]));
    },
    memory: () => ask({ ask: 'cpu' }),
    async stop() {
      if (child.exitCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
    },
  };
}

interface Answer {
  readonly cpu: NodeJS.CpuUsage;
  readonly rssMb: number;
  readonly childrenMb: number;
  readonly confirmations: readonly { readonly to: string; readonly token: string }[];
}

function nextMessage(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('the server ended'));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message as Answer);
    });
  });
}

/** CPU of the postmaster and all its children so far, ended ones too, in milliseconds. Linux only. */
export function postgresCpuMs(postmaster: number): number {
  let milliseconds = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    let stat: string;
    let onCpu: string;
    try {
      stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      onCpu = readFileSync(`/proc/${name}/schedstat`, 'utf8');
    } catch {
      continue;
    }
    // The name may hold blanks and brackets: the fields begin after the last bracket.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [, parent = 0] = fields;
    if (Number(name) !== postmaster && parent !== postmaster) continue;
    // Living processes by the nanosecond; ended ones are known by the tick only.
    milliseconds += Number(onCpu.split(' ')[0]) / 1_000_000;
    if (Number(name) === postmaster) {
      milliseconds += ((fields[13] ?? 0) + (fields[14] ?? 0)) * TICK_MS;
    }
  }
  return milliseconds;
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly cookies: readonly string[];
  readonly location: string | null;
}

export function send(
  port: number,
  method: string,
  path: string,
  options: { readonly headers?: Record<string, string>; readonly json?: object } = {},
): Promise<Reply> {
  const body = options.json === undefined ? undefined : JSON.stringify(options.json);
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...options.headers,
  };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          body: Buffer.concat(chunks).toString('utf8'),
          cookies: answer.headers['set-cookie'] ?? [],
          location: answer.headers.location ?? null,
        }),
      );
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** `work` for each number below `count`, `atOnce` of them at a time. */
export async function inParallel(
  count: number,
  atOnce: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}
