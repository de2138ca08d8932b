import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { knownDevicesMax } from '../../core/login-lanes.ts';

const DEVICE_DAYS = 180;

const hashOf = (token: string) => createHash('sha256').update(token, 'utf8').digest();

/**
 * The device's id when its cookie was given for the account with this login name, else null. A browser
 * without a cookie costs the same look-up.
 */
export async function knownDevice(
  pool: Pool,
  device: { readonly token: string | undefined; readonly name: string },
): Promise<string | null> {
  const hash = hashOf(device.token ?? '');
  const { rows } = await pool.query(
    `select 1 from dev.known_devices d join directory.contacts c using (account_id)
      where d.hash = $1 and d.expires_at > thaw_now()
        and c.canonical = $2 and c.login and c.removed_at is null`,
    [hash, device.name],
  );
  return rows.length > 0 ? hash.toString('base64url') : null;
}

/** Whether a device of `knownDevice` was remembered before the freeze that holds. */
export async function isKnownFromBefore(
  pool: Pool,
  known: { readonly device: string | null; readonly accountId: string },
): Promise<boolean> {
  if (known.device === null) return false;
  const { rows } = await pool.query(
    `select 1 from dev.known_devices d join directory.freezes f using (account_id)
      where d.hash = $1 and account_id = $2 and f.ended_at is null
        and d.expires_at - make_interval(days => $3) <= f.since`,
    [Buffer.from(known.device, 'base64url'), known.accountId, DEVICE_DAYS],
  );
  return rows.length > 0;
}

/** After a whole log-in, never after a right password alone: a locked account proves nobody. */
export async function rememberDevice(pool: Pool, accountId: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await pool.query(
    `insert into dev.known_devices (hash, account_id, expires_at)
     values ($1, $2, thaw_now() + make_interval(days => $3))`,
    [hashOf(token), accountId, DEVICE_DAYS],
  );
  await pool.query(
    `delete from dev.known_devices where account_id = $1 and hash not in (
       select hash from dev.known_devices where account_id = $1
       order by expires_at desc limit $2)`,
    [accountId, knownDevicesMax],
  );
  return token;
}

/** With a new password every device has to prove itself anew. */
export async function forgetDevices(pool: Pool, accountId: string): Promise<void> {
  await pool.query('delete from dev.known_devices where account_id = $1', [accountId]);
}
