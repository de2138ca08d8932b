import { describe, expect, it } from 'vitest';
import type { Directory } from '../../src/core/ports.ts';

export interface DirectoryUnderTest {
  readonly directory: Directory;
  /** Makes an account that is not frozen and answers its id. */
  createAccount(): Promise<string>;
  /** Logs in: a session that freezing and unlocking must end. */
  startSession(accountId: string): Promise<void>;
  countSessions(accountId: string): Promise<number>;
  restrictions(accountId: string): Promise<readonly { kind: string; until: string }[]>;
}

const inHours = (hours: number) => new Date(Date.now() + hours * 3600_000).toISOString();

/** What every directory must do. `open` gives a host with the means to look inside. */
export function directoryContract(name: string, open: () => Promise<DirectoryUnderTest>): void {
  const freeze = async (
    host: DirectoryUnderTest,
    accountId: string,
    key: string = crypto.randomUUID(),
  ) => await host.directory.freeze({ accountId, cause: 'self', by: 'person', key });

  describe(`${name} keeps the contract of a directory`, () => {
    it('knows the freeze that holds, and no account that is not there', async () => {
      const host = await open();
      const accountId = await host.createAccount();
      expect((await host.directory.find(accountId))?.lock).toBeNull();
      const lock = await freeze(host, accountId);
      expect((await host.directory.find(accountId))?.lock).toEqual(lock);
      expect(await host.directory.find('nobody')).toBeNull();
    });

    it('an account without its history is the same in all it holds', async () => {
      const host = await open();
      const accountId = await host.createAccount();
      const lock = await freeze(host, accountId);
      const account = await host.directory.account(accountId);
      expect(account?.lock).toEqual(lock);
      expect(await host.directory.find(accountId)).toMatchObject(account ?? { accountId: '' });
      expect(await host.directory.account('nobody')).toBeNull();
    });

    it('freezing ends the sessions; every new freeze has another id', async () => {
      const host = await open();
      const accountId = await host.createAccount();
      await host.startSession(accountId);
      const first = await freeze(host, accountId);
      expect(await host.countSessions(accountId)).toBe(0);
      const second = await freeze(host, accountId);
      expect(second.freezeId).not.toBe(first.freezeId);
      expect((await host.directory.find(accountId))?.lock).toEqual(second);
    });

    it('an effect asked again with its key happens once and answers the same', async () => {
      const host = await open();
      const accountId = await host.createAccount();
      const again = Array.from({ length: 8 }, () => freeze(host, accountId, `${accountId}-freeze`));
      const locks = await Promise.all(again);
      expect(new Set(locks.map((lock) => lock.freezeId)).size).toBe(1);
      const request = {
        accountId,
        freezeId: locks[0]?.freezeId ?? '',
        restrictions: [{ kind: 'withdrawals', hours: 48, until: inHours(48) }],
        key: `${accountId}-unlock`,
      };
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => host.directory.unlock(request)),
      );
      expect(answers).toMatchObject(Array.from({ length: 8 }, () => ({ outcome: 'unlocked' })));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(await host.restrictions(accountId)).toEqual([
        { kind: 'withdrawals', until: request.restrictions[0]?.until },
      ]);
    });

    it('frozen again an account counts as frozen since the first of them; thawed between, anew', async () => {
      const host = await open();
      const accountId = await host.createAccount();
      const first = await freeze(host, accountId);
      const second = await freeze(host, accountId);
      expect(second.frozenSince).toBe(first.since);
      const { freezeId } = second;
      const key = crypto.randomUUID();
      await host.directory.unlock({ accountId, freezeId, restrictions: [], key });
      const third = await freeze(host, accountId);
      expect(third.frozenSince ?? third.since).toBe(third.since);
      expect((await host.directory.find(accountId))?.lock).toEqual(third);
    });

    it('a thaw asked for again with later limits answers those that were set', async () => {
      const host = await open();
      const accountId = await host.createAccount();
      const { freezeId } = await freeze(host, accountId);
      const key = crypto.randomUUID();
      const unlock = (hours: number) =>
        host.directory.unlock({
          accountId,
          freezeId,
          restrictions: [{ kind: 'withdrawals', hours: 48, until: inHours(hours) }],
          key,
        });
      await unlock(48);
      const again = await unlock(58);
      const set = await host.restrictions(accountId);
      // A host that does not say which it set has nothing wrong said for it.
      expect(again.limits ?? set).toEqual(set);
    });

    it('unlocking thaws, restricts and ends sessions', async () => {
      const host = await open();
      const accountId = await host.createAccount();
      const { freezeId } = await freeze(host, accountId);
      await host.startSession(accountId);
      const until = inHours(48);
      const outcome = await host.directory.unlock({
        accountId,
        freezeId,
        restrictions: [{ kind: 'withdrawals', hours: 48, until }],
        key: crypto.randomUUID(),
      });
      expect(outcome).toMatchObject({ outcome: 'unlocked' });
      // Who says what is asked at the next log-in says it in Thaw's own words.
      const known = ['password', 'second_factor'];
      for (const demand of outcome.demands ?? []) expect(known).toContain(demand);
      expect((await host.directory.find(accountId))?.lock).toBeNull();
      expect(await host.countSessions(accountId)).toBe(0);
      expect(await host.restrictions(accountId)).toEqual([{ kind: 'withdrawals', until }]);
    });

    it('an approval of an older freeze does not thaw a newer one', async () => {
      const host = await open();
      const accountId = await host.createAccount();
      const older = await freeze(host, accountId);
      const newer = await freeze(host, accountId);
      const unlock = (freezeId: string, id = accountId) =>
        host.directory.unlock({
          accountId: id,
          freezeId,
          restrictions: [],
          key: crypto.randomUUID(),
        });
      expect(await unlock(older.freezeId)).toEqual({ outcome: 'newer_freeze' });
      expect((await host.directory.find(accountId))?.lock).toEqual(newer);
      expect(await unlock('not an id')).toEqual({ outcome: 'newer_freeze' });
      expect(await unlock(newer.freezeId, 'nobody')).toEqual({ outcome: 'not_found' });
    });

    it('a freeze and an unlock at once leave either a thawed account or the newer freeze', async () => {
      const host = await open();
      for (let round = 0; round < 10; round += 1) {
        const accountId = await host.createAccount();
        const older = await freeze(host, accountId);
        const [newer] = await Promise.all([
          freeze(host, accountId),
          host.directory.unlock({
            accountId,
            freezeId: older.freezeId,
            restrictions: [],
            key: crypto.randomUUID(),
          }),
        ]);
        expect((await host.directory.find(accountId))?.lock).toEqual(newer);
      }
    });

    it('lifting ends a restriction that is due', async () => {
      const host = await open();
      const accountId = await host.createAccount();
      const { freezeId } = await freeze(host, accountId);
      const key = crypto.randomUUID();
      const restrictions = [{ kind: 'withdrawals', hours: 0, until: inHours(-1) }];
      await host.directory.unlock({ accountId, freezeId, restrictions, key });
      await host.directory.liftRestriction({
        accountId,
        kind: 'withdrawals',
        key: crypto.randomUUID(),
      });
      expect(await host.restrictions(accountId)).toEqual([]);
    });

    it('what was lost is reset once, and a frozen account is thawed with it', async () => {
      const host = await open();
      const accountId = await host.createAccount();
      const { freezeId } = await freeze(host, accountId);
      await host.startSession(accountId);
      const until = inHours(72);
      const request = {
        accountId,
        freezeId,
        factors: ['sms', 'totp'] as const,
        restrictions: [{ kind: 'withdrawals', hours: 72, until }],
        key: `${accountId}-recover`,
      };
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => host.directory.recover(request)),
      );
      expect(answers).toMatchObject(Array.from({ length: 8 }, () => ({ outcome: 'recovered' })));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      const after = await host.directory.find(accountId);
      expect(after?.lock).toBeNull();
      expect([...(after?.factorsBound ?? []), ...(after?.factorsLost ?? [])]).not.toContain('sms');
      expect(await host.restrictions(accountId)).toEqual([{ kind: 'withdrawals', until }]);
      expect(await host.countSessions(accountId)).toBe(0);
    });

    it('a reset approved before a freeze does nothing after it', async () => {
      const host = await open();
      const accountId = await host.createAccount();
      const reset = (freezeId: string | null, id = accountId) =>
        host.directory.recover({
          accountId: id,
          freezeId,
          factors: ['totp'],
          restrictions: [],
          key: crypto.randomUUID(),
        });
      expect(await reset(null)).toMatchObject({ outcome: 'recovered' });
      const older = await freeze(host, accountId);
      expect(await reset(null)).toEqual({ outcome: 'newer_freeze' });
      const newer = await freeze(host, accountId);
      expect(await reset(older.freezeId)).toEqual({ outcome: 'newer_freeze' });
      expect((await host.directory.find(accountId))?.lock).toEqual(newer);
      expect(await reset(null, 'nobody')).toEqual({ outcome: 'not_found' });
    });

    it('sessions end when asked', async () => {
      const host = await open();
      const accountId = await host.createAccount();
      await host.startSession(accountId);
      await host.directory.endSessions({ accountId, key: crypto.randomUUID() });
      expect(await host.countSessions(accountId)).toBe(0);
    });
  });
}
