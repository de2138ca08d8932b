import { createHash } from 'node:crypto';
import { alikeParts } from '../core/documents/alike.ts';
import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { MediaRole } from '../core/reasons.ts';
import type { VideoKind } from '../verifications/statement/video-kind.ts';
import type { App } from './app.ts';
import type { Stores } from './stores.ts';
import type { MediaRow } from './stores-pictures.ts';
import { getPicture, putPicture } from './vault.ts';

/** Seconds of one budget window that no case outlives: the quota is for the case's whole life. */
export const wholeLifeSeconds = 10 * 365 * 86_400;
const rawSuffix = '-raw';
/** Of the keyed hash: enough that no two parts meet by chance. */
const markLength = 22;

/** Raised before any work is done on the picture: a hundred at once are still twenty (A7 #64). */
export async function spendUpload(app: App, caseId: string, bytes: number): Promise<void> {
  if (bytes === 0) throw new ThawError('bad_request', 'empty picture');
  if (bytes > limits.pictureBytesMax) throw new ThawError('file_too_large', 'picture');
  await spendCapture(app, caseId);
}

/** A live capture spends one picture, before its frames come. */
export async function spendCapture(app: App, caseId: string): Promise<void> {
  const scope = `uploads:${caseId}`;
  if (!(await app.db.read.budgets.raise(scope, wholeLifeSeconds, limits.uploadsPerCaseMax))) {
    throw new ThawError('quota', 'pictures of this case');
  }
}

/**
 * Encrypts and stores a picture, then supersedes the one before. `view` is the re-encoded picture
 * without metadata; where vision could not make one the original is kept, and re-encoded before
 * anybody sees it.
 */
export async function keepPicture(
  app: App,
  picture: {
    readonly caseId: string;
    readonly role: MediaRole;
    readonly original: Uint8Array;
    readonly view: Uint8Array | null;
    readonly perceptualHash: string | null;
    readonly live: boolean;
    readonly keepEarlier?: boolean;
    /** Written in the same transaction, before the picture; what it throws keeps the picture out. */
    readonly within?: (tx: Stores) => Promise<unknown>;
  },
): Promise<MediaRow> {
  const { caseId, role, original, view } = picture;
  const mediaId = app.secrets.randomId();
  const objectKey = `${caseId}/${mediaId}${view === null ? rawSuffix : ''}`;
  const bytes = view ?? original;
  const usage = await app.db.read.media.usage(caseId);
  if (usage.bytes + bytes.length > limits.uploadBytesPerCaseMax) {
    throw new ThawError('quota', 'bytes of this case');
  }
  // The object is durable before the row names it; a crash between leaves an object nobody names.
  await putPicture(app, app.db.read, { caseId, objectKey, bytes });
  const media = {
    mediaId,
    caseId,
    role,
    objectKey,
    bytes: bytes.length,
    live: picture.live,
    at: await app.db.read.now(),
  };
  const named = app.db.transaction(async (tx) => {
    await picture.within?.(tx);
    if (picture.keepEarlier !== true) await tx.media.supersede(caseId, role);
    await tx.media.add({
      ...media,
      shaKeyed: keyedSha(app, original),
      phashKeyed: app.secrets.keyed('phash', picture.perceptualHash ?? mediaId),
    });
  });
  await named.catch(async (error: unknown) => {
    // Kept out, for example because consent was withdrawn meanwhile: nothing of it stays. Whether a broken
    // connection wrote the row nobody knows, so the object stays then. A store that fails here leaves an
    // object that no row names, and hides no reason.
    if (error instanceof ThawError) {
      await app.objects
        .delete(objectKey)
        .catch(() => app.log.error('picture.left_behind', { caseId }));
    }
    throw error;
  });
  return media;
}

/** A recording is kept as it came, never decoded. `within` runs in the transaction of its row. */
export async function keepRecording(
  app: App,
  recording: { readonly caseId: string; readonly bytes: Uint8Array; readonly kind: VideoKind },
  within: (tx: Stores, mediaId: string) => Promise<void>,
): Promise<void> {
  const { caseId, bytes, kind } = recording;
  const mediaId = app.secrets.randomId();
  const objectKey = `${caseId}/${mediaId}-${kind}`;
  const usage = await app.db.read.media.usage(caseId);
  if (usage.bytes + bytes.length > limits.uploadBytesPerCaseMax) {
    throw new ThawError('quota', 'bytes of this case');
  }
  await putPicture(app, app.db.read, { caseId, objectKey, bytes });
  const role = 'statement_video';
  const at = await app.db.read.now();
  await app.db.transaction(async (tx) => {
    await within(tx, mediaId);
    await tx.media.supersede(caseId, role);
    await tx.media.add({
      ...{ mediaId, caseId, role, objectKey, bytes: bytes.length, live: true, at },
      shaKeyed: keyedSha(app, bytes),
      phashKeyed: app.secrets.keyed('phash', mediaId),
    });
  });
}

export interface ShownMedia {
  readonly bytes: Uint8Array;
  readonly type: 'image/jpeg' | 'video/webm' | 'video/mp4';
}

/** The media as the reviewer's browser gets it: pictures re-encoded, recordings as they came. */
export async function showMedia(app: App, media: MediaRow): Promise<ShownMedia> {
  if (media.role !== 'statement_video') {
    return { bytes: await showPicture(app, media), type: 'image/jpeg' };
  }
  const bytes = await getPicture(app, app.db.read, media.caseId, media.objectKey);
  return { bytes, type: media.objectKey.endsWith('-mp4') ? 'video/mp4' : 'video/webm' };
}

/** Keyed, so that the table tells nobody which pictures are the same as one he has. */
export function keyedSha(app: App, original: Uint8Array): string {
  return app.secrets.keyed('picture', createHash('sha256').update(original).digest('hex'));
}

/** The picture as it may be shown: always re-encoded, never the original bytes. */
async function showPicture(app: App, media: MediaRow): Promise<Uint8Array> {
  const bytes = await getPicture(app, app.db.read, media.caseId, media.objectKey);
  if (!media.objectKey.endsWith(rawSuffix)) return bytes;
  const seen = await app.vision.run('selfie', { picture: bytes });
  if (!seen.ok) throw new ThawError('unavailable', `no view: ${seen.failure}`);
  return seen.facts.view;
}

export async function seenElsewhere(
  app: App,
  stores: Stores,
  original: Uint8Array,
  accountId: string,
): Promise<boolean> {
  return stores.media.seenOnOtherAccount(keyedSha(app, original), accountId);
}

/** Keyed marks of a picture of a document; two that were made of the same picture share at least one. */
export function pictureMarks(app: App, fineHash: string): readonly string[] {
  return alikeParts(fineHash).map((part) => app.secrets.keyed('alike', part).slice(0, markLength));
}

/** The keyed mark of a document, whoever's account it is shown for. */
export function documentMark(app: App, issuingState: string, documentNumber: string): string {
  const number = documentNumber.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  return app.secrets.keyed('document', `${issuingState}/${number}`);
}
