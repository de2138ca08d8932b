/** The operator's key from the configuration, with the one before it while that one is still needed. */

import { createKeyRing } from '../adapters/keys/key-ring.ts';
import { type KeyName, loadOrCreateKey } from '../adapters/keys/operator-key.ts';
import type { Config } from '../config/config.ts';
import type { KeyRing } from '../core/ports.ts';

export type ReadKey = (what: KeyName, file: string) => Uint8Array;

export function openKeyRing(config: Config, key: ReadKey = keysOf(config)): KeyRing {
  const { operatorEarlierKeyFile: earlier } = config;
  return createKeyRing({
    operatorKey: key('operator', config.operatorKeyFile),
    earlierKeys: earlier === null ? [] : [key('earlier operator', earlier)],
  });
}

/** Development makes its keys; one that was replaced must have been there. */
export function keysOf(config: Config): ReadKey {
  return (what, file) =>
    loadOrCreateKey(what, file, {
      mayCreate: config.mode === 'development' && what !== 'earlier operator',
    });
}
