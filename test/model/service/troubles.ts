/** Dependencies that are broken for a while, and come back. */

import type { Directory, Mailer, SmsSender } from '../../../src/core/ports.ts';
import type { Trouble } from './host-model.ts';

/** What a client of the host or of a mail server throws where nobody answers. */
export class Away extends Error {
  constructor(who: string) {
    super(`${who} does not answer`);
    this.name = 'Away';
  }
}

export interface Troubles {
  now: Trouble | null;
}

const effects: readonly (keyof Directory)[] = [
  'freeze',
  'unlock',
  'recover',
  'liftRestriction',
  'endSessions',
];

export function troubledHost(directory: Directory, troubles: Troubles): Directory {
  return troubled(directory, async (name, call) => {
    if (troubles.now === 'host_gone') throw new Away('the host');
    const result = await call();
    const isEffect = effects.some((one) => one === name);
    if (troubles.now === 'host_silent' && isEffect) throw new Away('the host');
    return result;
  });
}

export function troubledSender<T extends Mailer | SmsSender>(sender: T, troubles: Troubles): T {
  return troubled(sender, async (_, call) => {
    if (troubles.now === 'mail_down') throw new Away('the mail server');
    return call();
  });
}

function troubled<T extends object>(
  port: T,
  around: (name: string, call: () => Promise<unknown>) => Promise<unknown>,
): T {
  return new Proxy(port, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) =>
        around(String(name), async () => (await Reflect.apply(method, target, args)) as unknown);
    },
  });
}
