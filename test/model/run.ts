/**
 * `npm run test:model -- [--seed N] [--commands N] [--service N] [--ledger FILE]`: the long runs of the
 * model tests, first of the pure core, then of the whole service on a real database with crashes and
 * restarts. With a ledger a run of the service is one piece of many, and the totals are printed.
 */

import { parseArgs } from 'node:util';
import { checkCaseModel } from './check-case.ts';
import { addPiece, totalLines } from './ledger.ts';
import { checkServiceModel } from './service/check-service.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    commands: { type: 'string', default: '100000' },
    service: { type: 'string', default: '10000' },
    ledger: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const commands = Number(values.commands);
const service = Number(values.service);
if (![seed, commands, service].every((n) => Number.isInteger(n) && n >= 0)) {
  throw new TypeError('--seed, --commands and --service are whole numbers');
}
console.log(`seed ${seed}`);

function printHappened(happened: ReadonlyMap<string, number>): void {
  for (const [name, count] of [...happened].sort()) {
    console.log(`${String(count).padStart(8)} ${name}`);
  }
}

if (commands > 0) {
  const run = checkCaseModel({ seed, commands });
  printHappened(run.happened);
  console.log(`core: ${run.commands} commands, 0 divergences (again: --seed ${seed})`);
}
if (service > 0) {
  const begunMs = performance.now();
  // A piece that fails is run again by its seed alone, and then looks for the shortest trail.
  const shrink = values.ledger === undefined;
  const { happened, ...run } = await checkServiceModel({ seed, commands: service, shrink });
  const seconds = (performance.now() - begunMs) / 1000;
  printHappened(happened);
  console.log(
    `service: ${run.commands} commands on ${run.cases} cases, ${run.crashes} crashes, ` +
      `0 divergences, ${(run.commands / seconds).toFixed(0)} commands a second ` +
      `(again: --seed ${seed})`,
  );
  if (values.ledger !== undefined) {
    addPiece(values.ledger, { seed, ...run, seconds, happened: Object.fromEntries(happened) });
    for (const line of totalLines(values.ledger)) console.log(line);
  }
}
