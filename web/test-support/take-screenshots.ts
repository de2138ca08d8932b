/**
 * Takes pictures of every screen from canned views: `node web/test-support/take-screenshots.ts OUT
 * [NAME...]`. CHROME_PATH names the browser, WEB_DIST the built pages when they are
 * not in web/dist.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { views } from './case-views.ts';
import { startMockService } from './mock-service.ts';

const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 900 } };

async function takeScreenshots(out: string, names: readonly string[]): Promise<void> {
  await mkdir(out, { recursive: true });
  const service = await startMockService(process.env['WEB_DIST']);
  const browser = await chromium.launch({
    executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    for (const [size, viewport] of Object.entries(sizes)) {
      for (const colorScheme of size === 'phone'
        ? (['light', 'dark'] as const)
        : (['light'] as const)) {
        const context = await browser.newContext({ viewport, colorScheme, locale: 'en-GB' });
        for (const name of names) {
          const page = await context.newPage();
          page.on('console', (message) => {
            if (message.type() === 'error') console.log(`${name}: ${message.text()}`);
          });
          page.on('pageerror', (error) => console.log(`${name}: ${error.message}`));
          await page.goto(`${service.url}/unlock#t=${name}`);
          await page.waitForSelector('h1');
          await page.waitForTimeout(150);
          const path = join(out, `${size}-${colorScheme}-${name}.png`);
          await page.screenshot({ path, fullPage: true });
          await page.close();
        }
        await context.close();
      }
    }
  } finally {
    await browser.close();
    await service.close();
  }
}

const [out = '.thaw/screens', ...names] = process.argv.slice(2);
await takeScreenshots(out, names.length > 0 ? names : Object.keys(views));
