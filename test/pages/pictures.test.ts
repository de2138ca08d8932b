/** Pictures that cannot be used: a clear sentence each, and nothing of what was done before is lost. */

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerQuestions, confirmEmail, enter, reactivate } from '../fixtures/person.ts';
import { specimenFile, specimenPath } from '../fixtures/specimens.ts';
import { button, heading } from '../walk/browser.ts';
import { chooseDocument, chooseFile, sendFile } from '../walk/person-steps.ts';
import { complaintsOf, openVisits, type Visit, type Visits } from './visit.ts';

const megabyte = 1024 * 1024;
let visits: Visits;
let mara: Visit;

beforeAll(async () => {
  visits = await openVisits();
  const person = await enter(visits.world, 'mara');
  await person.post('/u/case/unlock');
  await reactivate(person);
  await answerQuestions(person);
  await confirmEmail(visits.world, person, 'mara');
  // Another device goes on where the first one was.
  mara = await visits.comeFromHost('mara');
  await button(mara.page, 'Next Step').click();
  await chooseDocument(mara.page, 'passport');
});
afterAll(async () => {
  await visits?.stop();
});

const says = (text: string) => mara.page.getByText(text).first().waitFor();

describe('a document', () => {
  test('a text file with the name of a picture cannot be opened, and the page says which can', async () => {
    await chooseFile(mara.page, {
      name: 'passport.jpg',
      mimeType: 'image/jpeg',
      buffer: await specimenFile('mara', 'bad/not-a-picture.jpg'),
    });
    await says('We cannot open this picture.');
    expect(await complaintsOf(mara)).toEqual([]);
  });

  test('a PDF is refused although its name says picture', async () => {
    const buffer = Buffer.from('%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n');
    await chooseFile(mara.page, { name: 'passport.png', mimeType: 'image/png', buffer });
    await says('We cannot open this picture.');
  });

  test('a file larger than 12 MB is refused before it is sent', async () => {
    const sent: string[] = [];
    mara.page.on('request', (request) => sent.push(request.method()));
    const buffer = Buffer.alloc(13 * megabyte, 7);
    await chooseFile(mara.page, { name: 'huge.jpg', mimeType: 'image/jpeg', buffer });
    await says('This file is larger than 12 MB.');
    expect(sent).not.toContain('PUT');
  });

  test('a picture of a table top is no document', async () => {
    const noise = { type: 'gaussian', mean: 120, sigma: 12 } as const;
    const table = { width: 1200, height: 900, channels: 3, background: '#8a6f52', noise } as const;
    const buffer = await sharp({ create: table }).jpeg().toBuffer();
    await chooseFile(mara.page, { name: 'table.jpg', mimeType: 'image/jpeg', buffer });
    await button(mara.page, 'Use this picture').click();
    await says('There is no document to be seen.');
    expect(await complaintsOf(mara)).toEqual([]);
    await button(mara.page, 'Take again').click();
  });

  test('the back where the front is asked for is told apart', async () => {
    await button(mara.page, 'Use another document').click();
    await chooseDocument(mara.page, 'id_card');
    await sendFile(mara.page, await specimenPath('mara', 'id-back.jpg'));
    await says('This looks like the other side.');
    expect(await complaintsOf(mara)).toEqual([]);
    await button(mara.page, 'Take again').click();
  });

  test('after all that the right pictures pass, on a card with two sides', async () => {
    await sendFile(mara.page, await specimenPath('mara', 'id-front.jpg'));
    await heading(mara.page, 'ID card: back').waitFor();
    await sendFile(mara.page, await specimenPath('mara', 'id-back.jpg'));
    await heading(mara.page, 'The document can be read').waitFor();
    await button(mara.page, 'Submit').click();
    await heading(mara.page, 'A picture of your face').waitFor();
    expect(mara.heard.said).toEqual([]);
  });
});
