import type { PasskeyChallenge } from '../../src/core/wire-codes.ts';

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function textOf(bytes: ArrayBuffer): string {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The browser's own dialog. null: the person closed it, or there is no passkey here. */
export async function askPasskey(begun: PasskeyChallenge): Promise<object | null> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    challenge: bytesOf(begun.challenge),
    rpId: begun.rpId,
    allowCredentials: begun.allow.map(({ id, transports }) => ({
      type: 'public-key',
      id: bytesOf(id),
      transports: transports as AuthenticatorTransport[],
    })),
    userVerification: 'required',
    timeout: begun.seconds * 1000,
  };
  const found = await navigator.credentials.get({ publicKey }).catch(() => null);
  if (found === null) return null;
  const { id, rawId, type, response } = found as PublicKeyCredential;
  const { clientDataJSON, authenticatorData, signature } =
    response as AuthenticatorAssertionResponse;
  return {
    id,
    rawId: textOf(rawId),
    type,
    response: {
      clientDataJSON: textOf(clientDataJSON),
      authenticatorData: textOf(authenticatorData),
      signature: textOf(signature),
    },
  };
}
