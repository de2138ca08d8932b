/**
 * API keys that were good when they were last looked at, by hash. A hint and no permission: what such a
 * caller asks for may be begun while its key is looked up anew, and is answered only once it was found.
 */
export interface KnownKeys {
  has(hash: Uint8Array): boolean;
  add(hash: Uint8Array): void;
  forget(hash: Uint8Array): void;
}

/** More than a platform has; whoever has more loses nothing but the hint. */
const keysMax = 100;

export function createKnownKeys(): KnownKeys {
  const known = new Set<string>();
  const name = (hash: Uint8Array) => Buffer.from(hash).toString('base64');
  return {
    has: (hash) => known.has(name(hash)),
    add(hash) {
      if (known.size >= keysMax) known.clear();
      known.add(name(hash));
    },
    forget: (hash) => {
      known.delete(name(hash));
    },
  };
}
