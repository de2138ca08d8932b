/**
 * Gives the records of the audit log their places in the tree, signs the head and sees to it that the
 * head is also kept outside the database. What was signed is never signed otherwise: where the log in the
 * database is not the one that was signed before, nothing is signed at all, and the operator's log says
 * so until a person looks (docs/guides/audit.md).
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { GrowingTree, sameHash, type TreeHashing, type TreeHead } from '../core/audit/tree.ts';
import { limits } from '../core/limits.ts';
import type { CheckpointSigner, HeadKeeper } from '../core/ports.ts';
import type { App } from './app.ts';
import type { Stores } from './stores.ts';
import type { StoredHead } from './stores-audit.ts';

/** What of the service has to do with it. */
type Sealer = Pick<App, 'audit' | 'db' | 'log'>;

export interface AuditSealing {
  readonly hashing: TreeHashing;
  readonly signer: CheckpointSigner;
  readonly keeper: HeadKeeper;
}

/** Why nothing is signed. */
export type SealRefusal =
  /** The newest head in the database was signed by another key, or changed. */
  | 'foreign_head'
  /** The places in the database are not those that the newest head was signed over. */
  | 'other_places'
  /** A head that is kept outside was signed over more records than there are now. */
  | 'cut_off'
  /** A head of the same size that is kept outside says something else. */
  | 'rewritten';

export type Sealed =
  | { readonly outcome: 'sealed'; readonly records: number }
  /** Another process is at it. */
  | { readonly outcome: 'busy' }
  | { readonly outcome: 'refused'; readonly why: SealRefusal };

const recordsAtOnce = 10_000;
const roundsADay = 86_400 / limits.auditHeadSeconds;

/** `late`: looks for records without a place among all of them. */
export async function sealAudit(app: Sealer, options = { late: false }): Promise<Sealed> {
  let records = 0;
  for (;;) {
    const sealed = await app.db.transaction((tx) => sealSome(app.audit, tx, options.late));
    if (sealed.outcome === 'refused') app.log.error('audit.refused', { why: sealed.why });
    if (sealed.outcome !== 'sealed') return sealed;
    records += sealed.records;
    if (sealed.records < recordsAtOnce) break;
  }
  await keepOutside(app);
  return { outcome: 'sealed', records };
}

async function sealSome(audit: AuditSealing, tx: Stores, late: boolean): Promise<Sealed> {
  if (!(await tx.audit.hold())) return { outcome: 'busy' };
  const newest = await tx.audit.newestHead();
  const why = await whyNot(audit, newest, await tx.audit.size());
  if (why !== null) return { outcome: 'refused', why };
  const tree = treeOf(audit, newest);
  const from = tree.size;
  const loose = await tx.audit.loose(from, recordsAtOnce, late);
  if (loose.length === 0) return { outcome: 'sealed', records: 0 };
  const leaves = loose.map(({ seq, record }) => ({ seq, hash: audit.hashing.leaf(record) }));
  for (const { hash } of leaves) tree.append(hash);
  await tx.audit.countIn(from, leaves);
  const head = { size: tree.size, root: tree.root(), at: await tx.now() };
  const checkpoint = audit.signer.sign(head);
  await tx.audit.putHead({ size: head.size, checkpoint, subtrees: tree.subtrees });
  return { outcome: 'sealed', records: leaves.length };
}

const treeOf = ({ hashing }: AuditSealing, newest: StoredHead | null) =>
  newest === null
    ? new GrowingTree(hashing)
    : new GrowingTree(hashing, newest.size, newest.subtrees);

async function whyNot(
  audit: AuditSealing,
  newest: StoredHead | null,
  size: number,
): Promise<SealRefusal | null> {
  const inside = newest === null ? null : audit.signer.open(newest.checkpoint);
  if (newest !== null && inside === null) return 'foreign_head';
  if (size !== (inside?.size ?? 0) || !isTreeOf(audit, newest, inside)) return 'other_places';
  const kept = await audit.keeper.last();
  const outside = kept === null ? null : audit.signer.open(kept);
  if (kept !== null && outside === null) return 'foreign_head';
  if (outside === null || outside.size < size) return null;
  if (outside.size > size) return 'cut_off';
  return inside !== null && sameHash(inside.root, outside.root) ? null : 'rewritten';
}

/** The subtrees to go on from are those of the head that was signed. */
function isTreeOf(audit: AuditSealing, newest: StoredHead | null, head: TreeHead | null): boolean {
  if (newest === null || head === null) return newest === null && head === null;
  if (newest.size !== head.size) return false;
  try {
    return sameHash(treeOf(audit, newest).root(), head.root);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** After the commit, so that nothing is kept outside that the database forgot; and again if that failed. */
async function keepOutside({ audit, db, log }: Sealer): Promise<void> {
  const newest = await db.read.audit.newestHead();
  if (newest === null || newest.checkpoint === (await audit.keeper.last())) return;
  log.info('audit.head', { checkpoint: newest.checkpoint });
  await audit.keeper.keep(newest.checkpoint);
}

/** Seals at once and then every minute, until stopped. */
export function startSealing(app: Sealer): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loop = (async () => {
    for (let round = 0; !stopping.signal.aborted; round += 1) {
      await sealAudit(app, { late: round % roundsADay === 0 }).catch((error: unknown) => {
        app.log.error('audit.not_sealed', { code: codeOf(error) });
      });
      const pause = limits.auditHeadSeconds * 1000;
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}

/** Of the file system or of PostgreSQL: a message may hold what must not be logged. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  return error instanceof Error ? error.name : 'unknown';
}
