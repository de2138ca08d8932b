/** What every screen has to keep, checked where a test happens to be. */

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { storedBy } from '../walk/browser.ts';

/**
 * Serious and critical violations of axe, texts wider than the window, and whatever is stored beside
 * cookies; empty when all is well.
 */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  // A button on its way to another colour has the contrast of neither.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((a) => a.finished)));
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  const stored = (await storedBy(page)).map((key) => `stored: ${key}`);
  const isTooWide = await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1,
  );
  return [...grave, ...stored, ...(isTooWide ? ['scrolls sideways'] : [])];
}
