import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FaceGuidance, FaceSession } from '../../src/core/wire-face.ts';
import { views } from '../test-support/case-views.ts';
import { type MockService, refusal, startMockService } from '../test-support/mock-service.ts';

/** The pages alone in a real browser, against canned views; the whole road is walked elsewhere. */

function browserPath(): string {
  if (process.env['CHROME_PATH']) return process.env['CHROME_PATH'];
  const found = join(import.meta.dirname, '../../node_modules/.cache/thaw-browser.json');
  const path = existsSync(found)
    ? (JSON.parse(readFileSync(found, 'utf8')) as { path: string | null }).path
    : null;
  return path ?? '/usr/bin/chromium';
}

let browser: Browser;
let context: BrowserContext;
let page: Page;
let service: MockService;
let complaints: string[];

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: browserPath(),
    args: ['--no-sandbox', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
  });
});
afterAll(() => browser?.close());
beforeEach(async () => {
  service = await startMockService(process.env['WEB_DIST']);
  context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'en-US' });
  page = await context.newPage();
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text());
  });
});
afterEach(async () => {
  await context.close();
  await service.close();
  expect(complaints).toEqual([]);
});

const open = (name: string) => page.goto(`${service.url}/unlock#t=${name}`);
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const callsTo = (path: string) => service.calls.filter((call) => call.path.split('?')[0] === path);

describe('the reminder', () => {
  test('[Reactivate Account] stays off until the required boxes are ticked, consent is free', async () => {
    await open('reminder');
    const button = page.getByRole('button', { name: 'Reactivate Account' });
    await button.waitFor();
    for (const id of ['own_account', 'limits_48h', 'data_use', 'false_statements']) {
      expect(await button.isDisabled()).toBe(true);
      await page.locator(`input[name=${id}]`).check();
    }
    expect(await button.isEnabled()).toBe(true);
    // All the text of the screen in reading order is what the hash stands for.
    const shown = await page.evaluate(() => {
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
    await page.locator('h1').waitFor();
    expect(page.url()).toBe(`${service.url}/unlock`);
    await page.reload();
    await page.getByRole('heading', { name: 'Before we start' }).waitFor();
    expect(callsTo('/u/session')).toHaveLength(1);
  });
});

describe('every screen', () => {
  for (const language of ['English', 'Deutsch']) {
    test(`in ${language} fits 360 px, has large targets, and takes the focus when it replaces another`, async () => {
      await open('dialog');
      await page.locator('h1').waitFor();
      if (language !== 'English') await press(language);
      for (const [name, make] of Object.entries(views)) {
        if (name === 'plan') continue;
        service.show({ ...make(), service: `Service of ${name}` });
        await page.locator('.bar').getByText(`Service of ${name}`, { exact: true }).waitFor();
        await page.locator('h1').waitFor();
        const found = await page.evaluate(() => ({
          overflow: document.documentElement.scrollWidth > innerWidth,
          small: [
            ...document.querySelectorAll('main button, footer button, a.btn, .choice, select'),
          ]
            .filter((element) => element.getBoundingClientRect().height < 47.5)
            .map((element) => element.textContent),
        }));
        expect(found, name).toEqual({ overflow: false, small: [] });
      }
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    });
  }

  test('the language changes in place and what was entered stays', async () => {
    await open('statement');
    await page.locator('textarea').fill('I lost my phone');
    await press('Deutsch');
    await page.getByRole('button', { name: 'Absenden' }).waitFor();
    expect(await page.locator('textarea').inputValue()).toBe('I lost my phone');
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
  });
});

describe('a change', () => {
  test('that is pressed twice is sent once', async () => {
    await open('dialog');
    const button = page.getByRole('button', { name: 'Unlock', exact: true });
    await button.dblclick();
    await page.waitForTimeout(200);
    expect(callsTo('/u/case/unlock')).toHaveLength(1);
  });

  test('that comes too late shows where things are now, without an error', async () => {
    await open('dialog');
    service.on('POST /u/case/unlock', () => {
      service.show(views['submitted']!());
      return refusal(409, 'not_now');
    });
    await press('Unlock');
    await page.getByRole('button', { name: 'Got it!' }).waitFor();
    await page.getByText('in another window').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('that is refused says so where it happened and keeps what was entered', async () => {
    await open('statement');
    service.on('POST /u/statement', () => refusal(503, 'unavailable'));
    await page.locator('textarea').fill('I lost my phone');
    await press('Submit');
    await page.getByText('A part of the service is resting').waitFor();
    expect(await page.locator('textarea').inputValue()).toBe('I lost my phone');
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
      await page.locator('video').waitFor();
      await press('No camera, no document, or you prefer another way?');
      await press('Choose the other way');
      await expect.poll(() => callsTo('/u/case/other-lane').length).toBe(calls);
      expect(JSON.parse(callsTo('/u/case/other-lane')[calls - 1]!.body)).toEqual({ step });
    };
    await open('selfie');
    await press('Open the camera');
    await otherWay('selfie', 1);
    service.on('POST /u/face/begin', () => ({ status: 200, body: begunFace(true) }));
    service.on('PUT /u/face/frame', () => guided('left', 0));
    service.on('POST /u/face/handoff', () => ({ status: 200, body: null }));
    await open('face');
    await press('Use this computer');
    await press('Begin Verification');
    await page.getByText('Turn your head slowly to your left').waitFor();
    await otherWay('face', 2);
  });

  test('a fault is drawn on the person’s own picture, with how to mend it', async () => {
    const faulty = views['document-front']!();
    const region = { x: 0.1, y: 0.2, width: 0.3, height: 0.25 };
    const front = {
      ...faulty.document!.front,
      faults: [{ code: 'image_glare', media: 'document_front', region } as const],
    };
    service.on('PUT /u/document/front', () => ({
      status: 200,
      body: { ...faulty, document: { ...faulty.document, front } },
    }));
    await open('document-front');
    const picture = await sharp({
      create: { width: 640, height: 400, channels: 3, background: '#446' },
    })
      .jpeg()
      .toBuffer();
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: picture });
    await press('Use this picture');
    await page.getByText('Light is reflected').waitFor();
    const mark = page.locator('.preview-box rect.mark');
    const [box, whole] = [await mark.boundingBox(), await page.locator('canvas').boundingBox()];
    expect((box!.x - whole!.x) / whole!.width).toBeCloseTo(region.x, 1);
    expect(box!.height / whole!.height).toBeCloseTo(region.height, 1);
    expect(callsTo('/u/document/front')[0]!.path).toBe('/u/document/front?source=file');
    expect(await page.getByRole('button', { name: 'Use this picture' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Take again' }).count()).toBe(1);
  });

  test('a refusal whose reason may not be told still says that the picture was not taken', async () => {
    const view = views['selfie']!();
    const selfie = { ...view.selfie, accepted: false, faults: [] };
    service.on('PUT /u/selfie', () => ({ status: 200, body: { ...view, selfie } }));
    await open('selfie');
    await press('Open the camera');
    await press('Take selfie');
    await press('Use this picture');
    await page.getByText('Something could not be checked').waitFor();
    expect(await page.getByRole('button', { name: 'Use this picture' }).count()).toBe(0);
    // Live: every frame goes up under the nonce that was given before it was taken.
    const nonce = '00000000-0000-4000-8000-000000000002';
    expect(callsTo('/u/selfie').map((call) => call.path)).toEqual(
      [0, 1, 2].map((index) => `/u/selfie?source=camera&nonce=${nonce}&index=${index}`),
    );
  });

  test('a selfie asked for again is not handed in unchanged', async () => {
    const view = views['again']!();
    await open('dialog');
    await page.locator('h1').waitFor();
    service.show({ ...view, selfie: { ...view.selfie!, accepted: true } });
    await page.getByRole('button', { name: 'Open the camera' }).waitFor();
    expect(await page.getByRole('button', { name: 'Submit', exact: true }).count()).toBe(0);
  });
});

const faceSession = '00000000-0000-4000-8000-000000000001';

function begunFace(isGuided: boolean): FaceSession {
  const now = Date.now();
  return {
    session: faceSession,
    guided: isGuided,
    framesPerSecond: 5,
    frameWidth: 480,
    frameHeight: 640,
    endsAt: new Date(now + 30_000).toISOString(),
    now: new Date(now).toISOString(),
  };
}

const guided = (prompt: FaceGuidance['prompt'], done: number) => ({
  status: 200,
  body: { prompt, hint: null, done, total: 4 } satisfies FaceGuidance,
});

/** A service that ends the session with the fifth frame. */
function serveFace(isGuided = true): void {
  let frames = 0;
  service.on('POST /u/face/begin', () => ({ status: 200, body: begunFace(isGuided) }));
  service.on('PUT /u/face/frame', () => {
    frames += 1;
    return frames < 5 ? guided('left', 1) : guided('done', 4);
  });
  service.on('POST /u/face/finish', () => ({ status: 200, body: views['submitted']!() }));
  service.on('POST /u/face/handoff', () => ({ status: 200, body: null }));
}

const indexesOfFrames = () =>
  callsTo('/u/face/frame').map(({ path }) => Number(/index=(\d+)/.exec(path)?.[1]));

describe('the face capture', () => {
  test('frames go up in order while the service guides, and the end is the service’s word', async () => {
    serveFace();
    await open('face');
    await press('Use this computer');
    await press('Begin Verification');
    await page.getByText('Turn your head slowly to your left').waitFor();
    // Seen as in a mirror, so that the arrow to the left is on the person’s left.
    const transform = await page
      .locator('video')
      .evaluate((video) => getComputedStyle(video).transform);
    expect(transform).toBe('matrix(-1, 0, 0, 1, 0, 0)');
    expect(await page.getByText('nobody guides you live').count()).toBe(0);
    await page.getByRole('heading', { name: 'Everything has arrived' }).waitFor();
    const indexes = indexesOfFrames();
    expect(indexes).toEqual(indexes.map((_, index) => index));
    expect(JSON.parse(callsTo('/u/face/finish')[0]!.body)).toEqual({ session: faceSession });
  });

  test('frames go over a socket where one opens, and by PUT from where it broke', async () => {
    const heard: number[] = [];
    await page.routeWebSocket(/\/u\/face\/socket\?session=/, (socket) => {
      socket.onMessage((message) => {
        const bytes = Buffer.from(message);
        const index = bytes.readUInt32BE(0);
        expect(bytes.readUInt16BE(4)).toBe(0xffd8);
        heard.push(index);
        // The fourth frame has no answer any more.
        if (heard.length > 3) void socket.close();
        else socket.send(JSON.stringify({ index, guidance: guided('right', 2).body }));
      });
    });
    serveFace();
    await open('face');
    await press('Use this computer');
    await press('Begin Verification');
    await page.getByText('Turn your head slowly to your right').waitFor();
    await page.getByRole('heading', { name: 'Everything has arrived' }).waitFor();
    expect(heard.length).toBeGreaterThan(3);
    // What the socket left without an answer was sent again, and nothing was left out.
    const all = new Set([...heard.slice(0, 3), ...indexesOfFrames()]);
    expect([...all].toSorted((a, b) => a - b)).toEqual([...all].map((_, index) => index));
    expect(indexesOfFrames()).toContain(heard[3]);
  });

  for (const [language, said, later] of [
    ['English', 'nobody guides you live', 'which can take a minute'],
    ['Deutsch', 'Niemand leitet Sie live an', 'das kann eine Minute dauern'],
  ] as const) {
    test(`that nobody guides says so, in ${language}`, async () => {
      serveFace(false);
      const read = Promise.withResolvers<void>();
      await page.route('**/u/face/finish', async (route) => {
        await read.promise;
        await route.continue();
      });
      await open('face');
      await page.locator('h1').waitFor();
      if (language === 'Deutsch') await press('Deutsch');
      await press(language === 'English' ? 'Use this computer' : 'Diesen Computer benutzen');
      await press(language === 'English' ? 'Begin Verification' : 'Prüfung beginnen');
      await page.getByText(said).waitFor();
      await page.getByText(later).waitFor();
      read.resolve();
      await expect.poll(() => callsTo('/u/face/finish').length).toBe(1);
    });
  }

  test('three digits of the phone’s number are asked for, and a wrong one says so', async () => {
    service.on('POST /u/face/handoff/match', () => refusal(422, 'code_wrong'));
    await open('face-number');
    await page.getByLabel('Type the number that your phone shows').fill('12');
    expect(await page.getByRole('button', { name: 'Continue' }).isDisabled()).toBe(true);
    await page.getByLabel('Type the number that your phone shows').fill('123');
    await press('Continue');
    await page.getByText('This is not the number we expect').waitFor();
    expect(JSON.parse(callsTo('/u/face/handoff/match')[0]!.body)).toEqual({ number: '123' });
  });
});

describe('the questions', () => {
  test('the last answer is followed by thanks and no verdict', async () => {
    const view = views['question']!();
    const question = { ...view.questions!.question!, index: 4 };
    service.on('POST /u/questions/answer', () => ({ status: 200, body: views['email']!() }));
    await open('question');
    await page.getByText('Question 2 of 5').waitFor();
    service.show({ ...view, questions: { ...view.questions!, question } });
    await page.getByText('Question 5 of 5').waitFor();
    await page.getByLabel('None of these').check();
    await press('Continue');
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(JSON.parse(callsTo('/u/questions/answer')[0]!.body)).toEqual({
      question: 4,
      option: -1,
    });
    await press('Continue');
    await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
  });
});

describe('the result', () => {
  test('an address that is no web address never becomes a link', async () => {
    await open('result-approved');
    await page.getByRole('link', { name: 'Back to Northwind Exchange' }).waitFor();
    const view = views['result-approved']!();
    service.show({
      ...view,
      service: 'Evil',
      result: { ...view.result!, returnUrl: 'javascript:alert(1)' },
    });
    await page.getByText('You can use Evil again').waitFor();
    expect(await page.getByRole('link').count()).toBe(0);
  });
});
