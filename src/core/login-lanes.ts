/**
 * Which counters a log-in attempt runs into, and how long a wrong one makes the next wait. Strangers
 * are counted by name and by address, and wait when either is used up; a device that logged in to this
 * account before has a lane of its own, so that nobody can keep an owner out by guessing wrong (OWASP,
 * Device Cookies; ASVS V6.3.1). Pure: the host keeps the counters, raises every lane it is given before
 * it looks at the password, and clears those of a name and of a device after a right one.
 */

export interface LoginAttempt {
  /** Canonical login name, known or not: both are counted alike. */
  readonly name: string;
  /** What one customer of a network has: an IPv4 address, or the first 64 bits of an IPv6 one. */
  readonly address: string;
  /** Id of the device, when its cookie belongs to the account of this very name; null for strangers. */
  readonly knownDevice: string | null;
}

export interface Lane {
  /** `everywhere`: all strangers together, against one wrong password on each of many names. */
  readonly kind: 'device' | 'name' | 'address' | 'everywhere';
  readonly key: string;
}

/** In the order in which they are raised: what one refuses is not counted in those behind it. */
export function lanesOf({ name, address, knownDevice }: LoginAttempt): readonly Lane[] {
  return knownDevice === null
    ? [
        { kind: 'address', key: address },
        { kind: 'everywhere', key: '' },
        { kind: 'name', key: name },
      ]
    : [{ kind: 'device', key: knownDevice }];
}

/** Attempts that a lane of strangers allows in one window, right or wrong. */
export const attemptsInWindow: Readonly<Record<'address' | 'everywhere', number>> = {
  address: 600,
  everywhere: 6_000,
};

/** Devices of one account that keep a lane; one more and the oldest is a stranger again. */
export const knownDevicesMax = 4;

const freeTries = 4;
const firstWaitSeconds = 30;
const longestWaitSeconds = 3_600;

/** Seconds to wait after the first, the second, ... wrong try in a row; after the last the lane is shut. */
function waitsOf(triesMax: number): readonly number[] {
  return Array.from({ length: triesMax }, (_, index) =>
    index < freeTries
      ? 0
      : Math.min(longestWaitSeconds, firstWaitSeconds * 2 ** (index - freeTries)),
  );
}

/**
 * Wrong passwords in a row, by lane. Together at most a hundred for one account, whatever strangers,
 * all its devices and somebody at an open session do (SP 800-63B-4 3.2.2): 60 + 4 * 8 + 8.
 */
export const waitsInLane: Readonly<Record<'device' | 'name' | 'session', readonly number[]>> = {
  device: waitsOf(8),
  name: waitsOf(60),
  session: waitsOf(8),
};
