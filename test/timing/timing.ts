/**
 * `npm run test:timing [-- --pairs N] [--page]`: security standard A1 #2 and #3. Each round sends four wrong
 * logins in random order: an unknown account, a known one, a locked one, and an unknown one again,
 * which is the A/A control. Ends with 1 when a class can be told from another by its time. `--page` writes what is
 * printed into docs/reference/timing.md.
 */

import { fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Caller, callerAt, logIn } from './log-in.ts';
import { type LoginClass, loginOf } from './login-host.ts';
import { type Comparison, comparePairs } from './statistics.ts';
import { timingPage } from './timing-page.ts';

/** Under the waits of the host: five tries of a name in a row, 600 of an address in ten minutes. */
const roundsPerName = 5;
const roundsPerAddress = 140;
const warmUpRounds = 100;

const sent = ['unknown', 'known', 'locked', 'again'] as const;
type Sent = (typeof sent)[number];

/** One a round, the same for all four; a size above the limit never comes to the password. */
const passwords = ['a wrong password', '', 'x', 'x'.repeat(64), 'a\u0000b'] as const;

type Times = Readonly<Record<Sent, number[]>>;

const printed: string[] = [];

function print(line: string): void {
  printed.push(line);
  console.log(line);
}

async function main(pairs: number): Promise<boolean> {
  if (process.platform !== 'linux') throw new Error('needs the loopback addresses of Linux');
  const rounds = warmUpRounds + pairs;
  const accounts = Math.ceil(rounds / roundsPerName);
  const script = fileURLToPath(new URL('login-host-process.ts', import.meta.url));
  const child = fork(script, [String(accounts)]);
  try {
    const url = await new Promise<string>((resolve, reject) => {
      child.once('message', (message) => resolve((message as { url: string }).url));
      child.once('exit', () => reject(new Error('the host ended')));
    });
    const times = await measure(url, { rounds, accounts });
    const results = [
      report('A/A control: unknown and unknown', times.again, times.unknown),
      report('known and unknown', times.known, times.unknown),
      report('locked and unknown', times.locked, times.unknown),
      report('locked and known', times.locked, times.known),
    ];
    return results.every((one) => one.alike);
  } finally {
    child.disconnect();
  }
}

async function measure(
  url: string,
  { accounts, rounds }: { readonly rounds: number; readonly accounts: number },
): Promise<Times> {
  const times: Times = { unknown: [], known: [], locked: [], again: [] };
  let caller: Caller = callerAt(0);
  for (let round = 0; round < rounds; round += 1) {
    if (round % roundsPerAddress === 0) {
      caller.agent.destroy();
      caller = callerAt(round / roundsPerAddress);
      // The first request of a connection is slower: it belongs to no class.
      await logIn(url, caller, { email: 'first-of-all@example.org', password: 'x' });
    }
    const password = passwords[round % passwords.length];
    for (const who of shuffled()) {
      const { status, us } = await logIn(url, caller, {
        email: loginFor(who, round, accounts),
        password,
      });
      if (status !== 401) throw new Error(`the host answered ${status}`);
      if (round >= warmUpRounds) times[who].push(us);
    }
  }
  caller.agent.destroy();
  return times;
}

function loginFor(who: Sent, round: number, accounts: number): string {
  const index = round % accounts;
  if (who === 'again') return loginOf('unknown', accounts + index);
  return loginOf(who satisfies LoginClass, index);
}

function shuffled(): Sent[] {
  const order = [...sent];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [order[last], order[other]] = [order[other] as Sent, order[last] as Sent];
  }
  return order;
}

function report(name: string, one: readonly number[], other: readonly number[]): Comparison {
  const compared = comparePairs(one.map((us, index) => us - (other[index] ?? Number.NaN)));
  const { alike, interval99Us, medianUs, pairs, signP, wilcoxonP } = compared;
  const [low, high] = interval99Us.map((us) => us.toFixed(1));
  print(
    `${name.padEnd(34)} n = ${pairs}; median ${medianUs.toFixed(1)} us, 99 % [${low}, ${high}]; ` +
      `sign p = ${signP.toFixed(3)}, Wilcoxon p = ${wilcoxonP.toFixed(3)}: ${alike ? 'alike' : 'DIFFERENT'}`,
  );
  return compared;
}

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '2000' },
    page: { type: 'boolean', default: false },
  },
});
const pairs = Number(values.pairs);
if (!Number.isInteger(pairs) || pairs < 100) throw new Error('--pairs takes a number from 100');
process.exitCode = (await main(pairs)) ? 0 : 1;
if (values.page) {
  const file = fileURLToPath(new URL('../../docs/reference/timing.md', import.meta.url));
  writeFileSync(file, timingPage(printed));
}
