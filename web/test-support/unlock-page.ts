import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type MockService, startMockService } from './mock-service.ts';

function browserPath(): string {
  if (process.env['CHROME_PATH']) return process.env['CHROME_PATH'];
  const found = join(import.meta.dirname, '../../node_modules/.cache/thaw-browser.json');
  const path = existsSync(found)
    ? (JSON.parse(readFileSync(found, 'utf8')) as { path: string | null }).path
    : null;
  return path ?? '/usr/bin/chromium';
}

/** The unlock page alone in a real browser against canned views, new for each test of the file. */
export function unlockPage() {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let service: MockService;
  let complaints: string[];

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: browserPath(),
      args: [
        '--no-sandbox',
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
      ],
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
      if (/Content Security Policy|Refused to/.test(message.text()))
        complaints.push(message.text());
    });
  });
  afterEach(async () => {
    await context.close();
    await service.close();
    expect(complaints).toEqual([]);
  });

  return {
    get page() {
      return page;
    },
    get context() {
      return context;
    },
    get browser() {
      return browser;
    },
    get service() {
      return service;
    },
    open: (name: string) => page.goto(`${service.url}/unlock#t=${name}`),
    press: (name: string) => page.getByRole('button', { name, exact: true }).click(),
    callsTo: (path: string) => service.calls.filter((call) => call.path.split('?')[0] === path),
  };
}
