/**
 * `npm run screenshots`: walks the road in a world of its own and takes the pictures that README and
 * docs show, 360 and 1280 pixels wide, as small palette PNGs in docs/pictures (JPEG where a photograph
 * fills the screen).
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { startTestWorld } from '../test/fixtures/world.ts';
import { answerPrompts } from '../test/walk/answering-camera.ts';
import { walkRoad } from '../test/walk/road.ts';

const folder = resolve(import.meta.dirname, '../docs/pictures');
const bytesMax = 150 * 1024;
const wide = { width: 1280, height: 800 };
const narrow = { width: 360, height: 740 };

/** Screens of the road that are shown; the phone's own are taken as they are, on the phone. */
const shown: Readonly<Record<string, 'both' | 'wide' | 'phone'>> = {
  dialog: 'both',
  reminder: 'both',
  plan: 'both',
  questions: 'both',
  email: 'both',
  confirm: 'both',
  document: 'both',
  'document-picture': 'both',
  selfie: 'both',
  'face-qr': 'both',
  number: 'wide',
  phone: 'phone',
  'phone-number': 'phone',
  'phone-camera': 'phone',
  submitted: 'both',
  'under-review': 'both',
  result: 'both',
  console: 'wide',
  host: 'both',
  desk: 'both',
};

/** Fewer colors until it fits; a JPEG where even few are too many bytes. */
async function write(name: string, picture: Buffer): Promise<void> {
  const small = async (): Promise<readonly [string, Buffer]> => {
    for (const colors of [256, 64]) {
      const png = await sharp(picture).png({ palette: true, colors, effort: 10 }).toBuffer();
      if (png.length <= bytesMax) return [`${name}.png`, png];
    }
    return [`${name}.jpg`, await sharp(picture).jpeg({ quality: 80, mozjpeg: true }).toBuffer()];
  };
  const [file, bytes] = await small();
  if (bytes.length > bytesMax) throw new Error(`${file} does not fit into ${bytesMax} bytes`);
  await writeFile(join(folder, file), bytes);
  console.log(`${file}  ${Math.ceil(bytes.length / 1024)} KB`);
}

/** The whole page where it is longer than the window, up to three windows. */
async function take(page: Page, size: { width: number; height: number }): Promise<Buffer> {
  await page.setViewportSize(size);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  const clip = { x: 0, y: 0, width: size.width, height: Math.min(height, 2 * size.height) };
  return page.screenshot({ fullPage: true, clip, animations: 'disabled' });
}

const taken = new Set<string>();

/** Each screen once: a second try before the camera, or a second mail, is not shown. */
async function look(name: string, page: Page): Promise<void> {
  const kind = shown[name];
  if (kind === undefined || taken.has(name)) return;
  taken.add(name);
  if (kind === 'phone') {
    const picture = await page.screenshot({ animations: 'disabled' });
    return write(`${name}-360`, await sharp(picture).resize({ width: narrow.width }).toBuffer());
  }
  const before = page.viewportSize() ?? wide;
  if (name === 'console') await page.emulateMedia({ colorScheme: 'dark' });
  await write(`${name}-1280`, await take(page, wide));
  if (kind === 'both') await write(`${name}-360`, await take(page, narrow));
  await page.setViewportSize(before);
}

await mkdir(folder, { recursive: true });
const world = await startTestWorld();
try {
  // Taking pictures holds the page up; this camera waits for its prompts where a film runs on.
  await walkRoad({
    places: world.urls,
    reviewer: world.reviewers[0],
    preparePhone: answerPrompts,
    look,
  });
} finally {
  await world.stop();
}
