import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, expect, it } from 'vitest';
import { createSmtpMailer } from './mailer.ts';

const message = {
  messageId: 'a1b2-c3',
  to: 'mara@people.example',
  subject: 'Bestätigen Sie',
  text: 'Grüße\n',
  html: '<p>Grüße</p>',
};

type Taken = { readonly mail: Email; readonly to: readonly string[] };
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function start(options: SMTPServerOptions = {}, timeoutMs = 2000) {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    async onData(stream, session, done) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      const to = session.envelope.rcptTo.map(({ address }) => address);
      taken.push({ mail: await PostalMime.parse(Buffer.concat(chunks)), to });
      done();
    },
    ...options,
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const mailer = createSmtpMailer({
    host: '127.0.0.1',
    port: (server.server.address() as AddressInfo).port,
    from: { name: 'Northwind, Exchange', address: 'no-reply@northwind.example' },
    timeoutMs,
  });
  closing.push(() => {
    mailer.close();
    server.close();
  });
  return { mailer, taken };
}

it('a mail arrives whole, and sent again it has the same Message-ID', async () => {
  const { mailer, taken } = await start();
  await mailer.send(message);
  await mailer.send(message);
  expect(taken).toHaveLength(2);
  for (const { mail, to } of taken) {
    expect(to).toEqual(['mara@people.example']);
    expect(mail.messageId).toBe('<a1b2-c3@northwind.example>');
    expect(mail.from).toMatchObject({
      name: 'Northwind, Exchange',
      address: 'no-reply@northwind.example',
    });
    expect(mail.subject).toBe('Bestätigen Sie');
    expect(mail.text?.trim()).toBe('Grüße');
    expect(mail.html?.trim()).toBe('<p>Grüße</p>');
    expect(mail.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated');
  }
});

it.each([
  { to: 'mara@people.example\r\nBcc: x@evil.example' },
  { to: 'mara@people.example, x@evil.example' },
  { to: 'Mara <mara@people.example>' },
  { to: 'mara' },
  { subject: 'Hello\r\nBcc: x@evil.example' },
  { subject: 'Hello\u0000' },
  { messageId: 'a>\r\nBcc: x@evil.example' },
  { messageId: '' },
])('nothing is sent when a header would be broken: %j', async (part) => {
  const { mailer, taken } = await start();
  await expect(mailer.send({ ...message, ...part })).rejects.toThrow();
  expect(taken).toEqual([]);
});

it('an address that is none is refused for good before any connection', async () => {
  const from = { name: 'Northwind', address: 'no-reply@northwind.example' };
  const mailer = createSmtpMailer({ host: '127.0.0.1', port: 1, from, timeoutMs: 500 });
  closing.push(() => mailer.close());
  for (const to of ['mara', 'a@b, c@d', 'A <a@b>', 'a@b\r\nBcc: c@d', '"a"@b', '']) {
    await expect(mailer.send({ ...message, to })).rejects.toMatchObject({ responseCode: 553 });
  }
});

const refuse = (responseCode: number): SMTPServerOptions => ({
  onRcptTo: (_address, _session, done) =>
    done(Object.assign(new Error('mara@people.example is unknown'), { responseCode })),
});

it.each([
  [550, true],
  [451, false],
])('a refusal %i is permanent: %s, and names no address', async (code, permanent) => {
  const { mailer } = await start(refuse(code));
  const error = await mailer.send(message).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'MailNotSent', responseCode: code, permanent });
  expect(`${(error as Error).stack}`).not.toContain('mara');
});

it('a silent server is given up in time, and that is not permanent', async () => {
  const { mailer } = await start({ onConnect: () => {} }, 300);
  const error = await mailer.send(message).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'MailNotSent', permanent: false });
});
