/** `npm run test:model -- [--seed N] [--commands N]`: the long run of the model test. */

import { parseArgs } from 'node:util';
import { checkCaseModel } from './check-case.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, commands: { type: 'string', default: '100000' } },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const commands = Number(values.commands);
if (!Number.isInteger(seed) || !Number.isInteger(commands) || commands < 1) {
  throw new TypeError('--seed and --commands are whole numbers');
}
console.log(`seed ${seed}`);
const run = checkCaseModel({ seed, commands });
for (const [name, count] of [...run.happened].sort())
  console.log(`${String(count).padStart(8)} ${name}`);
console.log(`${run.commands} commands, 0 divergences (again: --seed ${seed})`);
