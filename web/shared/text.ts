/** Sentences by id: one locale is loaded, in parts, when a page needs them. */

export const locales = ['en', 'de'] as const;
export type Locale = (typeof locales)[number];
export type Texts = Readonly<Record<string, string>>;

/** One part of the catalogue; each locale is a chunk of its own. */
export type TextPart = Readonly<Record<Locale, () => Promise<{ readonly texts: Texts }>>>;

/** The languages by their own names, for the switch. */
export const localeNames: Readonly<Record<Locale, string>> = { en: 'English', de: 'Deutsch' };

const rightToLeft: readonly string[] = ['ar', 'fa', 'he', 'ur'];
const storageKey = 'thaw-locale';

let current: Locale = 'en';
let catalogue: Record<string, string> = {};
const loadedParts = new Set<TextPart>();

export function locale(): Locale {
  return current;
}

/** The person's choice if there is one, else the first language of the browser that Thaw speaks. */
export function chooseLocale(languages: readonly string[], stored: string | null): Locale {
  for (const wanted of [stored ?? '', ...languages]) {
    const found = locales.find((known) => known === wanted.toLowerCase().split('-')[0]);
    if (found) return found;
  }
  return 'en';
}

/** Picks the locale from browser and storage, and marks the document. Call once, first. */
export function initLocale(): Locale {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(storageKey);
  } catch {
    // Storage may be forbidden; the browser's language is enough.
  }
  return applyLocale(chooseLocale(navigator.languages, stored));
}

function applyLocale(next: Locale): Locale {
  current = next;
  document.documentElement.lang = next;
  document.documentElement.dir = rightToLeft.includes(next) ? 'rtl' : 'ltr';
  return next;
}

/** Loads parts of the catalogue in the current locale. Safe to repeat. */
export async function addTexts(...parts: readonly TextPart[]): Promise<void> {
  const missing = parts.filter((part) => !loadedParts.has(part));
  const loaded = await Promise.all(missing.map((part) => part[current]()));
  for (const [index, { texts }] of loaded.entries()) {
    Object.assign(catalogue, texts);
    loadedParts.add(missing[index]!);
  }
}

/** Changes the language, keeps the choice, and loads again every part in use. */
export async function switchLocale(next: Locale): Promise<void> {
  const parts = [...loadedParts];
  const loaded = await Promise.all(parts.map((part) => part[next]()));
  catalogue = Object.assign({}, ...loaded.map(({ texts }) => texts));
  applyLocale(next);
  try {
    localStorage.setItem(storageKey, next);
  } catch {
    // The choice then lasts as long as the page.
  }
}

export type TextParams = Readonly<Record<string, string | number>>;

export function hasText(id: string): boolean {
  return Object.hasOwn(catalogue, id);
}

/** Ids come from the service, so `constructor` and its like must not be found. */
function own(id: string): string | undefined {
  return hasText(id) ? catalogue[id] : undefined;
}

/**
 * The sentence of an id. `{name}` is replaced from `params`. An unknown id gives the sentence of
 * `fallbackId`, and at worst nothing: a missing text never breaks a page.
 */
export function t(id: string, params: TextParams = {}, fallbackId = ''): string {
  const text = own(id) ?? own(fallbackId) ?? '';
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** Singular or plural: `id.one` or `id.other`, with `{n}`. */
export function tn(id: string, n: number, params: TextParams = {}): string {
  const form = new Intl.PluralRules(current).select(n);
  return t(`${id}.${form}`, { n, ...params }, `${id}.other`);
}

/**
 * A text id of the service that may carry parameters: `question.city|{"city":"Oslo"}`.
 * Unreadable parameters are dropped.
 */
export function tWire(idWithParams: string, fallbackId = ''): string {
  const pipe = idWithParams.indexOf('|');
  if (pipe < 0) return t(idWithParams, {}, fallbackId);
  let params: TextParams = {};
  try {
    params = JSON.parse(idWithParams.slice(pipe + 1)) as TextParams;
  } catch {
    return t(fallbackId);
  }
  return t(idWithParams.slice(0, pipe), params ?? {}, fallbackId);
}
