/** Reads the environment, and decides nothing. The only file that may. */

export type Environment = Readonly<Record<string, string | undefined>>;

export interface RawConfig {
  readonly port: string | undefined;
  readonly dataDir: string | undefined;
  readonly baseUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly serviceName: string | undefined;
  readonly returnUrl: string | undefined;
  readonly policyFile: string | undefined;
  readonly operatorKeyFile: string | undefined;
  readonly operatorEarlierKeyFile: string | undefined;
  readonly masterKeyFile: string | undefined;
  readonly auditHeadsFile: string | undefined;
  readonly auditEarlierKeys: string | undefined;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string | undefined;
  readonly passkeyRpId: string | undefined;
  readonly smsUrl: string | undefined;
  readonly smsTokenFile: string | undefined;
  readonly smsFrom: string | undefined;
  readonly webhookUrl: string | undefined;
  readonly webhookSecretFile: string | undefined;
  readonly trustProxy: string | undefined;
  readonly visionChildren: string | undefined;
  readonly guidedSessions: string | undefined;
  readonly modelCacheDir: string | undefined;
  readonly colourResponse: string | undefined;
  readonly faceEmbedder: string | undefined;
}

export function readEnvironment(env: Environment = process.env): RawConfig {
  return {
    port: env['THAW_PORT'],
    dataDir: env['THAW_DATA_DIR'],
    baseUrl: env['THAW_BASE_URL'],
    databaseUrl: env['THAW_DATABASE_URL'],
    serviceName: env['THAW_SERVICE_NAME'],
    returnUrl: env['THAW_RETURN_URL'],
    policyFile: env['THAW_POLICY_FILE'],
    operatorKeyFile: env['THAW_OPERATOR_KEY_FILE'],
    operatorEarlierKeyFile: env['THAW_OPERATOR_EARLIER_KEY_FILE'],
    masterKeyFile: env['THAW_MASTER_KEY_FILE'],
    auditEarlierKeys: env['THAW_AUDIT_EARLIER_KEYS'],
    auditHeadsFile: env['THAW_AUDIT_HEADS_FILE'],
    smtpUrl: env['THAW_SMTP_URL'],
    mailFrom: env['THAW_MAIL_FROM'],
    passkeyRpId: env['THAW_PASSKEY_RP_ID'],
    smsUrl: env['THAW_SMS_URL'],
    smsTokenFile: env['THAW_SMS_TOKEN_FILE'],
    smsFrom: env['THAW_SMS_FROM'],
    webhookUrl: env['THAW_WEBHOOK_URL'],
    webhookSecretFile: env['THAW_WEBHOOK_SECRET_FILE'],
    trustProxy: env['THAW_TRUST_PROXY'],
    visionChildren: env['THAW_VISION_CHILDREN'],
    guidedSessions: env['THAW_GUIDED_SESSIONS'],
    modelCacheDir: env['THAW_MODEL_CACHE_DIR'],
    colourResponse: env['THAW_COLOUR_RESPONSE'],
    faceEmbedder: env['THAW_FACE_EMBEDDER'],
  };
}
