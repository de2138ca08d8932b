/** What a stricter plan of today adds to a running case, at the host and in the vault. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { acceptReminder, reminderOf } from '../../src/app/accept-reminder.ts';
import type { App } from '../../src/app/app.ts';
import { codeTargets } from '../../src/app/code-targets.ts';
import { execute } from '../../src/app/execute.ts';
import { tightenIfFlagged } from '../../src/app/flagged-since.ts';
import { planned, planOf } from '../../src/core/case/case.fixture.ts';
import type { Plan } from '../../src/core/case/types.ts';
import { ordinaryFacts } from '../../src/core/policy/cases.ts';
import { see } from '../fixtures/person.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { freshCase, ivo } from './road.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(async () => {
  await world?.stop();
});

const boxes = ['own_account', 'limits_48h', 'data_use', 'false_statements'];
const codes = (channels: readonly 'email'[]) => planned('codes', { channels });

test('codes asked for before go where they went, and what is limited is limited for longer', async () => {
  let plan: Plan = planOf([codes(['email']), planned('id_document')]);
  const app: App = {
    ...world.context.app,
    policy: { ...world.context.app.policy, planFor: () => ({ plan, facts: ordinaryFacts }) },
  };
  const { caseId } = await see(await freshCase(world, ivo));
  const { version } = reminderOf(app);
  await acceptReminder(app, caseId, {
    ticked: boxes,
    locale: 'en',
    textHash: '0'.repeat(64),
    version,
  });
  for (const step of ['codes', 'id_document'] as const) {
    const verdict = { outcome: 'passed', reasons: [] } as const;
    const command = { type: 'submit_step', step, verdict } as const;
    await execute(app, { caseId, command, actor: { type: 'person' } });
  }
  const before = await codeTargets(app, app.db.read, caseId);
  expect(Object.keys(before)).toEqual(['email']);

  await world.context.pool.query(
    `update directory.accounts set risk_signals = '{new_country}' where account_id = $1`,
    [ivo],
  );
  plan = planOf([codes([]), planned('statement')], {
    restrictions: [{ kind: 'withdrawals', hours: 72 }],
  });
  const stored = await app.db.read.cases.load(caseId);
  if (stored === null) throw new Error('the case was opened');
  expect(await tightenIfFlagged(app, stored.state)).toBe(true);
  expect(await codeTargets(app, app.db.read, caseId)).toEqual(before);
  const after = (await app.db.read.cases.load(caseId))?.state;
  expect(after?.plan?.restrictions).toEqual([{ kind: 'withdrawals', hours: 72 }]);
  expect(after?.steps.map((step) => step.status)).toEqual(['passed', 'passed', 'ready']);
});
