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

async function start(
  options: SMTPServerOptions = {},
  timeoutMs = 2000,
  auth?: { readonly user: string; readonly pass: string },
) {
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
    ...(auth === undefined ? {} : { auth }),
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

const said = (responseCode: number, words: string) =>
  Object.assign(new Error(words), { responseCode });
const toRecipient = (error: Error): SMTPServerOptions => ({
  onRcptTo: (_address, _session, done) => done(error),
});
const toSender = (error: Error): SMTPServerOptions => ({
  onMailFrom: (_address, _session, done) => done(error),
});
const toMessage = (error: Error): SMTPServerOptions => ({
  onData(stream, _session, done) {
    stream.resume();
    stream.on('end', () => done(error));
  },
});

it.each([
  [550, '5.1.1 no such user'],
  [550, '5.0.0 no'],
  [550, '5.4.1 Recipient address rejected: Access denied'],
  [551, 'user not local'],
  [553, '5.1.3 no such form'],
])('an address is given up when the server refuses it itself: %i %s', async (code, words) => {
  const { mailer } = await start({
    hideENHANCEDSTATUSCODES: true,
    ...toRecipient(said(code, words)),
  });
  await expect(mailer.send(message)).rejects.toMatchObject({ responseCode: code, permanent: true });
});

const ofMessage = 'of this message';
const ofSender = 'of the sender';
const ofServer = 'of the server';

it.each([
  ['a full mailbox', ofMessage, toRecipient(said(552, '5.2.2 mailbox full'))],
  ['a full mailbox under another number', ofMessage, toRecipient(said(550, '5.2.2 mailbox full'))],
  ['a mailbox that is full for now', ofMessage, toRecipient(said(452, '4.2.2 mailbox full'))],
  ['a mailbox that is switched off', ofMessage, toRecipient(said(550, '5.2.1 disabled'))],
  ['a rule of the server', ofMessage, toRecipient(said(550, '5.7.1 listed'))],
  ['a relay that wants a log-in', ofSender, toRecipient(said(550, '5.7.0 authenticate first'))],
  ['the same, by its number', ofSender, toRecipient(said(530, 'authenticate first'))],
  ['a server that is not well', ofMessage, toRecipient(said(550, '5.3.0 later'))],
  ['a server that takes nothing now', ofServer, toRecipient(said(451, '4.3.2 not now'))],
  ['a server that goes away', ofServer, toRecipient(said(421, 'too many connections'))],
  ['a server that goes away later', ofServer, toMessage(said(421, 'closing'))],
  ['a sender that is none', ofSender, toRecipient(said(553, '5.1.8 sender unknown'))],
  ['a transaction that failed', ofMessage, toRecipient(said(554, 'no'))],
  ['a sender that is refused', ofSender, toSender(said(550, '5.1.1 no'))],
  ['a message that is refused', ofMessage, toMessage(said(550, '5.1.1 no'))],
])(
  '%s is no fault of the address, which is not given up; it is one %s',
  async (_why, whose, options) => {
    const { mailer, taken } = await start({ hideENHANCEDSTATUSCODES: true, ...options });
    await expect(mailer.send(message)).rejects.toMatchObject({
      name: 'MailNotSent',
      permanent: false,
      aboutMessage: whose === ofMessage,
    });
    expect(taken).toEqual([]);
  },
);

it('a log-in that the server refuses gives no address up', async () => {
  const { mailer } = await start(
    {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(said(535, '5.7.8 wrong')),
    },
    2000,
    { user: 'thaw', pass: 'wrong' },
  );
  await expect(mailer.send(message)).rejects.toMatchObject({
    responseCode: 535,
    permanent: false,
    aboutMessage: false,
  });
});

it('a silent server is given up in time, and that is not permanent', async () => {
  const { mailer } = await start({ onConnect: () => {} }, 300);
  const error = await mailer.send(message).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'MailNotSent', permanent: false, aboutMessage: false });
});
