import { expect, it } from 'vitest';
import { mailTemplate, renderMail, renderSms } from './render.ts';
import { type EndedBy, MAIL_TEMPLATES, type MailParams, type SmsTemplate } from './texts.ts';

const links = {
  confirm: 'https://thaw.example/link#c=CONFIRM',
  notMe: 'https://thaw.example/link#n=NOTME',
  progress: 'https://thaw.example/link#p=PROGRESS',
  disable: 'https://thaw.example/link#d=DISABLE',
  phone: 'https://thaw.example/phone#h=PHONE',
  logIn: 'https://northwind.example/',
  vouch: 'https://thaw.example/link#v=VOUCH',
};
const params: MailParams = {
  service: 'Northwind Exchange',
  account: 'm•••a@people.example',
  at: '2026-11-03T09:05:00.000Z',
  asked: { browser: 'Chrome on Android', network: '203.0.113.*' },
  links,
  readyAt: '2026-11-03T11:05:00.000Z',
  until: '2026-11-03T09:15:00.000Z',
  appealUntil: '2026-12-03T09:05:00.000Z',
  mayRetry: true,
  reviewMinutes: 42,
  code: '246810',
  lost: ['sms', 'totp'],
};
const locales = ['en', 'de'];
const all = MAIL_TEMPLATES.flatMap((template) => locales.map((locale) => ({ template, locale })));

it.each(all)('$template in $locale is whole in text and HTML', ({ template, locale }) => {
  const { subject, text, html } = renderMail(template, locale, params);
  expect(subject).toContain('Northwind Exchange');
  expect(`${subject}${text}${html}`).not.toMatch(/undefined|null|NaN|\[object/);
  expect(html).toContain(`<html lang="${locale}">`);
  // What the text links to, the HTML links to as well.
  const urls = text.match(/https:\S+/g) ?? [];
  expect(urls).toContain(links.disable);
  for (const url of urls) expect(html).toContain(`href="${url}"`);
});

it.each(all)('$template in $locale never asks for a password or code', ({ template, locale }) => {
  const { text } = renderMail(template, locale, params);
  const promise = locale === 'de' ? 'Wir fragen nie per E-Mail' : 'We never ask for your password';
  expect(text).toContain(promise);
  expect(text).not.toMatch(/(enter|type|send|reply with) your password|geben Sie Ihr Passwort/i);
});

/** Nothing to say no to any more, or a message to somebody else or to an address that has no say; the others have the way in their words. */
const withoutNotMe: readonly string[] = [
  ...['handoff_link', 'owner_stopped', 'frozen', 'vouch_request', 'restriction_ended'],
  'former_address',
];
const withNotMe = all.filter(({ template }) => !withoutNotMe.includes(template));

it.each(withNotMe)('$template in $locale does not go out without [This was not me]', (one) => {
  const { template, locale } = one;
  const label = locale === 'de' ? 'Das war ich nicht' : 'This was not me';
  expect(renderMail(template, locale, params).text).toContain(`${label}:\n${links.notMe}`);
  const without = { ...params, links: { ...links, notMe: undefined } };
  expect(() => renderMail(template, locale, without)).toThrow(/notMe/);
  if (template === 'confirm_reactivation') return;
  expect(renderSms(template as SmsTemplate, locale, params)).toContain(links.notMe);
  expect(() => renderSms(template as SmsTemplate, locale, without)).toThrow(/notMe/);
});

it.each(locales)(
  'the end of a limit in %s says which it was, and whether others run on',
  (locale) => {
    const [withdrawals, contacts] =
      locale === 'de'
        ? ['Auszahlungen', 'E-Mail-Adresse oder Telefonnummer ändern']
        : ['withdrawals', 'changing your e-mail address or phone number'];
    const last = locale === 'de' ? /die letzte/i : /the last/i;
    const ended = (limitsLeft?: MailParams['limitsLeft'], limit = 'withdrawals') => {
      const given = { ...params, limit, limitsLeft };
      const said = [renderMail('restriction_ended', locale, given).text];
      return [...said, renderSms('restriction_ended', locale, given)];
    };
    expect(ended([])[0]).toContain(`UTC: ${withdrawals}.`);
    for (const text of ended([])) expect(text).toMatch(last);
    const left = [{ kind: 'contact_change', until: '2026-11-04T09:05:00.000Z' }];
    const [more = '', sms] = ended(left);
    expect(more).toContain(`UTC: ${contacts}.`);
    expect(more).toMatch(/4 November 2026|4\. November 2026/);
    // Messages of before do not know what is left: they promise nothing.
    for (const text of [more, sms, ...ended()]) expect(text).not.toMatch(last);
    const unknown = locale === 'de' ? 'einige heikle Vorgänge' : 'some sensitive actions';
    expect(ended([], 'toString')[0]).toContain(unknown);
  },
);

it.each(locales)('the end of a request in %s says why, and what of the lock is true', (locale) => {
  const stays = locale === 'de' ? /bleibt gesperrt|noch gesperrt/i : /stays locked|still locked/i;
  const open = locale === 'de' ? 'nicht mehr gesperrt' : 'not locked any more';
  const unlock = locale === 'de' ? 'drücken Sie „Entsperren“' : 'press Unlock';
  const ended = (endedBy?: EndedBy) => {
    const given = { ...params, endedBy };
    return `${renderMail('case_ended', locale, given).text}${renderSms('case_ended', locale, given)}`;
  };
  // In the mail and in the SMS.
  expect(ended('thawed_elsewhere').split(open)).toHaveLength(3);
  expect(ended('thawed_elsewhere')).not.toMatch(stays);
  const reasons = ['withdrawn', 'expired', 'newer_freeze', 'host_refused', 'channel_lost'] as const;
  for (const reason of [undefined, ...reasons]) expect(ended(reason)).toMatch(stays);
  expect(new Set(reasons.map(ended)).size).toBe(reasons.length);
  // A lock that others put there, or one that the service keeps, may not be the person's to end.
  const again = reasons.filter((reason) => ended(reason).includes(unlock));
  expect(again).toEqual(['withdrawn', 'expired']);
});

it('when the limits have ended there is a way to lock the account again', () => {
  const only = (...names: ('notMe' | 'disable')[]) => ({
    ...params,
    links: Object.fromEntries(names.map((name) => [name, links[name]])),
  });
  const render = (given: MailParams) => [
    renderMail('restriction_ended', 'en', given).text,
    renderSms('restriction_ended', 'de', given),
  ];
  for (const text of render(only('notMe'))) expect(text).toContain(links.notMe);
  for (const text of render(only('disable'))) expect(text).toContain(links.disable);
  expect(() => renderMail('restriction_ended', 'en', only())).toThrow();
  expect(() => renderSms('restriction_ended', 'en', only())).toThrow();
});

it('the confirmation says who asked, when, what happens, and how long the link works', () => {
  const { text } = renderMail('confirm_reactivation', 'en-US', params);
  expect(text).toContain('3 November 2026 at 09:05 UTC');
  expect(text).toContain('Chrome on Android, network 203.0.113.*');
  expect(text).toContain('this alone does not unlock the account');
  expect(text).toContain(links.confirm);
  expect(text).toContain('until 3 November 2026 at 09:15 UTC');
});

it('words that came from outside break neither HTML nor lines, and stay out of the subject', () => {
  const foreign = '<script>alert(1)</script>\r\nBcc: x@evil.example\u2028"\'&'.repeat(3);
  const asked = { browser: foreign, network: foreign };
  const { subject, text, html } = renderMail('unlock_started', 'en', { ...params, asked });
  expect(html).not.toContain('<script');
  expect(html).toContain('&lt;script&gt;');
  expect(text).not.toMatch(/^Bcc:/m);
  expect(text).not.toMatch(/[\r\u2028]/);
  expect(subject).toBe(renderMail('unlock_started', 'en', params).subject);
});

it('a link that is not a web page is refused', () => {
  const bad = { ...params, links: { ...links, notMe: 'javascript:alert(1)' } };
  expect(() => renderMail('unlock_started', 'en', bad)).toThrow(/web page/);
});

it('a subject has one line, whatever the service is called', () => {
  const named = { ...params, service: 'North\r\nBcc: x@evil.example' };
  for (const { template, locale } of all) {
    expect(renderMail(template, locale, named).subject).not.toMatch(/[\r\n]/);
  }
});

it.each(
  all.filter(({ template }) => !['confirm_reactivation', 'vouch_request'].includes(template)),
)('the SMS $template in $locale is one short line', ({ template, locale }) => {
  const text = renderSms(template as SmsTemplate, locale, params);
  expect(text.replace(/https:\S+/, '').length).toBeLessThanOrEqual(100);
  expect(text).not.toMatch(/[\r\n]|undefined|null/);
});

const toldToFormer = [
  'unlock_started',
  'decided_approved',
  'decided_declined',
  'recovery_started',
  'recovery_done',
  'recovery_declined',
  'recovery_ended',
  'owner_stopped',
  'case_ended',
  'frozen',
] as const;
it.each(toldToFormer)('an address from long ago is told of %s in words, and no more', (about) => {
  for (const locale of locales) {
    const { text } = renderMail('former_address', locale, { ...params, links: {}, about });
    expect(text).not.toMatch(/https?:/);
    const unnamed = renderMail('former_address', locale, { ...params, links: {} });
    expect(text).not.toBe(unnamed.text);
    const short = renderSms('former_address', locale, { ...params, about });
    expect(short.length).toBeLessThanOrEqual(100);
  }
});

it('an unknown language reads English; an unknown template is none', () => {
  expect(renderMail('frozen', 'xx', params)).toEqual(renderMail('frozen', 'en', params));
  expect(mailTemplate('frozen')).toBe('frozen');
  expect(mailTemplate('toString')).toBeNull();
});
