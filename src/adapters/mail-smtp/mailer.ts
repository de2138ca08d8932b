import { createTransport } from 'nodemailer';
import type { Mailer } from '../../core/ports.ts';

export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (port 465). Otherwise STARTTLS, which `requireTls` makes a must. */
  readonly secure?: boolean;
  readonly requireTls?: boolean;
  readonly auth?: { readonly user: string; readonly pass: string };
  /** The service's name and address as people see them. */
  readonly from: { readonly name: string; readonly address: string };
  readonly connectionsMax?: number;
  /** For connecting, greeting and each silence, each. */
  readonly timeoutMs?: number;
}

/**
 * `permanent`: the address itself is refused, so sending to it again is no use. `aboutMessage`: the no was
 * to this address or message. Names no address.
 */
export class MailNotSent extends Error {
  readonly permanent: boolean;
  readonly aboutMessage: boolean;
  readonly responseCode: number | null;

  constructor(why: Pick<MailNotSent, 'responseCode' | 'permanent' | 'aboutMessage'>) {
    const { responseCode, permanent, aboutMessage } = why;
    super(`The mail was not taken: ${responseCode ?? 'no answer'}.`);
    this.name = 'MailNotSent';
    this.responseCode = responseCode;
    this.permanent = permanent;
    this.aboutMessage = aboutMessage;
  }
}

const TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 3;
/** At most ten mails a second, so that a queue that was stopped does not burst. */
const MAILS_PER_SECOND_MAX = 10;
/** One address and nothing else: no list, no name, no line break, no quoting. */
const ADDRESS = /^[^\s@<>()[\],;:\\"\p{C}]{1,64}@[^\s@<>()[\],;:\\"\p{C}]{1,255}$/u;
const MESSAGE_ID = /^[A-Za-z0-9._-]{1,128}$/;

function assertSendable(message: Parameters<Mailer['send']>[0]): void {
  if (!ADDRESS.test(message.to)) {
    throw new MailNotSent({ responseCode: 553, permanent: true, aboutMessage: true });
  }
  if (!MESSAGE_ID.test(message.messageId)) throw new TypeError('A message id is a plain word.');
  if (/\p{C}/u.test(message.subject)) throw new TypeError('A subject is one line of text.');
}

/** RFC 5321 4.2.3: no such mailbox here, or one of a name that cannot be. */
const RECIPIENT_REFUSED: readonly number[] = [550, 551, 553];
/**
 * RFC 3463 3.2: about the address, without the two about the sender's. 5.4.1 is how Exchange Online says
 * that it knows no such recipient. All else (5.2 full or switched off, 5.7 policy) can be mended.
 */
const ABOUT_RECIPIENT = /^5\.(?:0\.0|1\.(?![78]\b)\d{1,2}|4\.1)$/;

/** RFC 4954 6: said in the place of an answer to the recipient. */
const LOG_IN_FIRST: readonly number[] = [530, 535];
/** RFC 3463 3.2 and 3.8: the sender's address, or a log-in that is missing. */
const ABOUT_SENDER = /^[45]\.(?:1\.[78]|7\.0)$/;
/** RFC 5321 4.2.3 and RFC 3463 3.4: it is closing, or takes nothing from anybody just now. */
const GOING_AWAY = 421;
const ABOUT_SERVER = /^4\.3\./;

/** What nodemailer tells of an SMTP answer. */
interface Answered {
  readonly responseCode?: unknown;
  readonly response?: unknown;
  readonly command?: unknown;
}

function notSent(error: unknown): MailNotSent {
  const { responseCode, response, command }: Answered =
    typeof error === 'object' && error !== null ? error : {};
  if (typeof responseCode !== 'number') {
    return new MailNotSent({ responseCode: null, permanent: false, aboutMessage: false });
  }
  const detail = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(String(response))?.[1];
  const permanent =
    command === 'RCPT TO' &&
    RECIPIENT_REFUSED.includes(responseCode) &&
    (detail === undefined || ABOUT_RECIPIENT.test(detail));
  const aboutMessage =
    (command === 'RCPT TO' || command === 'DATA') &&
    responseCode !== GOING_AWAY &&
    !LOG_IN_FIRST.includes(responseCode) &&
    (detail === undefined || !(ABOUT_SENDER.test(detail) || ABOUT_SERVER.test(detail)));
  return new MailNotSent({ responseCode, permanent, aboutMessage });
}

/**
 * Mail over SMTP with pooled connections. `send` resolves when the server has taken the message; the
 * Message-ID is `<messageId@domain of from>`, the same when it is sent again.
 */
export function createSmtpMailer(options: SmtpOptions): Mailer & { close(): void } {
  const timeout = options.timeoutMs ?? TIMEOUT_MS;
  const transport = createTransport({
    pool: true,
    host: options.host,
    port: options.port,
    secure: options.secure ?? false,
    requireTLS: options.requireTls ?? false,
    ...(options.auth === undefined ? {} : { auth: { ...options.auth } }),
    maxConnections: options.connectionsMax ?? CONNECTIONS_MAX,
    rateDelta: 1000,
    rateLimit: MAILS_PER_SECOND_MAX,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = options.from.address.split('@')[1];
  if (domain === undefined) throw new TypeError('The sender needs an address with a domain.');
  return {
    async send(message) {
      assertSendable(message);
      try {
        await transport.sendMail({
          from: { ...options.from },
          to: { name: '', address: message.to },
          messageId: `<${message.messageId}@${domain}>`,
          subject: message.subject,
          text: message.text,
          html: message.html,
          // RFC 3834: out-of-office replies must not answer.
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
      } catch (error) {
        // The server's words may repeat the address; only its number goes on.
        throw notSent(error);
      }
    },
    close: () => transport.close(),
  };
}
