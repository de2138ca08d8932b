/** Real Chromium with a camera that plays a film, and a record of what its pages complain about. */

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const cacheFile = resolve(import.meta.dirname, '../../node_modules/.cache/thaw-browser.json');
const usualPath = '/usr/bin/chromium';

/** A busy machine with two cores takes its time. */
export const patienceMs = 60_000;

/** CHROME_PATH, then what `npm test` found, then Debian's own place. */
export function browserPath(): string {
  const asked = process.env['CHROME_PATH'] ?? '';
  if (asked !== '') return asked;
  if (existsSync(cacheFile)) {
    const { path } = JSON.parse(readFileSync(cacheFile, 'utf8')) as { path: string | null };
    if (path !== null) return path;
  }
  if (existsSync(usualPath)) return usualPath;
  throw new Error('No browser was found: set CHROME_PATH, or run `node scripts/setup.mjs --test`.');
}

/** `film`: path of a .mjpeg that the camera plays from the moment it is opened, again and again. */
export async function openBrowser(film?: string): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath(),
    headless: true,
    timeout: patienceMs,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      ...(film === undefined ? [] : [`--use-file-for-fake-video-capture=${film}`]),
    ],
  });
}

export type Device = 'desktop' | 'phone';

export async function openContext(browser: Browser, device: Device): Promise<BrowserContext> {
  const context = await browser.newContext(
    device === 'desktop'
      ? { viewport: { width: 1280, height: 900 }, locale: 'en-GB' }
      : {
          viewport: { width: 360, height: 740 },
          screen: { width: 360, height: 740 },
          deviceScaleFactor: 2,
          hasTouch: true,
          isMobile: true,
          locale: 'en-GB',
          userAgent:
            'Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
        },
  );
  context.setDefaultTimeout(patienceMs);
  return context;
}

/**
 * Sentences of the console (content-policy breaches are among them) and thrown errors, from now on.
 * Answers that the network log calls failed are kept apart: a test that asks for a refusal gets one.
 */
export interface Complaints {
  readonly said: readonly string[];
  readonly refused: readonly string[];
}

export function listenTo(context: BrowserContext): Complaints {
  const said: string[] = [];
  const refused: string[] = [];
  context.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    const text = message.text();
    const path = URL.parse(message.location().url)?.pathname ?? '';
    if (text.startsWith('Failed to load resource')) refused.push(`${path}: ${text}`);
    else said.push(`${path}: ${text}`);
  });
  context.on('weberror', (error) => said.push(error.error().message));
  return { said, refused };
}

/** What the pages of one origin keep beyond cookies; the marks that hold no data are left out. */
export async function storedBy(page: Page): Promise<readonly string[]> {
  const entries = await page.evaluate(() => [
    ...Object.entries({ ...localStorage }),
    ...Object.entries({ ...sessionStorage }),
  ]);
  return entries
    .filter(([key, value]) => !(key.startsWith('thaw-plan-') && value === '1'))
    .map(([key]) => key);
}

export function button(page: Page, name: string) {
  return page.getByRole('button', { name, exact: true });
}

export function heading(page: Page, name: string | RegExp) {
  return page.getByRole('heading', { name });
}
