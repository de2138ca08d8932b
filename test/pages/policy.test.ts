/** The policy page of the console, as a lead uses it: from the keyboard. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { complaintsOf, openVisits, type Visits } from './visit.ts';

let visits: Visits;
beforeAll(async () => {
  visits = await openVisits();
});
afterAll(async () => {
  await visits?.stop();
});

async function signIn(staff: { readonly email: string; readonly password: string }) {
  const visit = await visits.visit();
  const { page } = visit;
  await page.goto(`${visits.world.urls.thaw}/console`);
  await page.getByLabel('Email').fill(staff.email);
  await page.getByLabel('Password').fill(staff.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Queue' }).waitFor();
  return visit;
}

test('a lead reads the policy and what a version changes with four keys', async () => {
  const visit = await signIn(visits.world.lead);
  const { page } = visit;
  await page.keyboard.press('p');
  await page.getByRole('table', { name: /^Rules/ }).waitFor();
  await page.getByText('no rule above holds').waitFor();
  await page.keyboard.press('d');
  await page.getByText(/^Diff: 0 of/).waitFor();
  await page.keyboard.press('r');
  await page.getByText(/^Replay: 0 of/).waitFor();
  expect(await complaintsOf(visit)).toEqual([]);
  await page.keyboard.press('q');
  await page.getByRole('heading', { name: 'Queue' }).waitFor();
});

test('a lead tries a policy that is not in force, from the keyboard, and nothing changes', async () => {
  const visit = await signIn(visits.world.lead);
  const { page } = visit;
  const { text } = visits.world.context.app.policy.checked;
  await page.keyboard.press('p');
  await page.getByRole('table', { name: /^Rules/ }).waitFor();
  // Nothing to try yet: said, and the field is where the focus is.
  await page.getByRole('button', { name: 'Try', exact: true }).press('Enter');
  await page.getByText('There is no policy to try yet').waitFor();
  expect(await page.getByLabel(/^Policy/).evaluate((box) => box === document.activeElement)).toBe(
    true,
  );
  await page.getByRole('heading', { name: 'Policy', exact: true }).click();
  await page.keyboard.press('t');
  await page.keyboard.insertText(text.replace('approvals: 2', 'approvals: 0'));
  await page.getByRole('button', { name: 'Try', exact: true }).press('Enter');
  const refused = page.getByRole('heading', { name: /^Refused/ });
  await refused.waitFor();
  // The verdict is what is heard next, and each reason leads to its line.
  await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Refused'));
  await page.getByRole('row', { name: /machine_approval/ }).waitFor();
  await page
    .getByRole('button', { name: /^Go to line/ })
    .first()
    .press('Enter');
  const chosen = await page.getByLabel(/^Policy/).evaluate((box) => {
    const { selectionEnd, selectionStart, value } = box as HTMLTextAreaElement;
    return value.slice(selectionStart, selectionEnd);
  });
  expect(chosen.trim()).toBe('approvals: 0');
  expect(await complaintsOf(visit)).toEqual([]);

  await page.getByLabel('Or choose a file for policy').setInputFiles({
    name: 'candidate.yaml',
    mimeType: 'application/yaml',
    buffer: Buffer.from(text.replaceAll('value_eur < 1000', 'value_eur < 500')),
  });
  await page.getByText('The text was changed since').waitFor();
  await page.getByLabel('Or choose a file for tests').setInputFiles({
    name: 'candidate.test.yaml',
    mimeType: 'application/yaml',
    buffer: Buffer.from(
      'cases:\n  - { name: small, facts: { value_eur: 600 }, expect: { rule: nobody } }\n',
    ),
  });
  await page.getByRole('button', { name: 'Try', exact: true }).press('Enter');
  await page.getByRole('heading', { name: /Tests: 0 passed, 1 failed/ }).waitFor();
  await page.getByRole('table', { name: 'Tests that failed' }).waitFor();
  await page.getByRole('table', { name: /^Diff:/ }).waitFor();
  await page.getByText(/^Replay: 0 of/).waitFor();
  expect(await complaintsOf(visit)).toEqual([]);

  await page.setViewportSize({ width: 360, height: 800 });
  expect(await complaintsOf(visit)).toEqual([]);
  expect(visits.world.context.app.policy.checked.text).toBe(text);
});

test('a file that is too large is refused before it is sent', async () => {
  const visit = await signIn(visits.world.lead);
  const { page } = visit;
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.url()));
  await page.keyboard.press('p');
  await page.getByLabel('Or choose a file for policy').setInputFiles({
    name: 'huge.yaml',
    mimeType: 'application/yaml',
    buffer: Buffer.alloc(201 * 1024, 35),
  });
  await page.getByText('huge.yaml is larger than 200 KiB.').waitFor();
  await page.getByLabel(/^Policy/).fill('#'.repeat(201 * 1024));
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  await page.getByText('The policy is larger than 200 KiB.').waitFor();
  expect(sent.filter((url) => url.endsWith('/c/policy/try'))).toEqual([]);
  expect(await complaintsOf(visit)).toEqual([]);
});

test('a service that is busy, and a policy too large for it, are said with a way on', async () => {
  const visit = await signIn(visits.world.lead);
  const { page } = visit;
  const answers = [
    {
      status: 429,
      json: { error: { code: 'too_many', text: 'error.too_many', retryAfterSeconds: 20 } },
    },
    { status: 200, json: { outcome: 'too_large' } },
  ];
  await page.route('**/c/policy/try', (route) => route.fulfill(answers.shift() ?? {}));
  await page.keyboard.press('p');
  await page.getByLabel(/^Policy/).fill('policy: none');
  const press = () => page.getByRole('button', { name: 'Try', exact: true }).press('Enter');
  await press();
  await page.getByText('Another policy is being tried at the moment. Try again in 20 s.').waitFor();
  await press();
  await page.getByRole('heading', { name: 'Too large to try here' }).waitFor();
  await page.getByText('thaw policy check FILE').waitFor();
  expect(await page.getByLabel(/^Policy/).inputValue()).toBe('policy: none');
  expect(await complaintsOf(visit)).toEqual([]);
});

test('a reviewer is not offered the policy', async () => {
  const { page } = await signIn(visits.world.reviewers[0]);
  await page.getByRole('button', { name: /^Keys/ }).waitFor();
  expect(await page.getByRole('button', { name: /^Policy/ }).count()).toBe(0);
  await page.keyboard.press('p');
  expect(await page.getByRole('heading', { name: 'Queue' }).isVisible()).toBe(true);
});
