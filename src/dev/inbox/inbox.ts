import type { AddressInfo } from 'node:net';
import type { Pool } from 'pg';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';

const MAIL_BYTES_MAX = 1024 * 1024;
const SILENCE_MS_MAX = 20_000;
const RECIPIENTS_MAX = 20;

async function readAll(stream: SMTPServerDataStream): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const part = chunk as Buffer;
    bytes += part.byteLength;
    // The rest is read and dropped: the protocol needs the end of the data before the answer.
    if (bytes <= MAIL_BYTES_MAX) chunks.push(part);
  }
  return bytes <= MAIL_BYTES_MAX ? Buffer.concat(chunks) : null;
}

async function keep(pool: Pool, raw: Buffer, recipients: readonly string[]): Promise<void> {
  const mail = await PostalMime.parse(raw);
  for (const to of recipients) {
    await pool.query(
      `insert into dev.mails (envelope_to, message_id, subject, text_body, html_body)
       values ($1, $2, $3, $4, $5)`,
      [to, mail.messageId ?? null, mail.subject ?? '', mail.text ?? '', mail.html ?? ''],
    );
  }
}

function answer(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

/** Catches every mail sent to it over SMTP and keeps it in `dev.mails`; nothing goes any further. */
export async function startInbox(options: {
  readonly pool: Pool;
  /** 0 picks one. */
  readonly port: number;
}): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    size: MAIL_BYTES_MAX,
    socketTimeout: SILENCE_MS_MAX,
    onRcptTo(_address, session, done) {
      const isFull = session.envelope.rcptTo.length >= RECIPIENTS_MAX;
      done(isFull ? answer(452, 'Too many recipients') : null);
    },
    onData(stream, session, done) {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      readAll(stream)
        .then(async (raw) => {
          if (raw === null) return done(answer(552, 'The mail is too large'));
          await keep(options.pool, raw, recipients);
          return done();
        })
        .catch(() => done(answer(451, 'The mail could not be kept')));
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}
