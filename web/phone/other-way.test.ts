import { expect, test } from 'vitest';
import type { PhoneView } from '../../src/core/wire-face.ts';
import { at } from '../test-support/base-view.ts';
import { refusal } from '../test-support/mock-service.ts';
import { unlockPage } from '../test-support/unlock-page.ts';

/** The phone's page alone in a real browser, against canned answers. */

const phone = unlockPage();

const matched: PhoneView = {
  state: 'matched',
  service: 'Northwind Exchange',
  accountMasked: 'm•••a@people.example',
  computer: { browser: 'Firefox on Linux', network: '203.0.113.*', startedAt: at(0) },
  number: null,
  now: at(0),
  expiresAt: at(600),
  csrf: 'csrf-token-of-the-mock',
};

test('the phone’s camera step leads to the other lane in two presses, and says so where it cannot', async () => {
  let isRefused = true;
  phone.service.on('GET /p/view', () => ({ status: 200, body: matched }));
  phone.service.on('POST /p/other-lane', () => {
    const answer = isRefused
      ? refusal(503, 'unavailable')
      : { status: 200, body: { ...matched, state: 'cancelled' } };
    isRefused = false;
    return answer;
  });
  await phone.page.goto(`${phone.service.url}/phone`);
  await phone.press('No camera, or you prefer another way?');
  await phone.press('Choose the other way');
  await phone.page.getByText('A part of the service is resting').waitFor();
  await phone.press('Choose the other way');
  await phone.page.getByRole('heading', { name: 'Go on at your computer' }).waitFor();
  expect(phone.callsTo('/p/other-lane')).toHaveLength(2);
});
