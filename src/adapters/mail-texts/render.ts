import {
  type Block,
  limitKinds,
  link,
  MAIL_TEMPLATES,
  type MailParams,
  type MailTemplate,
  paragraph,
  type SmsTemplate,
  type Texts,
  type Values,
} from './texts.ts';
import { GERMAN } from './texts-de.ts';
import { ENGLISH } from './texts-en.ts';

/** Rough words about a browser come from a header: cut, and without anything that breaks a line. */
const FOREIGN_CHARACTERS_MAX = 80;

function oneLine(text: string): string {
  return text
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, FOREIGN_CHARACTERS_MAX);
}

function textsFor(locale: string): Texts {
  return locale.toLowerCase().split(/[-_]/)[0] === 'de' ? GERMAN : ENGLISH;
}

function inWords(iso: string, texts: Texts): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) throw new Error('A message needs its times in ISO 8601.');
  const words = new Intl.DateTimeFormat(texts.locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return `${words.format(time)} UTC`;
}

function checkedLink(url: string): string {
  const { protocol, href } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') throw new Error('A link must be a web page.');
  return href;
}

function limitWords(kind: string | undefined, texts: Texts): string {
  return texts.words.limits[limitKinds.find((one) => one === kind) ?? 'other'];
}

function valuesOf(params: MailParams, texts: Texts): Values {
  const words = (iso: string | undefined) => (iso === undefined ? null : inWords(iso, texts));
  const linkOrNull: Values['linkOrNull'] = (name) => {
    const url = params.links?.[name];
    return url === undefined ? null : checkedLink(url);
  };
  const asked = params.asked && {
    browser: oneLine(params.asked.browser),
    network: oneLine(params.asked.network),
  };
  return {
    service: oneLine(params.service),
    account: oneLine(params.account),
    at: inWords(params.at, texts),
    who: asked === undefined ? null : texts.who(asked),
    readyAt: words(params.readyAt),
    until: words(params.until),
    appealUntil: words(params.appealUntil),
    mayRetry: params.mayRetry === true,
    reviewMinutes: params.reviewMinutes ?? null,
    lost: new Intl.ListFormat(texts.locale).format(
      (params.lost ?? []).map((channel) => texts.words.lost[channel]),
    ),
    about: (params.about && texts.words.about[params.about]) ?? texts.words.about.other,
    endedBy: params.endedBy ?? null,
    limit: limitWords(params.limit, texts),
    limitsLeft:
      params.limitsLeft?.map(({ kind, until }) => ({
        limit: limitWords(kind, texts),
        until: inWords(until, texts),
      })) ?? null,
    code() {
      if (params.code === undefined) throw new Error('This message needs its code.');
      return oneLine(params.code);
    },
    linkOrNull,
    link(name) {
      const url = linkOrNull(name);
      // A mail without its way to say no must not go out.
      if (url === null) throw new Error(`This message needs the link ${name}.`);
      return url;
    },
  };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

function blockHtml(block: Block): string {
  if (block.type === 'paragraph') return `<p>${escapeHtml(block.text)}</p>`;
  return `<p><a href="${escapeHtml(block.url)}">${escapeHtml(block.label)}</a></p>`;
}

function blockText(block: Block): string {
  return block.type === 'paragraph' ? block.text : `${block.label}:\n${block.url}`;
}

function page(language: string, subject: string, blocks: readonly Block[]): string {
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">`,
    `<title>${escapeHtml(subject)}</title></head>`,
    '<body style="font:16px/1.5 sans-serif;max-width:34em;margin:1em auto;padding:0 1em">',
    ...blocks.map(blockHtml),
    '</body></html>',
  ].join('\n');
}

/**
 * A mail in the person's language (English where there is no other). Subjects hold nothing but fixed
 * words and the service's configured name. Throws when a value that the template needs is missing.
 */
export function renderMail(
  template: MailTemplate,
  locale: string,
  params: MailParams,
): { readonly subject: string; readonly text: string; readonly html: string } {
  const texts = textsFor(locale);
  const values = valuesOf(params, texts);
  const { subject, blocks } = texts.mails[template](values);
  const disable = values.linkOrNull('disable');
  const closing =
    disable === null
      ? [paragraph(texts.neverAsk)]
      : [
          paragraph(texts.disable.text),
          link(texts.disable.label, disable),
          paragraph(texts.neverAsk),
        ];
  const all = [...blocks, ...closing];
  return {
    subject,
    text: `${all.map(blockText).join('\n\n')}\n`,
    html: page(texts.locale.slice(0, 2), subject, all),
  };
}

/** One short message; it carries at most one link. */
export function renderSms(template: SmsTemplate, locale: string, params: MailParams): string {
  const texts = textsFor(locale);
  return texts.sms[template](valuesOf(params, texts));
}

/** Narrows a stored template name; null when there is no such template. */
export function mailTemplate(name: string): MailTemplate | null {
  return MAIL_TEMPLATES.find((template) => template === name) ?? null;
}
