/** Facts of a plan are kept with the case, sealed, and another policy can be tried on them. */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadPolicy } from '../../src/adapters/policy-cel/load.ts';
import { keepPolicyFacts, policyFactsOf, readPastCases } from '../../src/app/policy-facts.ts';
import { replayCases } from '../../src/core/policy/compare.ts';
import type { PolicyFacts } from '../../src/core/policy/facts.ts';
import { enter, reactivate } from '../fixtures/person.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { freshCase, ivo, mara } from './road.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(async () => {
  await world?.stop();
});

const text = readFileSync(new URL('../../policies/default.yaml', import.meta.url), 'utf8');

function loaded(yaml: string) {
  const result = loadPolicy(yaml);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.policy;
}

test('a past case is replayed under another policy until its key is destroyed', async () => {
  const { app, pool } = world.context;
  const person = await enter(world, 'mara');
  await person.post('/u/case/unlock');
  expect(await readPastCases(app, app.db.read, 10)).toEqual([]);
  expect((await reactivate(person)).status).toBe(200);

  const past = await readPastCases(app, app.db.read, 10);
  expect(past).toHaveLength(1);
  expect(past[0]).toMatchObject({ status: 'waiting_user', facts: { country: 'UTO' } });
  const wider = 'when: lock.cause in ["risk", "self"]';
  const stricter = loaded(text.replace('when: lock.cause == "risk"', wider));
  expect(replayCases(loaded(text), stricter, past)).toMatchObject([
    { ruleBefore: 'frozen_by_owner', ruleAfter: 'frozen_by_risk_engine', strictness: 'stricter' },
  ]);

  const { rows } = await pool.query(`select bytes from thaw.sealed where name = 'policy:facts'`);
  expect(rows).toHaveLength(1);
  expect(Buffer.from(rows[0].bytes).includes('UTO')).toBe(false);
  await app.db.read.vault.destroyKey(past[0]?.caseId ?? '');
  expect(await readPastCases(app, app.db.read, 10)).toEqual([]);
});

test('a past case whose kept facts lack one that was catalogued later is skipped', async () => {
  const { app } = world.context;
  const caseIds: string[] = [];
  for (const account of [ivo, mara]) {
    caseIds.push((await reactivate(await freshCase(world, account))).body.caseId);
  }
  const [older = '', newer = ''] = caseIds;
  const { known_device: _, ...facts } = (await policyFactsOf(app, app.db.read, older)) ?? {};
  await keepPolicyFacts(app, app.db.read, older, facts as PolicyFacts);
  // A verdict on its case goes on as for one without kept facts.
  expect(await policyFactsOf(app, app.db.read, older)).toBeNull();

  const past = await readPastCases(app, app.db.read, 10);
  expect(past.map((one) => [one.caseId, one.facts === null])).toEqual([
    [newer, false],
    [older, true],
  ]);
  const replayed = replayCases(loaded(text), loaded(text), past);
  expect(replayed.map((one) => one.caseId)).toEqual([newer]);
});
