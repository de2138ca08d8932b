/**
 * `thaw key ...`, `thaw staff ...` and `thaw session ...`: who may call the service, who may review, and
 * who is in. What is secret is
 * made here, said once, and stored as a hash; the audit log names ids, never people.
 */

import {
  type Command,
  CommandRefused,
  type CommandResult,
  type Commands,
  takeOption,
  wordsOf,
} from './command-line.ts';
import type { SessionKind, Stores } from './stores.ts';
import type { StaffRow } from './stores-work.ts';

export interface AccessSources {
  inTransaction<T>(work: (tx: Stores) => Promise<T>): Promise<T>;
  newId(): string;
  /** As many letters and digits as nobody can guess. */
  newSecret(): string;
  hashToken(token: string): Uint8Array;
  hashPassword(password: string): Promise<string>;
}

const actor = { type: 'system' } as const;
const done = (...lines: readonly string[]): CommandResult => ({ ok: true, lines });
const sayOnce = 'It is said this once and stored nowhere: keep it now.';

type InTransaction = Pick<AccessSources, 'inTransaction'>;

/** Everything of a kind, a line each. */
function listing(
  sources: InTransaction,
  usage: string,
  lines: (tx: Stores) => Promise<readonly (readonly string[])[]>,
): Command {
  return async (args) => {
    wordsOf(args, usage, 0);
    const listed = await sources.inTransaction(lines);
    return done(...listed.map((words) => words.join('  ')));
  };
}

export function keyCommands(sources: AccessSources): Commands {
  return {
    async add(args) {
      const usage = 'key add NAME';
      const [name] = wordsOf(args, usage, 1);
      if (name === undefined) throw new CommandRefused(`For which system? thaw ${usage}`);
      requireShort(name);
      const id = sources.newId();
      const key = `thaw_key_${sources.newSecret()}`;
      await sources.inTransaction(async (tx) => {
        await tx.access.putApiKey({ id, name, hash: sources.hashToken(key) });
        await tx.audit.add({ actor, action: 'api_key.added', detail: { key: id } });
      });
      return done(`${id}  ${name}`, key, sayOnce);
    },
    list: listing(sources, 'key list', async (tx) =>
      (await tx.access.apiKeys()).map(({ id, name, createdAt, revokedAt }) => [
        id,
        createdAt,
        revokedAt === null ? 'good' : `revoked ${revokedAt}`,
        name,
      ]),
    ),
    async revoke(args) {
      const usage = 'key revoke ID';
      const [id] = wordsOf(args, usage, 1);
      if (id === undefined) throw new CommandRefused(`Which key? thaw ${usage}`);
      return sources.inTransaction(async (tx) => {
        if (!(await tx.access.revokeApiKey(id))) {
          throw new CommandRefused('There is no such key, or it is revoked: thaw key list');
        }
        await tx.audit.add({ actor, action: 'api_key.revoked', detail: { key: id } });
        return done(`${id} is revoked: the next request with it is refused.`);
      });
    },
  };
}

const roles = ['reviewer', 'lead'] as const;

export function staffCommands(sources: AccessSources): Commands {
  return {
    async add(args) {
      const usage = 'staff add EMAIL NAME [reviewer|lead]';
      const [email, name, word = 'reviewer'] = wordsOf(args, usage, 3);
      if (email === undefined || name === undefined) throw new CommandRefused(`Who? thaw ${usage}`);
      const role = roles.find((one) => one === word);
      if (role === undefined) throw new CommandRefused(`A role is reviewer or lead: thaw ${usage}`);
      if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new CommandRefused(`${email} is no address.`);
      requireShort(email);
      requireShort(name);
      const password = sources.newSecret();
      const passwordHash = await sources.hashPassword(password);
      const id = sources.newId();
      await sources.inTransaction(async (tx) => {
        await tx.access.putStaff({ id, email, name, role, passwordHash });
        const stored = await tx.access.staffMember(email);
        if (stored?.id !== id) {
          throw new CommandRefused(`${email} is there already: thaw staff list`);
        }
        await tx.audit.add({ actor, action: 'staff.added', detail: { staff: id, role } });
      });
      return done(`${email}  ${role}`, password, sayOnce);
    },
    list: listing(sources, 'staff list', async (tx) =>
      (await tx.access.staff()).map(({ disabledAt, email, name, role }) => [
        email,
        role,
        disabledAt === null ? 'in' : `out ${disabledAt}`,
        name,
      ]),
    ),
    async password(args) {
      const password = sources.newSecret();
      const passwordHash = await sources.hashPassword(password);
      await change(args, 'staff password EMAIL', 'staff.password_set', (tx, { id }) =>
        tx.access.setStaffPassword(id, passwordHash),
      );
      return done(password, sayOnce);
    },
    async disable(args) {
      const email = await change(args, 'staff disable EMAIL', 'staff.disabled', (tx, { id }) =>
        tx.access.disableStaff(id),
      );
      return done(`${email} is out; what they were reviewing is free in twenty minutes.`);
    },
  };

  /** Sessions end with it: whoever had the old password is out. */
  async function change(
    args: readonly string[],
    usage: string,
    action: string,
    work: (tx: Stores, staff: StaffRow) => Promise<void>,
  ): Promise<string> {
    const [email] = wordsOf(args, usage, 1);
    if (email === undefined) throw new CommandRefused(`Who? thaw ${usage}`);
    await sources.inTransaction(async (tx) => {
      const staff = await tx.access.staffByEmail(email);
      if (staff === null) throw new CommandRefused(`Nobody is in by ${email}: thaw staff list`);
      await work(tx, staff);
      await tx.sessions.endForStaff(staff.id);
      await tx.audit.add({ actor, action, detail: { staff: staff.id } });
    });
    return email;
  }
}

function requireShort(word: string): void {
  if (word.length > 200 || /\p{C}/u.test(word)) {
    throw new CommandRefused('A name has at most 200 characters, in one line.');
  }
}

const sessionKinds: readonly SessionKind[] = ['person', 'phone', 'staff'];

/** After a leak: whoever holds a session holds nothing, and the honest ones come in anew. */
export function sessionCommands(sources: InTransaction): Commands {
  return {
    async 'end-all'(args) {
      const usage = 'session end-all [--only person|phone|staff]';
      const { values, rest } = takeOption(args, '--only');
      wordsOf(rest, usage, 0);
      const kinds = values.length === 0 ? sessionKinds : values.map(kindNamed);
      return sources.inTransaction(async (tx) => {
        const sessions = await tx.sessions.endAll(kinds);
        const detail = { kinds: [...kinds], sessions };
        await tx.audit.add({ actor, action: 'sessions.ended', detail });
        return done(`${sessions} sessions (${kinds.join(', ')}) are ended.`);
      });
    },
  };
}

function kindNamed(word: string): SessionKind {
  const kind = sessionKinds.find((one) => one === word);
  if (kind === undefined) throw new CommandRefused(`--only takes ${sessionKinds.join(', ')}.`);
  return kind;
}
