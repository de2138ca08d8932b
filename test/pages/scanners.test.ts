/**
 * Mail scanners open links before people do. Five kinds of them, from a bare HEAD to a browser that
 * runs scripts, types into every field and presses every button: none confirms, none uses a link up.
 */

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MailLinkView } from '../../src/core/wire.ts';
import { HttpClient } from '../fixtures/http-client.ts';
import { answerQuestions, reactivate, requiredTicks, see } from '../fixtures/person.ts';
import { freshCase, mailedToken, rows, thawAtHost, until } from '../flows/road.ts';
import { complaintsOf, openVisits, type Visit, type Visits } from './visit.ts';

let visits: Visits;

beforeAll(async () => {
  visits = await openVisits('ivo');
});
afterAll(async () => {
  await visits?.stop();
});

const agents = [
  'Mozilla/4.0 (compatible; ms-office; MSOffice 16)',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) SafeLinks',
  'BarracudaCentral/1.0',
  'Proofpoint URL Defense',
  'GoogleImageProxy',
];

/** Opens nothing but the address, again and again, as every profile without scripts does. */
async function fetchOften(url: string, method: 'GET' | 'HEAD'): Promise<void> {
  const address = url.replace('#', '?scanned=1#');
  for (let n = 0; n < 20; n += 1) {
    const headers = { 'user-agent': agents[n % agents.length] ?? '', purpose: 'prefetch' };
    const answer = await fetch(n % 2 === 0 ? url : address, { method, headers });
    expect(answer.status).toBeLessThan(400);
  }
}

async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.locator('h1').waitFor();
}

/** Types into every field and presses every button, then does it all once more. */
async function pressEverything(page: Page): Promise<number> {
  let presses = 0;
  for (let round = 0; round < 2; round += 1) {
    for (const field of await page.locator('input, textarea').all()) {
      await field.fill('123456').catch(() => {});
    }
    for (const button of await page.locator('main button, form button').all()) {
      if (await button.isDisabled().catch(() => true)) continue;
      await button.click({ timeout: 5000 }).catch(() => {});
      presses += 1;
      await page.waitForLoadState('networkidle');
    }
  }
  return presses;
}

interface Profile {
  readonly name: string;
  readonly scan: (url: string, visit: Visit) => Promise<void>;
}
const profiles: readonly Profile[] = [
  { name: 'a proxy that asks for the headers', scan: (url) => fetchOften(url, 'HEAD') },
  { name: 'a proxy that reads the page', scan: (url) => fetchOften(url, 'GET') },
  {
    name: 'a browser that runs scripts and looks',
    scan: async (url, { page }) => {
      await page.goto(url);
      await settled(page);
    },
  },
  {
    name: 'a browser that comes twice, the second time before the person',
    scan: async (url, { page, context }) => {
      await page.goto(url);
      await settled(page);
      const second = await context.newPage();
      await second.goto(url);
      await settled(second);
    },
  },
  {
    name: 'a browser that fills in every field and presses every button',
    scan: async (url, { page }) => {
      await page.goto(url);
      await settled(page);
      expect(await pressEverything(page)).toBeGreaterThan(0);
    },
  },
];

describe.each(profiles)('$name', ({ scan }) => {
  test('confirms nothing and uses nothing up: the person confirms after it', async () => {
    const { world } = visits;
    const person = await freshCase(world);
    const { caseId } = await see(person);
    await rows(world, `delete from thaw.budgets where scope like 'questions:%'`);
    await reactivate(person, requiredTicks);
    await answerQuestions(person);
    const token = await mailedToken(world, caseId, 'confirm');
    const url = `${world.urls.thaw}/link#c=${token}`;
    const visit = await visits.visit();
    await scan(url, visit);
    expect(visit.heard.said).toEqual([]);
    expect((await see(person)).current).toBe('email_confirmation');
    const used =
      'select 1 from thaw.tokens where case_id = $1 and used_at is not null and purpose = $2';
    expect(await rows(world, used, [caseId, 'confirm'])).toEqual([]);
    await visit.context.close();
    const done = await person.post<MailLinkView>('/m/confirm', { token });
    expect(done.body.state).toBe('done');
  });
});

test('another device needs the code shown on the first, and no other', async () => {
  const { world } = visits;
  const person = await freshCase(world);
  await rows(world, `delete from thaw.budgets where scope like 'questions:%'`);
  await reactivate(person, requiredTicks);
  await answerQuestions(person);
  const { caseId } = await see(person);
  const token = await mailedToken(world, caseId, 'confirm');
  const code = await until(async () => (await see(person)).email?.code ?? null);
  const visit = await visits.visit('phone');
  await visit.page.goto(`${world.urls.thaw}/link#c=${token}`);
  const field = visit.page.getByLabel('Type the code shown on the device where you started');
  await field.fill(code === '000000' ? '000001' : '000000');
  await visit.page.getByRole('button', { name: 'Confirm Reactivate' }).click();
  await visit.page.getByText('This is not the code on the other device').waitFor();
  expect((await see(person)).current).toBe('email_confirmation');
  expect(await complaintsOf(visit)).toEqual([]);
  await field.fill(code);
  await visit.page.getByRole('button', { name: 'Confirm Reactivate' }).click();
  await visit.page.getByRole('heading', { name: 'Confirmed' }).waitFor();
  await visit.context.close();
});

test('[This was not me] in a browser freezes anew and ends the sessions of the case', async () => {
  const { world } = visits;
  const person = await freshCase(world);
  const { caseId } = await see(person);
  const before = (await world.context.app.directory.find('nw-100002'))?.lock?.freezeId;
  const token = await mailedToken(world, caseId, 'not_me');
  const visit = await visits.visit('phone');
  await visit.page.goto(`${world.urls.thaw}/link#n=${token}`);
  await visit.page.getByRole('button', { name: 'This was not me' }).click();
  await visit.page.getByRole('heading', { name: 'The request is stopped' }).waitFor();
  const pressed = performance.now();
  expect((await person.get('/u/case')).status).toBe(401);
  await until(async () => {
    const lock = (await world.context.app.directory.find('nw-100002'))?.lock;
    return lock !== null && lock?.freezeId !== before;
  });
  console.log(`frozen anew ${Math.round(performance.now() - pressed)} ms after the page said so`);
  const elsewhere = new HttpClient(world.urls.thaw);
  expect((await elsewhere.get('/u/case')).status).toBe(401);
  await visit.context.close();
});

test('an address that is new is told in words that it cannot stop this any more', async () => {
  const { world } = visits;
  const ivo = 'nw-100002';
  await thawAtHost(world, ivo);
  await rows(
    world,
    `insert into directory.contacts (contact_id, account_id, channel, address, canonical, added_at, login)
     values ('new', $1, 'email', 'new@people.example', 'new@people.example',
             thaw_now() - interval '3 days', false)`,
    [ivo],
  );
  const { secrets } = world.context.app;
  const tokenTo = async (caseId: string) => {
    const found = await until(async () => {
      const [row] = await rows<{ id: string }>(
        world,
        `select id from thaw.tokens where contact_id = 'new' and purpose = 'not_me' and case_id = $1`,
        [caseId],
      );
      return row ?? null;
    });
    return secrets.tokenFor('not_me', found.id);
  };
  const first = await tokenTo((await see(await freshCase(world))).caseId);
  await new HttpClient(world.urls.thaw).post('/m/not-me', { token: first });
  const person = await freshCase(world);
  const { caseId } = await see(person);
  const visit = await visits.visit('phone');
  await visit.page.goto(`${world.urls.thaw}/link#n=${await tokenTo(caseId)}`);
  await visit.page.getByRole('button', { name: 'This was not me' }).click();
  await visit.page.getByRole('heading', { name: 'cannot stop this request' }).waitFor();
  expect(await complaintsOf(visit)).toEqual([]);
  expect((await see(person)).caseId).toBe(caseId);
  await visit.context.close();
});
