/** Plans a second for accounts of every kind, with the policy of the development world. */

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { loadPolicy } from '../src/adapters/policy-cel/load.ts';
import type { PolicyFacts } from '../src/core/policy/facts.ts';
import { choosePlan } from '../src/core/policy/plan.ts';
import { axesOf, everySituation, factsOf } from '../src/core/policy/situations.ts';
import { type BenchResult, median } from './row.ts';

const BAR_PLANS_PER_SECOND = 100_000;
const REPEATS = 7;
const PLANS = 40_000;
const ACCOUNTS = 2_000;

/** One thread. Per second of CPU as well as of wall time: the value is the one of CPU. */
export async function measure(): Promise<BenchResult> {
  const text = readFileSync(new URL('../policies/default.yaml', import.meta.url), 'utf8');
  const loaded = loadPolicy(text);
  if (!loaded.ok) throw new Error('the policy is refused');
  const { policy } = loaded;
  const { axes } = axesOf(policy.conditions.map((one) => one.looks()));
  const accounts: PolicyFacts[] = [];
  for (const situation of everySituation(axes)) {
    if (accounts.push(factsOf(axes, situation)) === ACCOUNTS) break;
  }
  const rules = new Map<string, number>();
  const choose = () => {
    for (let index = 0; index < PLANS; index += 1) {
      const facts = accounts[index % accounts.length];
      if (facts === undefined) throw new Error('an account');
      const { rule } = choosePlan(policy, facts);
      rules.set(rule, (rules.get(rule) ?? 0) + 1);
    }
  };
  choose();
  const perCpuSecond: number[] = [];
  const perSecond: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const cpu = process.cpuUsage();
    const started = performance.now();
    choose();
    perSecond.push((PLANS / (performance.now() - started)) * 1_000);
    const { system, user } = process.cpuUsage(cpu);
    perCpuSecond.push((PLANS / (user + system)) * 1e6);
  }
  return {
    value: Math.round(median(perCpuSecond)),
    bar: BAR_PLANS_PER_SECOND,
    unit: 'plans per CPU-second',
    higherIsBetter: true,
    raw: {
      perCpuSecond: perCpuSecond.map(Math.round),
      perSecond: perSecond.map(Math.round),
      rulesMet: Object.fromEntries([...rules].toSorted()),
      accounts: accounts.length,
      cores: availableParallelism(),
      node: process.version,
    },
  };
}
