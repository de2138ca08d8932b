/**
 * Which counters a log-in attempt runs into. Strangers are counted by name and by address, and wait
 * when either is used up; a device that logged in to this account before has a lane of its own, so
 * that nobody can keep an owner out by guessing wrong (OWASP, Device Cookies; ASVS V6.3.1). Pure: the
 * host keeps the counters, raises every lane it is given before it looks at the password, and clears
 * them after a right one.
 */

export interface LoginAttempt {
  /** Canonical login name, known or not: both are counted alike. */
  readonly name: string;
  readonly address: string;
  /** Id of the device, when its cookie belongs to the account of this very name; null for strangers. */
  readonly knownDevice: string | null;
}

export interface Lane {
  readonly kind: 'device' | 'name' | 'address';
  readonly key: string;
}

export function lanesOf({ name, address, knownDevice }: LoginAttempt): readonly Lane[] {
  return knownDevice === null
    ? [
        { kind: 'address', key: address },
        { kind: 'name', key: name },
      ]
    : [{ kind: 'device', key: knownDevice }];
}

/** Attempts a lane allows in one window. By name: far below SP 800-63B 3.2.2, a hundred in a row. */
export const attemptsInLane: Readonly<Record<Lane['kind'], number>> = {
  device: 10,
  name: 60,
  address: 600,
};
