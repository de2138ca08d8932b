import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { PasskeyRecord, Passkeys } from '../../core/ports.ts';

/**
 * `rpId`: what the host's passkeys are bound to, the host of `origin` or a parent of it. A passkey that
 * answers anything but this challenge, on this origin, with its user verified, is refused.
 */
export function createPasskeys(options: {
  readonly rpId: string;
  readonly origin: string;
}): Passkeys {
  const { origin, rpId } = options;
  return {
    rpId,
    async verify({ answer, challenge, record }) {
      // Loaded with the first passkey: it takes 15 MB, and many services never meet one.
      const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
      try {
        const { verified } = await verifyAuthenticationResponse({
          response: answer as unknown as AuthenticationResponseJSON,
          expectedChallenge: challenge,
          expectedOrigin: origin,
          expectedRPID: rpId,
          credential: credentialOf(record),
          requireUserVerification: true,
        });
        return verified;
      } catch {
        // The library throws for whatever does not fit; which it was is nobody's business.
        return false;
      }
    },
  };
}

function credentialOf({ credentialId, publicKey, counter }: PasskeyRecord) {
  return { id: credentialId, publicKey: new Uint8Array(publicKey), counter };
}
