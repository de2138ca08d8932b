import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { WireError } from '../../src/core/wire.ts';
import { views } from '../test-support/case-views.ts';
import { begunFace, guided } from '../test-support/face-answers.ts';
import { refusal } from '../test-support/mock-service.ts';
import { unlockPage } from '../test-support/unlock-page.ts';

/** The pages alone in a real browser, against canned views; the whole road is walked elsewhere. */

const unlock = unlockPage();
const { open, press, callsTo } = unlock;

describe('the reminder', () => {
  test('[Reactivate Account] stays off until the required boxes are ticked, consent is free', async () => {
    await open('reminder');
    const button = unlock.page.getByRole('button', { name: 'Reactivate Account' });
    await button.waitFor();
    for (const id of ['own_account', 'limits_48h', 'data_use', 'false_statements']) {
      expect(await button.isDisabled()).toBe(true);
      await unlock.page.locator(`input[name=${id}]`).check();
    }
    expect(await button.isEnabled()).toBe(true);
    // All the text of the screen in reading order is what the hash stands for.
    const shown = await unlock.page.evaluate(() => {
      const lines = [document.querySelector('h1'), document.querySelector('h1 + p')].map(
        (e) => e?.textContent,
      );
      for (const span of document.querySelectorAll('label span')) {
        const note = span.querySelector('small')?.textContent ?? '';
        const all = span.textContent ?? '';
        lines.push(note ? all.slice(0, -note.length) : all, ...(note ? [note] : []));
      }
      return lines.join('\n');
    });
    await button.click();
    await expect.poll(() => callsTo('/u/case/reactivate').length).toBe(1);
    const [call] = callsTo('/u/case/reactivate');
    expect(JSON.parse(call!.body)).toEqual({
      ticked: ['own_account', 'limits_48h', 'data_use', 'false_statements'],
      locale: 'en',
      textHash: createHash('sha256').update(shown).digest('hex'),
      version: '2026-11',
    });
    expect(call!.csrf).toBe('csrf-token-of-the-mock');
  });

  test('the token leaves the address bar, and a reload resumes without it', async () => {
    await open('reminder');
    await unlock.page.locator('h1').waitFor();
    expect(unlock.page.url()).toBe(`${unlock.service.url}/unlock`);
    await unlock.page.reload();
    await unlock.page.getByRole('heading', { name: 'Before we start' }).waitFor();
    expect(callsTo('/u/session')).toHaveLength(1);
  });
});

describe('every screen', () => {
  for (const language of ['English', 'Deutsch']) {
    test(`in ${language} fits 360 px, has large targets, and takes the focus when it replaces another`, async () => {
      await open('dialog');
      await unlock.page.locator('h1').waitFor();
      if (language !== 'English') await press(language);
      for (const [name, make] of Object.entries(views)) {
        if (name === 'plan') continue;
        unlock.service.show({ ...make(), service: `Service of ${name}` });
        await unlock.page
          .locator('.bar')
          .getByText(`Service of ${name}`, { exact: true })
          .waitFor();
        await unlock.page.locator('h1').waitFor();
        const found = await unlock.page.evaluate(() => ({
          overflow: document.documentElement.scrollWidth > innerWidth,
          small: [
            ...document.querySelectorAll('main button, footer button, a.btn, .choice, select'),
          ]
            .filter((element) => element.getBoundingClientRect().height < 47.5)
            .map((element) => element.textContent),
        }));
        expect(found, name).toEqual({ overflow: false, small: [] });
      }
      expect(await unlock.page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    });
  }

  test('the language changes in place and what was entered stays', async () => {
    await open('statement');
    await unlock.page.locator('textarea').fill('I lost my phone');
    await press('Deutsch');
    await unlock.page.getByRole('button', { name: 'Absenden' }).waitFor();
    expect(await unlock.page.locator('textarea').inputValue()).toBe('I lost my phone');
    expect(await unlock.page.locator('html').getAttribute('lang')).toBe('de');
  });
});

describe('a change', () => {
  test('that is pressed twice is sent once', async () => {
    await open('dialog');
    const button = unlock.page.getByRole('button', { name: 'Unlock', exact: true });
    await button.dblclick();
    await unlock.page.waitForTimeout(200);
    expect(callsTo('/u/case/unlock')).toHaveLength(1);
  });

  test('that comes too late shows where things are now, without an error', async () => {
    await open('dialog');
    unlock.service.on('POST /u/case/unlock', () => {
      unlock.service.show(views['submitted']!());
      return refusal(409, 'not_now');
    });
    await press('Unlock');
    await unlock.page.getByRole('button', { name: 'Got it!' }).waitFor();
    await unlock.page.getByText('in another window').waitFor();
    expect(await unlock.page.getByRole('alert').count()).toBe(0);
  });

  test('that is refused says so where it happened and keeps what was entered', async () => {
    await open('statement');
    unlock.service.on('POST /u/statement', () => refusal(503, 'unavailable'));
    await unlock.page.locator('textarea').fill('I lost my phone');
    await press('Submit');
    await unlock.page.getByText('A part of the service is resting').waitFor();
    expect(await unlock.page.locator('textarea').inputValue()).toBe('I lost my phone');
  });
});

describe('a camera step', () => {
  for (const name of ['document', 'selfie', 'face']) {
    test(`${name}: the other way is two presses away`, async () => {
      await open(name);
      await press('No camera, no document, or you prefer another way?');
      await press('Choose the other way');
      await expect.poll(() => callsTo('/u/case/other-lane').length).toBe(1);
      expect(JSON.parse(callsTo('/u/case/other-lane')[0]!.body)).toEqual({
        step: name === 'document' ? 'id_document' : name,
      });
    });
  }

  test('that has the camera on leads the other way in two presses as well', async () => {
    const otherWay = async (step: string, calls: number) => {
      await unlock.page.locator('video').waitFor();
      await press('No camera, no document, or you prefer another way?');
      await press('Choose the other way');
      await expect.poll(() => callsTo('/u/case/other-lane').length).toBe(calls);
      expect(JSON.parse(callsTo('/u/case/other-lane')[calls - 1]!.body)).toEqual({ step });
    };
    await open('selfie');
    await press('Open the camera');
    await otherWay('selfie', 1);
    unlock.service.on('POST /u/face/begin', () => ({ status: 200, body: begunFace(true) }));
    unlock.service.on('PUT /u/face/frame', () => guided('left', 0));
    unlock.service.on('POST /u/face/handoff', () => ({ status: 200, body: null }));
    // Another fragment alone would load nothing.
    await unlock.page.goto('about:blank');
    await open('face');
    await press('Use this computer');
    await press('Begin Verification');
    await unlock.page.getByText('Turn your head slowly to your left').waitFor();
    await otherWay('face', 2);
  });

  test('a fault is drawn on the person’s own picture, with how to mend it', async () => {
    const faulty = views['document-front']!();
    const region = { x: 0.1, y: 0.2, width: 0.3, height: 0.25 };
    const front = {
      ...faulty.document!.front,
      faults: [{ code: 'image_glare', media: 'document_front', region } as const],
    };
    unlock.service.on('PUT /u/document/front', () => ({
      status: 200,
      body: { ...faulty, document: { ...faulty.document, front } },
    }));
    await open('document-front');
    const picture = await sharp({
      create: { width: 640, height: 400, channels: 3, background: '#446' },
    })
      .jpeg()
      .toBuffer();
    await unlock.page
      .locator('input[type=file]')
      .setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: picture });
    await press('Use this picture');
    await unlock.page.getByText('Light is reflected').waitFor();
    const mark = unlock.page.locator('.preview-box rect.mark');
    const [box, whole] = [
      await mark.boundingBox(),
      await unlock.page.locator('canvas').boundingBox(),
    ];
    expect((box!.x - whole!.x) / whole!.width).toBeCloseTo(region.x, 1);
    expect(box!.height / whole!.height).toBeCloseTo(region.height, 1);
    expect(callsTo('/u/document/front')[0]!.path).toBe('/u/document/front?source=file');
    expect(await unlock.page.getByRole('button', { name: 'Use this picture' }).count()).toBe(0);
    expect(await unlock.page.getByRole('button', { name: 'Take again' }).count()).toBe(1);
  });

  test('a refusal whose reason may not be told still says that the picture was not taken', async () => {
    const view = views['selfie']!();
    const selfie = { ...view.selfie, accepted: false, faults: [] };
    unlock.service.on('PUT /u/selfie', () => ({ status: 200, body: { ...view, selfie } }));
    await open('selfie');
    await press('Open the camera');
    await press('Take selfie');
    await press('Use this picture');
    await unlock.page.getByText('Something could not be checked').waitFor();
    expect(await unlock.page.getByRole('button', { name: 'Use this picture' }).count()).toBe(0);
    // Live: every frame goes up under the nonce that was given before it was taken.
    const nonce = '00000000-0000-4000-8000-000000000002';
    expect(callsTo('/u/selfie').map((call) => call.path)).toEqual(
      [0, 1, 2].map((index) => `/u/selfie?source=camera&nonce=${nonce}&index=${index}`),
    );
  });

  test('a selfie asked for again is not handed in unchanged', async () => {
    const view = views['again']!();
    await open('dialog');
    await unlock.page.locator('h1').waitFor();
    unlock.service.show({ ...view, selfie: { ...view.selfie!, accepted: true } });
    await unlock.page.getByRole('button', { name: 'Open the camera' }).waitFor();
    expect(await unlock.page.getByRole('button', { name: 'Submit', exact: true }).count()).toBe(0);
  });
});

describe('the questions', () => {
  test('options in words are in the language of the page, names stay as they are', async () => {
    const view = views['question']!();
    const question = {
      ...view.questions!.question!,
      options: ['March 2024', '200 to 400 EUR', 'PayPal', 'Chess'],
      optionIds: [
        'option.month.3|{"year":2024}',
        'option.amount.between|{"low":200,"high":400,"currency":"EUR"}',
        null,
        'option.of_a_newer_service',
      ],
    };
    const shown = () => unlock.page.locator('.choice span').allTextContents();
    await open('question');
    await unlock.page.getByText('Question 2 of 5').waitFor();
    unlock.service.show({ ...view, questions: { ...view.questions!, question } });
    await expect
      .poll(shown)
      .toEqual(['March 2024', '200 to 400 EUR', 'PayPal', 'Chess', 'None of these']);
    await press('Deutsch');
    await expect
      .poll(shown)
      .toEqual(['März 2024', '200 bis 400 EUR', 'PayPal', 'Chess', 'Nichts davon']);
  });

  test('the last answer is followed by thanks and no verdict', async () => {
    const view = views['question']!();
    const question = { ...view.questions!.question!, index: 4 };
    unlock.service.on('POST /u/questions/answer', () => ({ status: 200, body: views['email']!() }));
    await open('question');
    await unlock.page.getByText('Question 2 of 5').waitFor();
    unlock.service.show({ ...view, questions: { ...view.questions!, question } });
    await unlock.page.getByText('Question 5 of 5').waitFor();
    await unlock.page.getByLabel('None of these').check();
    await press('Continue');
    await unlock.page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(JSON.parse(callsTo('/u/questions/answer')[0]!.body)).toEqual({
      question: 4,
      option: -1,
    });
    await press('Continue');
    await unlock.page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
  });
});

describe('a contact who was asked', () => {
  const after = ['email', 'codes', 'document', 'selfie', 'face', 'delay', 'submitted', 'review'];

  test('can be told the code from every screen after the statement, also after a reload', async () => {
    const asked = views['review-contact']!().contactAsked!;
    await open('review-contact');
    const code = unlock.page.locator('main').getByText('193 442', { exact: true });
    await code.waitFor();
    for (const name of after) {
      unlock.service.show({
        ...views[name]!(),
        service: `Service of ${name}`,
        contactAsked: asked,
      });
      await unlock.page.locator('.bar').getByText(`Service of ${name}`, { exact: true }).waitFor();
      await code.waitFor();
    }
    await unlock.page.reload();
    await code.waitFor();
    const confirmed = { ...asked, confirmed: true, code: null };
    unlock.service.show({ ...views['review']!(), contactAsked: confirmed });
    await unlock.page.getByText('said that they know you').waitFor();
    expect(await code.count()).toBe(0);
  });
});

describe('a lost mailbox', () => {
  test('is told in two presses, with what else is lost', async () => {
    await open('email');
    await press('I can no longer read this mailbox');
    await unlock.page.getByLabel('SMS to •••• 01').check();
    unlock.service.on('POST /u/codes/unavailable', () => ({
      status: 200,
      body: views['codes']!(),
    }));
    await press('Go on with what I have');
    await unlock.page.getByRole('heading', { name: 'Codes' }).waitFor();
    const [call] = callsTo('/u/codes/unavailable');
    expect(JSON.parse(call!.body)).toEqual({ lost: ['email', 'sms'] });
  });
});

describe('the result', () => {
  test.each([
    ['result-thawed-elsewhere', 'not locked any more', /stays locked|locked again|new lock/],
    ['result-recovery-ended', 'Nothing was reset', /stays locked/],
    ['result-expired', 'after the days that you were told', /14 days|is deleted\./],
  ])('%s says what is true of the account, and no more', async (name, said, unsaid) => {
    await open(name);
    await unlock.page.locator('main').getByText(said).first().waitFor();
    expect(await unlock.page.locator('main').innerText()).not.toMatch(unsaid);
  });

  test('an address that is no web address never becomes a link', async () => {
    await open('result-approved');
    await unlock.page.getByRole('link', { name: 'Back to Northwind Exchange' }).waitFor();
    const view = views['result-approved']!();
    unlock.service.show({
      ...view,
      service: 'Evil',
      result: { ...view.result!, returnUrl: 'javascript:alert(1)' },
    });
    await unlock.page.getByText('You can use Evil again').waitFor();
    expect(await unlock.page.getByRole('link').count()).toBe(0);
  });
});

describe('a session that ended', () => {
  const ended = (returnUrl: string) => {
    const { status, body } = refusal(401, 'session_ended');
    const { error } = body as WireError;
    return { status, body: { error: { ...error, returnUrl } } };
  };

  test.each([
    ['https://host.example/log-in', 1],
    ['javascript:alert(1)', 0],
    ['', 0],
  ])('leads back to the log-in of the host where that is a web address: %s', async (url, links) => {
    unlock.service.on('POST /u/session', () => ended(url));
    await unlock.open('dialog');
    await unlock.page.getByRole('heading', { name: 'This session has ended' }).waitFor();
    const link = unlock.page.getByRole('link', { name: 'Log in' });
    expect(await link.count()).toBe(links);
    if (links === 1) expect(await link.getAttribute('href')).toBe(url);
  });
});
