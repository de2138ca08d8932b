import type { SmsSender } from '../../core/ports.ts';

export interface SmsGateway {
  /** Takes a POST of JSON; `https:` in production. */
  readonly url: string;
  /** Sent as a bearer token. */
  readonly token: string;
  /** Number or name that the message is from. */
  readonly from: string;
  /** For the whole exchange. */
  readonly timeoutMs: number;
}

/** The gateway did not take the message. `permanent`: sending the same again is of no use. */
export class SmsNotTaken extends Error {
  readonly permanent: boolean;

  /** Neither number nor text are in the message: it is logged. */
  constructor(what: string, options: { readonly permanent: boolean }) {
    super(`the SMS gateway ${what}`);
    this.name = 'SmsNotTaken';
    this.permanent = options.permanent;
  }
}

/** The message itself is refused, e.g. the number is none. Anything else may pass. */
const REFUSED_FOR_GOOD: readonly number[] = [400, 410, 422];

/**
 * Sends by one POST: `{"id", "from", "to", "text"}`, with the message's id as `Idempotency-Key`, so
 * that a message sent again after a lost answer is one message. Redirects are not followed: they would
 * carry the token and the code elsewhere.
 */
export function createHttpSmsSender(gateway: SmsGateway): SmsSender {
  const { hostname, protocol, username } = new URL(gateway.url);
  if (!/^https?:$/.test(protocol) || hostname === '' || username !== '') {
    throw new TypeError('The SMS gateway is an http or https address without credentials.');
  }
  return {
    async send({ messageId, to, text }) {
      const status = await post(gateway, { id: messageId, from: gateway.from, to, text });
      if (status >= 200 && status < 300) return;
      const permanent = REFUSED_FOR_GOOD.includes(status);
      throw new SmsNotTaken(`answered ${status}`, { permanent });
    },
  };
}

interface Posted {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

async function post(gateway: SmsGateway, message: Posted): Promise<number> {
  try {
    const answer = await fetch(gateway.url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(gateway.timeoutMs),
      headers: {
        authorization: `Bearer ${gateway.token}`,
        'content-type': 'application/json',
        'idempotency-key': message.id,
      },
      body: JSON.stringify(message),
    });
    // What it says is not kept, and not waited for.
    await answer.body?.cancel();
    return answer.status;
  } catch {
    throw new SmsNotTaken('did not answer', { permanent: false });
  }
}
