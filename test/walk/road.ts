/** The whole road, from a frozen account to a thawed one, as a list of steps in real browsers. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { specimenPath } from '../fixtures/specimens.ts';
import { type Complaints, listenTo, openBrowser, openContext } from './browser.ts';
import { faceFilm, stillFilm } from './films.ts';
import { personSteps } from './person-steps.ts';
import { phoneSteps } from './phone-steps.ts';
import { reviewerSteps } from './reviewer-steps.ts';
import type { Places, Step, Traveller } from './traveller.ts';

export const road: readonly Step[] = [...personSteps, ...phoneSteps, ...reviewerSteps];

export interface RoadOptions {
  readonly places: Places;
  readonly reviewer: Traveller['reviewer'];
  readonly person?: string;
  /** Makes the phone's page see what its prompts ask for, where the film cannot know them. */
  readonly preparePhone?: (phone: Page, person: string) => Promise<void>;
  readonly look?: Traveller['look'];
  readonly onStep?: (step: { readonly name: string; readonly ms: number }) => void;
}

export interface Walked {
  readonly ms: number;
  readonly desktop: Complaints;
  readonly phone: Complaints;
}

/** Walks every step. Rejects at the first that fails; browsers and films are gone in any case. */
export async function walkRoad(options: RoadOptions): Promise<Walked> {
  const { person = 'mara' } = options;
  const folder = await mkdtemp(join(tmpdir(), 'thaw-walk-'));
  const browsers: Browser[] = [];
  const open = async (film: string): Promise<Browser> => {
    const browser = await openBrowser(film);
    browsers.push(browser);
    return browser;
  };
  try {
    const browser = await open(await stillFilm(person, folder));
    const desktop = await openContext(browser, 'desktop');
    const heard = { desktop: listenTo(desktop), phone: { said: [], refused: [] } as Complaints };
    const openPhone = async (): Promise<Page> => {
      const phone = await openContext(await open(await faceFilm(person, folder)), 'phone');
      heard.phone = listenTo(phone);
      const page = await phone.newPage();
      await options.preparePhone?.(page, person);
      return page;
    };
    const traveller: Traveller = {
      places: options.places,
      person,
      reviewer: options.reviewer,
      document: { type: 'passport', front: await specimenPath(person, 'passport.jpg') },
      browser,
      desktop,
      page: await desktop.newPage(),
      openPhone,
      look: options.look ?? (async () => {}),
      notes: {},
    };
    const started = performance.now();
    for (const step of road) await take(step, traveller, options);
    return { ms: performance.now() - started, ...heard };
  } finally {
    for (const browser of browsers) await browser.close().catch(() => {});
    await rm(folder, { recursive: true, force: true });
  }
}

async function take(step: Step, traveller: Traveller, options: RoadOptions): Promise<void> {
  const started = performance.now();
  try {
    await step.go(traveller);
  } catch (error) {
    const at = traveller.page.url().replace(/#.*/, '');
    await traveller.look('stopped', traveller.page).catch(() => {});
    throw new Error(`the walk stopped at "${step.name}" (${at})`, { cause: error });
  }
  options.onStep?.({ name: step.name, ms: performance.now() - started });
}
