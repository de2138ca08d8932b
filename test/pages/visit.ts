/** One world and one browser for a test file; each visit has cookies, a console and a page of its own. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';
import {
  type Complaints,
  type Device,
  listenTo,
  openBrowser,
  openContext,
} from '../walk/browser.ts';
import { stillFilm } from '../walk/films.ts';
import { logInAtHost } from '../walk/person-steps.ts';
import { faultsOf } from './check-screen.ts';

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly heard: Complaints;
}

export interface Visits {
  readonly world: TestWorld;
  readonly visit: (device?: Device) => Promise<Visit>;
  /** Logs in at the host; a locked account lands on Thaw's page. */
  readonly comeFromHost: (person: string) => Promise<Visit>;
  readonly stop: () => Promise<void>;
}

/** `person`: who sits before the camera. */
export async function openVisits(
  person = 'mara',
  options: { readonly policyFile?: string } = {},
): Promise<Visits> {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-pages-'));
  const stops: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const world = await startTestWorld({}, options);
    stops.push(() => world.stop());
    const browser: Browser = await openBrowser(await stillFilm(person, folder));
    stops.push(() => browser.close());
    const visit = async (device: Device = 'desktop'): Promise<Visit> => {
      const context = await openContext(browser, device);
      const heard = listenTo(context);
      return { context, page: await context.newPage(), heard };
    };
    const comeFromHost = async (name: string): Promise<Visit> => {
      const there = await visit();
      await logInAtHost(there.page, world.urls.host, name);
      await there.page.waitForURL(`${world.urls.thaw}/**`);
      return there;
    };
    return { world, visit, comeFromHost, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Faults of the screen, and what the pages of this visit wrote to the console. */
export async function complaintsOf({ page, heard }: Visit): Promise<readonly string[]> {
  const found = [...(await faultsOf(page)), ...heard.said];
  const folder = process.env['THAW_LOOK'] ?? '';
  if (folder !== '') await takePictures(page, folder);
  return found;
}

let pictures = 0;

/** For eyes: the screen in both widths of the design. */
async function takePictures(page: Page, folder: string): Promise<void> {
  const before = page.viewportSize();
  const title = (await page.locator('h1, h2').first().innerText()).replace(/\W+/g, '-');
  pictures += 1;
  const name = `${basename(expect.getState().testPath ?? '', '.test.ts')}-${pictures}-${title}`;
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
  }
  if (before !== null) await page.setViewportSize(before);
}
