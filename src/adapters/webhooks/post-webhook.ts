import { lookup } from 'node:dns/promises';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { isPublicAddress } from './public-address.ts';

export interface WebhookPost {
  readonly url: string;
  /** `whsec_...`; while secrets change both sign. */
  readonly secrets: readonly string[];
  /** `webhook-id`: the same when it is sent again. */
  readonly id: string;
  /** Real time of this attempt; receivers refuse more than five minutes of difference. */
  readonly timestamp: Date;
  /** Sent and signed as these very bytes. */
  readonly body: string;
  /** For the whole exchange. */
  readonly timeoutMs: number;
  /** Development only: also lets `http:` through. */
  readonly allowPrivateAddresses: boolean;
}

/**
 * Why a webhook was not taken, as the log may say it. The first two are our own refusal, before anything
 * was sent: `refused_url` for the scheme or credentials, `refused_address` for an address that is not on
 * the open Internet.
 */
export type WebhookFailure =
  | 'refused_url'
  | 'refused_address'
  | 'dns'
  | 'unreachable'
  | 'tls'
  | 'timeout'
  | 'status';

export interface WebhookResult {
  /** The receiver answered 2xx. */
  readonly ok: boolean;
  /** Null when there was no answer. */
  readonly status: number | null;
  readonly failure: WebhookFailure | null;
  /** From `Retry-After` in seconds, where the receiver gave one. */
  readonly retryAfterSeconds: number | null;
}

const ANSWER_BYTES_MAX = 64 * 1024;
const RETRY_AFTER_SECONDS_MAX = 24 * 3600;

/** `v1,...` for each secret, parted by spaces (Standard Webhooks). A full stop would break the message. */
export function signWebhook(
  post: Pick<WebhookPost, 'secrets' | 'id' | 'timestamp' | 'body'>,
): Readonly<Record<string, string>> {
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(post.id)) throw new TypeError('A webhook id is a plain word.');
  if (post.secrets.length === 0) throw new TypeError('A webhook needs a secret.');
  const signatures = post.secrets.map((secret) =>
    new Webhook(secret).sign(post.id, post.timestamp, post.body),
  );
  return {
    'webhook-id': post.id,
    'webhook-timestamp': String(Math.floor(post.timestamp.getTime() / 1000)),
    'webhook-signature': signatures.join(' '),
  };
}

function failed(failure: WebhookFailure): WebhookResult {
  return { ok: false, status: null, failure, retryAfterSeconds: null };
}

type Target = Pick<WebhookPost, 'url' | 'allowPrivateAddresses'>;

function parseUrl(target: Target): URL | null {
  if (!URL.canParse(target.url)) return null;
  const url = new URL(target.url);
  const scheme =
    url.protocol === 'https:' || (target.allowPrivateAddresses && url.protocol === 'http:');
  return scheme && url.username === '' && url.password === '' ? url : null;
}

const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/**
 * What every sending would refuse by the URL alone, so that a start can: null where nothing is wrong with
 * it. What a name stands for is looked up at each sending; `localhost` always means this machine (RFC 6761).
 */
export function refusalOf(target: Target): 'refused_url' | 'refused_address' | null {
  const url = parseUrl(target);
  if (url === null) return 'refused_url';
  if (target.allowPrivateAddresses) return null;
  const host = bareHost(url).replace(/\.$/, '');
  const isLocal = host === 'localhost' || host.endsWith('.localhost');
  return isLocal || (isIP(host) !== 0 && !isPublicAddress(host)) ? 'refused_address' : null;
}

interface Pinned {
  readonly address: string;
  readonly family: 4 | 6;
}

/** The address that will be connected to; looked up now, so a name cannot change after the check. */
async function pin(url: URL, allowPrivate: boolean): Promise<Pinned | 'dns' | 'refused_address'> {
  const host = bareHost(url);
  const literal = isIP(host);
  const found =
    literal === 0
      ? await lookup(host, { all: true }).catch(() => [])
      : [{ address: host, family: literal }];
  const first = found[0];
  if (first === undefined) return 'dns';
  // One private address among public ones is a trap, not an accident.
  if (!allowPrivate && !found.every(({ address }) => isPublicAddress(address))) {
    return 'refused_address';
  }
  return { address: first.address, family: first.family === 6 ? 6 : 4 };
}

function retryAfter(answer: IncomingMessage): number | null {
  const seconds = Number(answer.headers['retry-after']);
  if (!Number.isInteger(seconds) || seconds < 0) return null;
  return Math.min(seconds, RETRY_AFTER_SECONDS_MAX);
}

/** Resolves at the end of the answer or when it grows too long; what it says is not kept. */
async function drain(answer: IncomingMessage): Promise<void> {
  let bytes = 0;
  for await (const chunk of answer) {
    bytes += (chunk as Uint8Array).byteLength;
    if (bytes > ANSWER_BYTES_MAX) break;
  }
  answer.destroy();
}

function open(url: URL, pinned: Pinned, post: WebhookPost, signal: AbortSignal): ClientRequest {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const body = Buffer.from(post.body, 'utf8');
  const opened = request(url, {
    method: 'POST',
    signal,
    // No connection is shared: each is made to the address that was just checked.
    agent: false,
    family: pinned.family,
    lookup: (_host, options, done) => {
      if (options.all === true) done(null, [pinned]);
      else done(null, pinned.address, pinned.family);
    },
    headers: {
      'content-type': 'application/json',
      'content-length': body.byteLength,
      'user-agent': 'Thaw-Webhooks/1',
      ...signWebhook(post),
    },
  });
  opened.end(body);
  return opened;
}

/** Redirects are not followed: any answer but 2xx is a failure (Standard Webhooks). */
async function exchange(request: ClientRequest): Promise<WebhookResult> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
  });
  // A reset in mid-answer must not end the process.
  request.on('error', () => {});
  await drain(answer);
  const status = answer.statusCode ?? 0;
  const ok = status >= 200 && status < 300;
  return { ok, status, failure: ok ? null : 'status', retryAfterSeconds: retryAfter(answer) };
}

/** A certificate that ran out or names somebody else is for people to mend, and waits for nobody. */
function brokenBy(error: unknown): 'tls' | 'unreachable' {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /CERT|TLS|SSL|SIGNATURE|EPROTO/.test(code) ? 'tls' : 'unreachable';
}

/** Sends one webhook once. Never rejects for what the network or the receiver does. */
export async function postWebhook(post: WebhookPost): Promise<WebhookResult> {
  const url = parseUrl(post);
  if (url === null) return failed('refused_url');
  const signal = AbortSignal.timeout(post.timeoutMs);
  const late = new Promise<'late'>((resolve) => {
    signal.addEventListener('abort', () => resolve('late'), { once: true });
  });
  const pinned = await Promise.race([pin(url, post.allowPrivateAddresses), late]);
  if (pinned === 'late') return failed('timeout');
  if (typeof pinned === 'string') return failed(pinned);
  const request = open(url, pinned, post, signal);
  try {
    return await exchange(request);
  } catch (error) {
    return failed(signal.aborted ? 'timeout' : brokenBy(error));
  } finally {
    request.destroy();
  }
}
