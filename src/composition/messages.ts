/** The ways out: mail, SMS and webhooks, from the configuration. */

import { readFile } from 'node:fs/promises';
import { createSmtpMailer } from '../adapters/mail-smtp/mailer.ts';
import { mailTemplate, renderMail, renderSms } from '../adapters/mail-texts/render.ts';
import { createHttpSmsSender } from '../adapters/sms-http/sms.ts';
import { postWebhook, refusalOf, signWebhook } from '../adapters/webhooks/post-webhook.ts';
import type { App } from '../app/app.ts';
import type { MessageTexts } from '../app/messages.ts';
import { type Config, ConfigError } from '../config/config.ts';
import { ThawError } from '../core/errors.ts';
import type { Mailer, SmsSender } from '../core/ports.ts';

/** A receiver of webhooks; `private`: it may stand on an address of the operator's own network. */
export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
  readonly private: boolean;
}

export function createMailer(config: Config): Mailer {
  if (config.smtpUrl === null) throw new Error('THAW_SMTP_URL is missing: owners must be told.');
  const url = new URL(config.smtpUrl);
  const secure = url.protocol === 'smtps:';
  return createSmtpMailer({
    host: url.hostname,
    port: Number(url.port || (secure ? 465 : 587)),
    secure,
    requireTls: config.mode === 'production',
    ...(url.username === ''
      ? {}
      : {
          auth: {
            user: decodeURIComponent(url.username),
            pass: decodeURIComponent(url.password),
          },
        }),
    from: { name: config.serviceName, address: config.mailFrom },
  });
}

async function readSecret(variable: string, file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new ConfigError([`${variable} names a file that cannot be read (${code}): ${file}`]);
  }
}

/** Shorter than the lock of the job that sends. */
const smsTimeoutMs = 10_000;

/** Null where no gateway is configured. */
export async function createSms(config: Config): Promise<SmsSender | null> {
  if (config.sms === null) return null;
  const { url, tokenFile, from } = config.sms;
  const token = await readSecret('THAW_SMS_TOKEN_FILE', tokenFile);
  return createHttpSmsSender({ url, token, from, timeoutMs: smsTimeoutMs });
}

export function createTexts(): MessageTexts {
  return {
    mail: (template, locale, params) => {
      const known = mailTemplate(template);
      if (known === null) throw new ThawError('internal', `no mail text ${template}`);
      return renderMail(known, locale, params);
    },
    sms: (template, locale, params) => renderSms(template, locale, params),
  };
}

export async function createWebhooks(
  config: Config,
  override?: WebhookTarget,
): Promise<App['webhooks']> {
  const target = override ?? (await configuredWebhook(config));
  if (target === null) return null;
  return {
    send: (message) =>
      postWebhook({
        url: target.url,
        secrets: [target.secret],
        timeoutMs: 15_000,
        allowPrivateAddresses: target.private,
        ...message,
      }),
  };
}

async function configuredWebhook(config: Config) {
  if (config.webhook === null) return null;
  const { url, secretFile } = config.webhook;
  const secret = await readSecret('THAW_WEBHOOK_SECRET_FILE', secretFile);
  const refusal = refusalOf({ url, allowPrivateAddresses: false });
  const problems = [
    ...(refusal === null ? [] : [refusals[refusal]]),
    ...(signs(secret) ? [] : ['THAW_WEBHOOK_SECRET_FILE holds no secret: whsec_ and base64']),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return { url, secret, private: false };
}

/** Neither names the URL: it may hold a secret. */
const refusals = {
  refused_url: 'THAW_WEBHOOK_URL begins with https:// and holds no user and no password',
  refused_address: 'THAW_WEBHOOK_URL is on the open Internet, not on a private or local address',
} as const;

function signs(secret: string): boolean {
  try {
    signWebhook({ secrets: [secret], id: 'start', timestamp: new Date(0), body: '' });
    return /^whsec_[A-Za-z0-9+/]{16,}={0,2}$/.test(secret);
  } catch {
    return false;
  }
}
