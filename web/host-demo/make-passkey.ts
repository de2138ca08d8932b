/** The browser's own dialog. */

const bytesOf = (base64url: string): Uint8Array<ArrayBuffer> => {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
};

const textOf = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

export const canMakePasskey = () => 'PublicKeyCredential' in globalThis;

/** As the host's answer gives it (WebAuthn, PublicKeyCredentialCreationOptionsJSON). */
export interface CreationOptions {
  readonly challenge: string;
  readonly rp: PublicKeyCredentialRpEntity;
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly pubKeyCredParams: PublicKeyCredentialParameters[];
  readonly timeout?: number;
  readonly excludeCredentials?: readonly { readonly id: string }[];
  readonly authenticatorSelection?: AuthenticatorSelectionCriteria;
}

export type Made =
  | { readonly outcome: 'made'; readonly answer: object }
  /** `here`: this device has a passkey of the account already. */
  | { readonly outcome: 'none' | 'here' };

/** The dialog of some browsers stays until it is answered; `signal` closes it. */
export async function makePasskey(options: CreationOptions, signal: AbortSignal): Promise<Made> {
  const { challenge, user, excludeCredentials = [], ...rest } = options;
  const publicKey: PublicKeyCredentialCreationOptions = {
    ...rest,
    challenge: bytesOf(challenge),
    user: { ...user, id: bytesOf(user.id) },
    excludeCredentials: excludeCredentials.map(({ id }) => ({
      type: 'public-key',
      id: bytesOf(id),
    })),
  };
  try {
    const made = await navigator.credentials.create({ publicKey, signal });
    if (made === null) return { outcome: 'none' };
    const { id, rawId, type, response } = made as PublicKeyCredential;
    const { attestationObject, clientDataJSON, getTransports } =
      response as AuthenticatorAttestationResponse;
    return {
      outcome: 'made',
      answer: {
        id,
        rawId: textOf(rawId),
        type,
        response: {
          clientDataJSON: textOf(clientDataJSON),
          attestationObject: textOf(attestationObject),
          transports: getTransports.call(response),
        },
        clientExtensionResults: {},
      },
    };
  } catch (error) {
    const isHere = error instanceof DOMException && error.name === 'InvalidStateError';
    return { outcome: isHere ? 'here' : 'none' };
  }
}
