import { ThawError } from '../core/errors.ts';
import type { App } from './app.ts';
import type { Json, Sealed, Stores } from './stores.ts';

/**
 * Everything personal of a case is sealed under the case's own data key. The associated data name the
 * case and the place, so a sealed thing opens nowhere else. Key gone: `not_found`, for ever.
 */
export async function dataKeyOf(
  app: Pick<App, 'keys'>,
  stores: Stores,
  caseId: string,
): Promise<Uint8Array> {
  return unwrap(app, caseId, await stores.vault.key(caseId));
}

function unwrap(app: Pick<App, 'keys'>, caseId: string, wrapped: Uint8Array | null): Uint8Array {
  if (wrapped === null) throw new ThawError('not_found', 'the key of this case is destroyed');
  return app.keys.unwrap(caseId, wrapped);
}

const associated = (caseId: string, kind: string, name: string) =>
  `thaw:1:${caseId}:${kind}:${name}`;

/** Seals a JSON value (typed arrays become plain lists) under a name within the case. */
export async function sealJson(
  app: App,
  stores: Stores,
  caseId: string,
  name: string,
  value: object,
): Promise<void> {
  const key = await dataKeyOf(app, stores, caseId);
  await stores.vault.putSealed(caseId, name, sealedJson(app, key, { caseId, name }, value));
}

/** The same bytes for a caller that stores them itself. */
export function sealedJson(
  app: Pick<App, 'keys'>,
  dataKey: Uint8Array,
  { caseId, name }: { readonly caseId: string; readonly name: string },
  value: object,
): Uint8Array {
  const clear = Buffer.from(JSON.stringify(value));
  return app.keys.seal(dataKey, associated(caseId, 'json', name), clear);
}

/** Null when nothing was sealed under that name. */
export async function openJson<T extends object>(
  app: Pick<App, 'keys'>,
  stores: Stores,
  caseId: string,
  name: string,
): Promise<T | null> {
  const sealed = await stores.vault.sealed(caseId, name);
  return sealed === null ? null : openedJson<T>(app, { caseId, name }, sealed);
}

/** The same for a caller that has read it. */
export function openedJson<T extends object>(
  app: Pick<App, 'keys'>,
  { caseId, name }: { readonly caseId: string; readonly name: string },
  { bytes, wrapped }: Sealed,
): T {
  const key = unwrap(app, caseId, wrapped);
  return parse<T>(app.keys.open(key, associated(caseId, 'json', name), bytes));
}

/** Seals bytes under a name within the case: for pictures that live for a minute. */
export async function sealBytes(
  app: App,
  stores: Stores,
  caseId: string,
  name: string,
  bytes: Uint8Array,
): Promise<void> {
  const key = await dataKeyOf(app, stores, caseId);
  const sealed = app.keys.seal(key, associated(caseId, 'bytes', name), bytes);
  await stores.vault.putSealed(caseId, name, sealed);
}

/** Null when nothing was sealed under that name. */
export async function openBytes(
  app: App,
  stores: Stores,
  caseId: string,
  name: string,
): Promise<Uint8Array | null> {
  const sealed = await stores.vault.sealed(caseId, name);
  if (sealed === null) return null;
  if (sealed.wrapped === null) {
    throw new ThawError('not_found', 'the key of this case is destroyed');
  }
  const key = app.keys.unwrap(caseId, sealed.wrapped);
  return app.keys.open(key, associated(caseId, 'bytes', name), sealed.bytes);
}

/** Seals bytes for a row of its own (frames): the caller stores them. */
export async function sealRow(
  app: App,
  stores: Stores,
  caseId: string,
  name: string,
  value: Json | object,
): Promise<Uint8Array> {
  const key = await dataKeyOf(app, stores, caseId);
  return app.keys.seal(key, associated(caseId, 'row', name), Buffer.from(JSON.stringify(value)));
}

export function openRow<T extends object>(
  app: App,
  dataKey: Uint8Array,
  where: { readonly caseId: string; readonly name: string },
  sealed: Uint8Array,
): T {
  return parse<T>(app.keys.open(dataKey, associated(where.caseId, 'row', where.name), sealed));
}

/** The same for bytes. */
export async function sealRowBytes(
  app: App,
  stores: Stores,
  caseId: string,
  name: string,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  const key = await dataKeyOf(app, stores, caseId);
  return app.keys.seal(key, associated(caseId, 'row-bytes', name), bytes);
}

export function openRowBytes(
  app: App,
  dataKey: Uint8Array,
  where: { readonly caseId: string; readonly name: string },
  sealed: Uint8Array,
): Uint8Array {
  return app.keys.open(dataKey, associated(where.caseId, 'row-bytes', where.name), sealed);
}

/** Encrypts a picture into the object store; durable when it resolves. */
export async function putPicture(
  app: App,
  stores: Stores,
  picture: { readonly caseId: string; readonly objectKey: string; readonly bytes: Uint8Array },
): Promise<void> {
  const { caseId, objectKey, bytes } = picture;
  const key = await dataKeyOf(app, stores, caseId);
  const sealed = app.keys.seal(key, associated(caseId, 'object', objectKey), bytes);
  await app.objects.put(objectKey, sealed).catch(storeAway);
}

export async function getPicture(
  app: App,
  stores: Stores,
  caseId: string,
  objectKey: string,
): Promise<Uint8Array> {
  const key = await dataKeyOf(app, stores, caseId);
  const sealed = await app.objects.get(objectKey).catch(storeAway);
  if (sealed === null) throw new ThawError('not_found', 'the object is gone');
  return app.keys.open(key, associated(caseId, 'object', objectKey), sealed);
}

/** Full, broken or not there: later, and nothing was kept. */
function storeAway(cause: unknown): never {
  if (cause instanceof ThawError) throw cause;
  throw new ThawError('unavailable', 'object store', { retryAfterSeconds: 5, cause });
}

function parse<T extends object>(clear: Uint8Array): T {
  const value: unknown = JSON.parse(Buffer.from(clear).toString('utf8'));
  if (typeof value !== 'object' || value === null) {
    throw new ThawError('internal', 'what was sealed is no object');
  }
  return value as T;
}
