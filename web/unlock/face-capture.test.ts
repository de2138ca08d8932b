import { describe, expect, test } from 'vitest';
import { views } from '../test-support/case-views.ts';
import { begunFace, faceSession, guided } from '../test-support/face-answers.ts';
import { refusal } from '../test-support/mock-service.ts';
import { unlockPage } from '../test-support/unlock-page.ts';

/** The page of the facial verification in a real browser, against a canned service. */

const unlock = unlockPage();
const { open, press, callsTo } = unlock;

/** A service that ends the session with the fifth frame. */
function serveFace(isGuided = true): void {
  let frames = 0;
  unlock.service.on('POST /u/face/begin', () => ({ status: 200, body: begunFace(isGuided) }));
  unlock.service.on('PUT /u/face/frame', () => {
    frames += 1;
    return frames < 5 ? guided('left', 1) : guided('done', 4);
  });
  unlock.service.on('POST /u/face/finish', () => ({ status: 200, body: views['submitted']!() }));
  unlock.service.on('POST /u/face/handoff', () => ({ status: 200, body: null }));
}

const indexesOfFrames = () =>
  callsTo('/u/face/frame').map(({ path }) => Number(/index=(\d+)/.exec(path)?.[1]));

describe('the face capture', () => {
  test('frames go up in order while the service guides, and the end is the service’s word', async () => {
    serveFace();
    await open('face');
    await press('Use this computer');
    await press('Begin Verification');
    await unlock.page.getByText('Turn your head slowly to your left').waitFor();
    // Seen as in a mirror, so that the arrow to the left is on the person’s left.
    const transform = await unlock.page
      .locator('video')
      .evaluate((video) => getComputedStyle(video).transform);
    expect(transform).toBe('matrix(-1, 0, 0, 1, 0, 0)');
    expect(await unlock.page.getByText('nobody guides you live').count()).toBe(0);
    await unlock.page.getByRole('heading', { name: 'Everything has arrived' }).waitFor();
    const indexes = indexesOfFrames();
    expect(indexes).toEqual(indexes.map((_, index) => index));
    expect(JSON.parse(callsTo('/u/face/finish')[0]!.body)).toEqual({ session: faceSession });
  });

  test('frames go over a socket where one opens, and by PUT from where it broke', async () => {
    const heard: number[] = [];
    await unlock.page.routeWebSocket(/\/u\/face\/socket\?session=/, (socket) => {
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
    await unlock.page.getByText('Turn your head slowly to your right').waitFor();
    await unlock.page.getByRole('heading', { name: 'Everything has arrived' }).waitFor();
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
      await unlock.page.route('**/u/face/finish', async (route) => {
        await read.promise;
        await route.continue();
      });
      await open('face');
      await unlock.page.locator('h1').waitFor();
      if (language === 'Deutsch') await press('Deutsch');
      await press(language === 'English' ? 'Use this computer' : 'Diesen Computer benutzen');
      await press(language === 'English' ? 'Begin Verification' : 'Prüfung beginnen');
      await unlock.page.getByText(said).waitFor();
      await unlock.page.getByText(later).waitFor();
      read.resolve();
      await expect.poll(() => callsTo('/u/face/finish').length).toBe(1);
    });
  }

  test('three digits of the phone’s number are asked for, and a wrong one says so', async () => {
    unlock.service.on('POST /u/face/handoff/match', () => refusal(422, 'code_wrong'));
    await open('face-number');
    await unlock.page.getByLabel('Type the number that your phone shows').fill('12');
    expect(await unlock.page.getByRole('button', { name: 'Continue' }).isDisabled()).toBe(true);
    await unlock.page.getByLabel('Type the number that your phone shows').fill('123');
    await press('Continue');
    await unlock.page.getByText('This is not the number we expect').waitFor();
    expect(JSON.parse(callsTo('/u/face/handoff/match')[0]!.body)).toEqual({ number: '123' });
  });
});
