/** The policy page of the console: for leads, read only, without personal data. */

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordInForce } from '../../src/app/publish-policy.ts';
import type {
  PolicyDiffView,
  PolicyExplainView,
  PolicyReplayView,
  PolicyView,
} from '../../src/core/wire-policy.ts';
import type { ReviewView } from '../../src/core/wire-staff.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import { logInReviewer } from '../fixtures/person.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import { approveNext, count, rows, toReview } from './road.ts';
import { allRoutes, unknownId } from './routes.ts';

let world: TestWorld;
let lead: HttpClient;
/** In force before: one rule less. */
const before = 'northwind@before';

beforeAll(async () => {
  world = await startTestWorld();
  lead = new HttpClient(world.urls.thaw);
  const { email, password } = world.lead;
  expect((await lead.post('/c/login', { email, password })).status).toBe(200);
  const [inForce] = await world.context.app.db.read.policies.list();
  const yaml = (inForce?.yaml ?? '')
    .replace(/version: "[^"]*"/, 'version: "before"')
    .replaceAll('value_eur < 1000', 'value_eur < 10');
  const sha256 = createHash('sha256').update(yaml).digest('hex');
  await world.context.app.db.read.policies.putOnce({
    id: 'northwind',
    version: 'before',
    sha256,
    yaml,
  });
});
afterAll(async () => {
  await world?.stop();
});

const address = (url: string) =>
  url.includes(':id') ? url.replace(':id', unknownId) : `${url}?from=${before}&to=${before}`;

test('every route of the policy page is for leads: reviewers are refused, strangers have no session', async () => {
  const routes = (await allRoutes(world)).filter(
    ({ method, url }) => method === 'GET' && url.startsWith('/c/policy'),
  );
  expect(routes.length).toBeGreaterThanOrEqual(4);
  const reviewer = await logInReviewer(world, 0);
  for (const { url } of routes) {
    expect([url, (await reviewer.get(address(url))).status]).toEqual([url, 403]);
    expect([url, (await new HttpClient(world.urls.thaw).get(address(url))).status]).toEqual([
      url,
      401,
    ]);
  }
});

test('a lead whose role is taken away is refused at the next request', async () => {
  const role = (to: string) =>
    rows(world, 'update thaw.staff set role = $2 where email = $1', [world.lead.email, to]);
  await role('reviewer');
  expect((await lead.get('/c/policy')).status).toBe(403);
  await role('lead');
  expect((await lead.get('/c/policy')).status).toBe(200);
});

test('shows the policy in force, the verdict of the checker and the versions before', async () => {
  const { body } = await lead.get<PolicyView>('/c/policy');
  expect(body.name).toMatch(/^northwind@/);
  expect(body.rules.at(-1)).toMatchObject({ rule: 'default', when: null, approvals: 2 });
  expect(body.problems.every((problem) => problem.line !== null)).toBe(true);
  expect(body.versions.map((one) => one.name)).toEqual(expect.arrayContaining([body.name, before]));
  expect(body.versions.filter((one) => one.inForce).map((one) => one.name)).toEqual([body.name]);
});

test('shows what another version changes, and which past cases would have gone otherwise', async () => {
  await toReview(world);
  const { body: policy } = await lead.get<PolicyView>('/c/policy');
  const query = `from=${before}&to=${policy.name}`;
  const diff = (await lead.get<PolicyDiffView>(`/c/policy/diff?${query}`)).body;
  expect(diff.differences.length).toBeGreaterThan(0);
  const { status, body } = await lead.get<PolicyReplayView>(`/c/policy/replay?${query}`);
  expect(status).toBe(200);
  expect(body.total).toBeGreaterThan(0);
  expect(body.otherwise[0]).toMatchObject({ strictness: 'weaker' });
  // Ids and rules; nothing of the person, and no fact of the account.
  const allowed = ['caseId', 'ruleAfter', 'ruleBefore', 'status', 'strictness', 'words'];
  for (const one of body.otherwise) expect(Object.keys(one).toSorted()).toEqual(allowed);
});

test('explains the plan of a case only to the lead who holds it, and tells no facts', async () => {
  const caseId = (await lead.post<ReviewView>('/c/claim-next')).body.caseId;
  const { body } = await lead.get<PolicyExplainView>(`/c/policy/explain/${caseId}`);
  expect(body.tried.at(-1)).toMatchObject({ rule: body.rule, outcome: 'matched' });
  expect(Object.keys(body).toSorted()).toEqual(['policy', 'rule', 'tried']);
  await approveNext(lead);
  expect((await lead.get(`/c/policy/explain/${caseId}`)).status).toBe(404);
});

test.each([`from=${before}`, `from=x@1;drop&to=${before}`, `from=nobody@1&to=${before}`])(
  'a policy that was never in force is not found: %s',
  async (query) => {
    expect([400, 404]).toContain((await lead.get(`/c/policy/diff?${query}`)).status);
  },
);

test('a recorded policy whose text was changed is shown to nobody', async () => {
  const { policies } = world.context.app.db.read;
  const [inForce] = await policies.list();
  const yaml = (inForce?.yaml ?? '').replace(/version: "[^"]*"/, 'version: "changed"');
  await policies.putOnce({
    ...{ id: 'northwind', version: 'changed', yaml: `${yaml}\n` },
    sha256: createHash('sha256').update(yaml).digest('hex'),
  });
  const answer = await lead.get(`/c/policy/diff?from=${before}&to=northwind@changed`);
  expect(answer.status).toBe(503);
});

test('which policy the service plans with is a record of the audit log, once for each change', async () => {
  const { app } = world.context;
  const { policy } = app;
  const records = () =>
    count(world, `select count(*) as n from thaw.audit where action = 'policy.in_force'`);
  expect(await records()).toBe(1);
  await recordInForce(app);
  expect(await records()).toBe(1);
  const other = { ...policy, inForce: { ...policy.inForce, version: 'before' } };
  await Promise.all([1, 2, 3].map(() => recordInForce({ ...app, policy: other })));
  expect(await records()).toBe(2);
  await recordInForce(app);
  expect(await records()).toBe(3);
});

test('what was in force is neither changed nor removed', async () => {
  for (const change of [`update thaw.policies set yaml = ''`, 'delete from thaw.policies']) {
    await expect(rows(world, change)).rejects.toThrow('policies is only added to');
  }
});
