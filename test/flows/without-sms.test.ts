/** No SMS gateway: nothing waits for one, nothing is promised by SMS, and who is not told is written down. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { reactivate, requiredTicks, see } from '../fixtures/person.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { count, freeze, freshCase, mara, rows, until } from './road.ts';

let world: TestWorld;
const logged: (readonly [string, unknown])[] = [];

beforeAll(async () => {
  const policyFile = new URL('../fixtures/policies/codes.yaml', import.meta.url).pathname;
  world = await startTestWorld({ sms: null }, { policyFile });
  const { app } = world.context;
  const error = (what: string, detail?: object) => {
    logged.push([what, detail]);
  };
  Object.assign(app, { log: { ...app.log, error } });
});
afterAll(async () => {
  await world?.stop();
});

const alerts = (accountId: string, about: string) =>
  rows<{ detail: object }>(
    world,
    `select detail from thaw.audit where account_id = $1 and action = 'owner.alerted'
        and detail ->> 'about' = $2`,
    [accountId, about],
  );

const noJobWaits = () =>
  until(async () => {
    const waiting = `select count(*) as n from thaw.jobs
       where name in ('send-message', 'tell-owner')`;
    return (await count(world, waiting)) === 0;
  });

test('the owner is told by mail, the phone is counted as not told, and no job waits', async () => {
  const person = await freshCase(world, mara);
  expect(await alerts(mara, 'frozen')).toContainEqual({
    detail: { about: 'frozen', contacts: 2, untold: 1 },
  });
  await reactivate(person, requiredTicks);
  const codes = (await see(person)).codes ?? null;
  expect(codes?.channels.map(({ channel }) => channel)).toEqual(
    expect.not.arrayContaining(['sms']),
  );
  expect(codes?.channels.length).toBeGreaterThan(0);
  await until(async () => (await alerts(mara, 'unlock_started')).length === 1);
  const [started] = await alerts(mara, 'unlock_started');
  expect(started?.detail).toEqual({ about: 'unlock_started', contacts: 2, untold: 1 });
  await noJobWaits();
  expect(await count(world, `select count(*) as n from thaw.outbox where channel = 'sms'`)).toBe(0);
  expect(logged.filter(([what]) => what === 'owner.not_told')).toEqual([]);
});

test('a code by SMS that was planned while there was a gateway is not promised', async () => {
  const { app } = world.context;
  const { policy } = app;
  const planFor: typeof policy.planFor = (...asked) => {
    const { plan, facts } = policy.planFor(...asked);
    const steps = plan.steps.map((step) =>
      step.kind === 'codes' ? { ...step, channels: ['sms'] as const } : step,
    );
    return { plan: { ...plan, steps }, facts };
  };
  Object.assign(app, { policy: { ...policy, planFor } });
  const person = await freshCase(world, mara);
  await reactivate(person, requiredTicks);
  Object.assign(app, { policy });
  const answer = await person.post<{ error: { code: string } }>('/u/codes/send', {
    channel: 'sms',
  });
  expect(answer.body.error.code).toBe('unavailable');
  expect(await count(world, `select count(*) as n from thaw.codes where channel = 'sms'`)).toBe(0);
});

test('where that leaves nobody who is told, the operator hears it once a message', async () => {
  // A mail that is on its way to an address that is gone would be tried for days.
  await noJobWaits();
  await rows(
    world,
    `delete from directory.contacts where account_id = $1 and channel = 'email' returning 1 as one`,
    [mara],
  );
  await freeze(world, mara);
  await noJobWaits();
  const shouted = logged.filter(([what]) => what === 'owner.not_told').map(([, said]) => said);
  const alike = { untold: 1, code: 'no_sms_gateway' };
  // The freeze, and that the living case ended by it.
  expect(shouted).toHaveLength(2);
  expect(shouted).toContainEqual({ message: 'frozen', caseId: null, ...alike });
  expect(shouted).toContainEqual({ message: 'case_ended', caseId: expect.any(String), ...alike });
  expect(await alerts(mara, 'frozen')).toContainEqual({
    detail: { about: 'frozen', contacts: 0, untold: 1 },
  });
});

test('a message that was written down for a phone before is a no, and given up in the end', async () => {
  const id = world.context.app.secrets.randomId();
  await world.context.app.db.read.outbox.add({
    ...{
      id,
      key: `left:${id}`,
      caseId: null,
      accountId: mara,
      channel: 'sms',
      contactId: `${mara}-phone`,
    },
    ...{ template: 'frozen', params: {} },
  });
  const [row] = await until(async () => {
    const found = await rows<{ refusals: number }>(
      world,
      'select refusals from thaw.outbox where id = $1 and refusals > 0',
      [id],
    );
    return found.length > 0 ? found : null;
  });
  expect(row?.refusals).toBe(1);
});
