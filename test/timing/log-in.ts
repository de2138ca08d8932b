/** One login over a connection that is kept, and how long its answer took. */

import { Agent, request } from 'node:http';

/** Every attempt that is counted by address comes from a loopback address of its own. */
export interface Caller {
  readonly agent: Agent;
  /** Absent: the machine's own choice. */
  readonly localAddress?: string;
}

export const plainCaller: Caller = { agent: new Agent({ keepAlive: true, maxSockets: 1 }) };

/** `index`: 0 to 65,000. Any address in 127.0.0.0/8 is this machine on Linux. */
export function callerAt(index: number): Caller {
  const localAddress = `127.${100 + (index >> 8)}.${index & 255}.1`;
  return { agent: new Agent({ keepAlive: true, maxSockets: 1 }), localAddress };
}

export interface LoginAnswer {
  readonly status: number;
  /** Names and values in order, without the date. */
  readonly headers: readonly string[];
  readonly body: string;
  /** From the call to the last byte, microseconds. */
  readonly us: number;
}

export function logIn(url: string, caller: Caller, json: unknown): Promise<LoginAnswer> {
  const target = new URL('/api/login', url);
  const body = Buffer.from(JSON.stringify(json));
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    origin: target.origin,
  };
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const sent = request(target, { method: 'POST', family: 4, headers, ...caller }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const us = Number(process.hrtime.bigint() - started) / 1_000;
        const raw = answer.rawHeaders;
        const lines = raw.flatMap((name, at) =>
          at % 2 === 0 && name.toLowerCase() !== 'date' ? [`${name}: ${raw[at + 1]}`] : [],
        );
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, headers: lines, body: text, us });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
