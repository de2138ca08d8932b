import { type ComponentType, render } from 'preact';
import { addTexts, initLocale, type Locale, switchLocale, type TextPart } from './text.ts';
import { commonTexts } from './text-parts.ts';

let redraw = () => {};

/** Picks the language, loads the texts of the page, and draws it into `#app`. */
export async function mountPage(Page: ComponentType, parts: readonly TextPart[]): Promise<void> {
  const root = document.getElementById('app');
  if (!root) throw new Error('The page has no #app.');
  initLocale();
  await addTexts(commonTexts, ...parts);
  root.replaceChildren();
  redraw = () => render(<Page />, root);
  redraw();
}

/** Changes the language of the page in place: what the person entered stays. */
export async function changeLocale(next: Locale): Promise<void> {
  await switchLocale(next);
  redraw();
}
