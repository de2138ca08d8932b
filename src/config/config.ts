/** Decides and asserts: from raw words to the configuration that the service runs with. */

import { join, resolve } from 'node:path';
import type { RawConfig } from './env.ts';

export type Mode = 'development' | 'production';

export interface Config {
  readonly mode: Mode;
  readonly port: number;
  readonly dataDir: string;
  /** Origin of Thaw's own pages. */
  readonly baseUrl: string;
  /** Null: the embedded database in the data folder. */
  readonly databaseUrl: string | null;
  readonly serviceName: string;
  readonly returnUrl: string | null;
  readonly policyFile: string;
  readonly operatorKeyFile: string;
  /** The key before it, while the keys of cases are wrapped anew; null: there is none. */
  readonly operatorEarlierKeyFile: string | null;
  readonly masterKeyFile: string;
  /** Where signed heads of the audit log are kept besides the database: best on another machine. */
  readonly auditHeadsFile: string;
  /** Public keys of master keys that were replaced: their heads count on. */
  readonly auditEarlierKeys: readonly string[];
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  /** Relying party of the host's passkeys: the name of our own host, or a parent of it. */
  readonly passkeyRpId: string;
  /** The SMS gateway; null: no SMS can be sent. */
  readonly sms: { readonly url: string; readonly tokenFile: string; readonly from: string } | null;
  /** The receiver of webhooks; null: nothing is sent. */
  readonly webhook: { readonly url: string; readonly secretFile: string } | null;
  readonly trustProxy: boolean | string;
  readonly visionChildren: number;
  /**
   * Facial verifications that are guided at once; those above are recorded and judged afterwards. What a
   * machine can do is printed by `npm run bench -- guided`.
   */
  readonly guidedSessions: number;
  /** Converted models; the same for every data folder. */
  readonly modelCacheDir: string;
  readonly webRoot: string;
  /**
   * What becomes of a face that did not answer the screen's colours: `signal` tells the reviewer,
   * `review` sends the step to one.
   */
  readonly colourResponse: 'signal' | 'review';
  /** `fr_feature`, `dlib_resnet`, or the path of a card (.json) of the operator's own net. */
  readonly faceEmbedder: string;
}

export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n- ${problems.join('\n- ')}`);
    this.name = 'ConfigError';
  }
}

const root = resolve(import.meta.dirname, '../..');

/** Throws `ConfigError` with every problem at once. */
export function decideConfig(raw: RawConfig, mode: Mode): Config {
  const port = numberIn(raw.port, 4100, 0, 65_535);
  const dataDir = resolve(raw.dataDir ?? join(root, '.thaw'));
  const config: Config = {
    mode,
    port: port ?? 0,
    dataDir,
    baseUrl: raw.baseUrl ?? `http://localhost:${port ?? 0}`,
    databaseUrl: raw.databaseUrl ?? null,
    serviceName: raw.serviceName ?? 'Northwind Exchange',
    returnUrl: raw.returnUrl ?? null,
    policyFile: resolve(raw.policyFile ?? join(root, 'policies/default.yaml')),
    operatorKeyFile: resolve(raw.operatorKeyFile ?? join(dataDir, 'operator.key')),
    operatorEarlierKeyFile:
      raw.operatorEarlierKeyFile === undefined ? null : resolve(raw.operatorEarlierKeyFile),
    masterKeyFile: resolve(raw.masterKeyFile ?? join(dataDir, 'master.key')),
    auditHeadsFile: resolve(raw.auditHeadsFile ?? join(dataDir, 'audit-heads.jsonl')),
    auditEarlierKeys: raw.auditEarlierKeys?.split(/[\s,]+/).filter((key) => key !== '') ?? [],
    smtpUrl: raw.smtpUrl ?? null,
    mailFrom: raw.mailFrom ?? 'no-reply@thaw.example',
    passkeyRpId: raw.passkeyRpId ?? hostOf(raw.baseUrl) ?? 'localhost',
    sms: smsOf(raw),
    webhook: webhookOf(raw),
    trustProxy: raw.trustProxy ?? false,
    visionChildren: numberIn(raw.visionChildren, 2, 1, 16) ?? 0,
    guidedSessions: numberIn(raw.guidedSessions, 6, 0, 256) ?? -1,
    modelCacheDir: resolve(raw.modelCacheDir ?? join(root, '.thaw/models')),
    webRoot: join(root, 'web/dist'),
    colourResponse: raw.colourResponse === 'review' ? 'review' : 'signal',
    faceEmbedder: raw.faceEmbedder ?? 'fr_feature',
  };
  const problems = [
    ...(port === null ? ['THAW_PORT is a number from 0 to 65535'] : []),
    ...(config.visionChildren === 0 ? ['THAW_VISION_CHILDREN is a number from 1 to 16'] : []),
    ...(config.guidedSessions < 0 ? ['THAW_GUIDED_SESSIONS is a number from 0 to 256'] : []),
    ...([undefined, 'signal', 'review'].includes(raw.colourResponse)
      ? []
      : ['THAW_COLOUR_RESPONSE is signal or review']),
    ...(URL.canParse(config.baseUrl) ? [] : ['THAW_BASE_URL is a whole URL']),
    ...(config.auditEarlierKeys.every((key) => /^[^\s+]+\+[0-9a-f]{8}\+\S+$/.test(key))
      ? []
      : ['THAW_AUDIT_EARLIER_KEYS are lines of "thaw audit key"']),
    ...passkeyProblems(config),
    ...smsProblems(raw, mode),
    ...webhookProblems(raw, mode),
    ...(mode === 'production' ? productionProblems(raw) : []),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

const hostOf = (url: string | undefined): string | null =>
  url !== undefined && URL.canParse(url) ? new URL(url).hostname : null;

/** Browsers refuse a relying party that the page is no part of (WebAuthn 5.1.4.1). */
function passkeyProblems({ baseUrl, passkeyRpId }: Config): readonly string[] {
  const host = hostOf(baseUrl) ?? '';
  const isPart = host === passkeyRpId || host.endsWith(`.${passkeyRpId}`);
  return isPart ? [] : ['THAW_PASSKEY_RP_ID is the host of THAW_BASE_URL, or a parent of it'];
}

function smsOf({ smsUrl, smsTokenFile, smsFrom }: RawConfig): Config['sms'] {
  if (smsUrl === undefined || smsTokenFile === undefined || smsFrom === undefined) return null;
  return { url: smsUrl, tokenFile: smsTokenFile, from: smsFrom };
}

/** A gateway is configured whole or not at all; codes do not travel in clear. */
function smsProblems(raw: RawConfig, mode: Mode): readonly string[] {
  const given = [raw.smsUrl, raw.smsTokenFile, raw.smsFrom].filter((value) => value !== undefined);
  if (given.length === 0) return [];
  return [
    ...(given.length === 3
      ? []
      : ['THAW_SMS_URL, THAW_SMS_TOKEN_FILE and THAW_SMS_FROM belong together']),
    ...(raw.smsUrl === undefined || URL.canParse(raw.smsUrl)
      ? []
      : ['THAW_SMS_URL is a whole URL']),
    ...(mode === 'production' && raw.smsUrl?.startsWith('https://') === false
      ? ['THAW_SMS_URL must begin with https://']
      : []),
  ];
}

function webhookOf({ webhookUrl, webhookSecretFile }: RawConfig): Config['webhook'] {
  if (webhookUrl === undefined || webhookSecretFile === undefined) return null;
  return { url: webhookUrl, secretFile: webhookSecretFile };
}

/** Half of it would silently send nothing. Which addresses are private the sender knows, at the start. */
function webhookProblems({ webhookUrl, webhookSecretFile }: RawConfig, mode: Mode) {
  const isWhole = (webhookUrl === undefined) === (webhookSecretFile === undefined);
  return [
    ...(isWhole ? [] : ['THAW_WEBHOOK_URL and THAW_WEBHOOK_SECRET_FILE belong together']),
    ...(webhookUrl === undefined || URL.canParse(webhookUrl)
      ? []
      : ['THAW_WEBHOOK_URL is a whole URL']),
    ...(mode === 'production' && webhookUrl?.startsWith('https://') === false
      ? ['THAW_WEBHOOK_URL must begin with https://']
      : []),
  ];
}

/** What development makes up, production must be told. */
function productionProblems(raw: RawConfig): readonly string[] {
  const required: readonly (readonly [string | undefined, string])[] = [
    [raw.baseUrl, 'THAW_BASE_URL: the origin people see'],
    [raw.serviceName, 'THAW_SERVICE_NAME: the name people know'],
    [raw.policyFile, 'THAW_POLICY_FILE: the reviewed policy'],
    [raw.operatorKeyFile, 'THAW_OPERATOR_KEY_FILE: wraps the keys of cases'],
    [raw.masterKeyFile, 'THAW_MASTER_KEY_FILE: derives tokens'],
    [raw.smtpUrl, 'THAW_SMTP_URL: owners must be told'],
    [raw.mailFrom, 'THAW_MAIL_FROM: who the mail is from'],
  ];
  const missing = required.filter(([value]) => value === undefined).map(([, what]) => what);
  const insecure =
    raw.baseUrl?.startsWith('https://') === true
      ? []
      : ['THAW_BASE_URL must begin with https:// (cookies and cameras need it)'];
  return [...missing.map((what) => `missing ${what}`), ...insecure];
}

function numberIn(
  text: string | undefined,
  otherwise: number,
  min: number,
  max: number,
): number | null {
  if (text === undefined) return otherwise;
  const value = Number(text);
  return Number.isInteger(value) && value >= min && value <= max ? value : null;
}
