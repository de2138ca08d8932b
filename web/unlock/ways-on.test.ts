/** No dead end: every screen has the ways on that docs/flows/ways-on.md names, in each language, for everybody. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect, test } from 'vitest';
import { views } from '../test-support/case-views.ts';
import { unlockPage } from '../test-support/unlock-page.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/flows/ways-on.md'), 'utf8');
/** Screen -> its ways on, as the page's table has them. */
const written = new Map(
  [...page.matchAll(/^\| `([\w-]+)` \| (.*?) \|/gm)].map(([, name = '', ways = '']) => [
    name,
    [...ways.matchAll(/\[([^\]]+)\]/g)].map(([, way]) => way),
  ]),
);
/** Nothing to press: the row says what happens by itself, or where to turn. */
const onTheirOwn = ['dialog-not-here', 'delay', 'checking', 'result-thawing'];

const unlock = unlockPage();

/** What can be pressed or followed in the screen itself, by its name. */
const waysOn = async () => {
  const ways = unlock.page.locator('main :is(button, a[href]):visible');
  return (await ways.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
};

/** A button on its way to another color has the contrast of neither. */
const settled = () =>
  unlock.page.evaluate(async () => {
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  });

async function show(name: string): Promise<void> {
  unlock.service.show({ ...views[name]!(), service: `Service of ${name}` });
  const title = unlock.page.locator('.bar').getByText(`Service of ${name}`, { exact: true });
  await title.waitFor();
  await unlock.page.locator('h1').waitFor();
  // The chunk of a later screen is fetched first.
  await unlock.page.locator('main > p[role="status"]:only-child').waitFor({ state: 'detached' });
}

test('every screen has its row', () => {
  expect([...written.keys()].sort()).toEqual(Object.keys(views).sort());
});

describe.each(['English', 'Deutsch'])('in %s', (language) => {
  test('each screen offers the ways on that are written down, and a way out and help', async () => {
    await unlock.open('dialog');
    await unlock.page.locator('h1').waitFor();
    if (language !== 'English') await unlock.press(language);
    for (const name of Object.keys(views)) {
      await show(name);
      const ways = written.get(name) ?? [];
      // Polled: whether there is a camera is known a moment later. The words are those of the English
      // pages; in another language there are as many.
      if (language === 'English') await expect.poll(waysOn, { message: name }).toEqual(ways);
      else
        await expect.poll(async () => (await waysOn()).length, { message: name }).toBe(ways.length);
      if (!onTheirOwn.includes(name)) expect(ways.length, name).toBeGreaterThan(0);
      const foot = await unlock.page.locator('footer button').count();
      const isOver = name.startsWith('result');
      expect(foot, name).toBe(isOver ? 2 : 3);
    }
  });

  test('axe finds nothing on any screen, in light and dark', async () => {
    await unlock.open('dialog');
    await unlock.page.locator('h1').waitFor();
    if (language !== 'English') await unlock.press(language);
    for (const name of Object.keys(views)) {
      await show(name);
      for (const colorScheme of ['light', 'dark'] as const) {
        await unlock.page.emulateMedia({ colorScheme });
        await settled();
        const { violations } = await new AxeBuilder({ page: unlock.page }).analyze();
        const said = violations.map(({ id, nodes }) => `${id} ${nodes[0]?.target.join(' ')}`);
        expect(said, `${name}, ${colorScheme}`).toEqual([]);
      }
    }
  }, 180_000);
});
