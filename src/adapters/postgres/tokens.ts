import type { JsonObject, TokenPurpose, TokenRow, TokenStore } from '../../app/stores.ts';
import { type Query, type Row, read } from './query.ts';

const purposes: readonly TokenPurpose[] = [
  'enter',
  'confirm',
  'not_me',
  'disable',
  'progress',
  'qr',
  'phone_link',
  'vouch',
];
const columns = `id, purpose, case_id, account_id, contact_id, created_at, expires_at, tries, context,
  used_at is not null as used, expires_at <= thaw_now() as expired`;

export function tokensOn(q: Query, lookUps = q): TokenStore {
  return {
    async create(token) {
      await q.run(
        `insert into thaw.tokens (id, purpose, hash, case_id, account_id, contact_id, expires_at, context)
         values ($1, $2, $3, $4, $5, $6, thaw_now() + make_interval(secs => $7), $8)`,
        [
          token.id,
          token.purpose,
          token.hash,
          token.caseId,
          token.accountId,
          token.contactId,
          token.ttlSeconds,
          JSON.stringify(token.context ?? {}),
        ],
      );
    },
    async find(hash) {
      const row = await lookUps.row(`select ${columns} from thaw.tokens where hash = $1`, [hash]);
      return row === null ? null : parseToken(row);
    },
    async latest(caseId, purpose, options) {
      const row = await q.row(
        `select ${columns} from thaw.tokens where case_id = $1 and purpose = $2
            and ($3 or contact_id is not distinct from $4)
          order by created_at desc limit 1`,
        [caseId, purpose, options === undefined, options?.contactId ?? null],
      );
      return row === null ? null : parseToken(row);
    },
    async consume(hash, purpose) {
      const row = await q.row(
        `update thaw.tokens set used_at = thaw_now()
          where hash = $1 and purpose = $2 and used_at is null and expires_at > thaw_now()
          returning ${columns}`,
        [hash, purpose],
      );
      return row === null ? null : parseToken(row);
    },
    async killForCase(caseId, killed) {
      await q.run(
        `update thaw.tokens set expires_at = thaw_now()
          where case_id = $1 and purpose = any($2) and used_at is null and expires_at > thaw_now()`,
        [caseId, killed],
      );
    },
  };
}

function parseToken(row: Row): TokenRow {
  return {
    id: read.text(row, 'id'),
    purpose: read.oneOf(row, 'purpose', purposes),
    caseId: read.textOrNull(row, 'case_id'),
    accountId: read.text(row, 'account_id'),
    contactId: read.textOrNull(row, 'contact_id'),
    createdAt: read.time(row, 'created_at'),
    expiresAt: read.time(row, 'expires_at'),
    used: read.flag(row, 'used'),
    expired: read.flag(row, 'expired'),
    tries: read.number(row, 'tries'),
    context: read.object<JsonObject>(row, 'context'),
  };
}
