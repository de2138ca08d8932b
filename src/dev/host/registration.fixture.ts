/** What an authenticator with a fresh ES256 key answers when a passkey is made (WebAuthn 6.5, "none"). */

import { createHash, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

export interface Asked {
  readonly challenge: string;
  readonly origin: string;
  readonly rpId?: string;
  /** 0x45: user present, user verified, credential data inside. */
  readonly flags?: number;
  readonly credentialId?: Buffer;
}

const ascii = (text: string) =>
  Buffer.concat([Buffer.from([0x60 | text.length]), Buffer.from(text)]);

/** COSE key of ES256: {1: 2, 3: -7, -1: 1, -2: x, -3: y} (RFC 9052, RFC 9053). */
export function coseKey(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]),
    Buffer.from(x, 'base64url'),
    Buffer.from([0x22, 0x58, 0x20]),
    Buffer.from(y, 'base64url'),
  ]);
}

export function registrationFor(asked: Asked) {
  const { challenge, origin, rpId = 'localhost', flags = 0x45 } = asked;
  const credentialId = asked.credentialId ?? randomBytes(16);
  const client = JSON.stringify({ type: 'webauthn.create', challenge, origin });
  const data = Buffer.concat([
    createHash('sha256').update(rpId).digest(),
    Buffer.from([flags, 0, 0, 0, 0]),
    Buffer.alloc(16),
    Buffer.from([0, credentialId.length]),
    credentialId,
    coseKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey),
  ]);
  const attestation = Buffer.concat([
    Buffer.from([0xa3]),
    ...[ascii('fmt'), ascii('none'), ascii('attStmt'), Buffer.from([0xa0])],
    ...[ascii('authData'), Buffer.from([0x58, data.length]), data],
  ]);
  const id = credentialId.toString('base64url');
  return {
    id,
    rawId: id,
    type: 'public-key',
    response: {
      clientDataJSON: Buffer.from(client).toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    },
    clientExtensionResults: {},
  };
}
