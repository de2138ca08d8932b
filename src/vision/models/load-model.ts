import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { VisionFailure } from '../failure.ts';
import { MODELS, type Model, type ModelFile, type ModelId } from './catalogue.ts';

export const MODEL_CACHE_DIR_DEFAULT = '.thaw/models';

/**
 * The bytes of a model as ONNX, checked by SHA-256 in the very bytes that are handed out.
 * @param cacheDir where converted models are kept; made when missing
 * @throws VisionFailure `model_missing` when the package's file is not there, `model_changed` when a
 * file or what the converter makes of it is not what the catalogue pins
 */
export async function loadModel(
  id: ModelId,
  cacheDir: string,
  catalogue: Readonly<Record<ModelId, Model>> = MODELS,
): Promise<Uint8Array> {
  const model = catalogue[id];
  if (model.conversion === undefined) return readPinned(model, model.files[0]!);
  const path = join(cacheDir, `${id}-${model.conversion.sha256.slice(0, 16)}.onnx`);
  const cached = await readFile(path).catch(() => null);
  if (cached !== null && sha256(cached) === model.conversion.sha256) return cached;
  const [first, second] = await Promise.all(model.files.map((file) => readPinned(model, file)));
  const converted = model.conversion.convert(first!, second!);
  if (sha256(converted) !== model.conversion.sha256) {
    throw new VisionFailure('model_changed', `${id} converts to other bytes than pinned`);
  }
  await keep(path, converted);
  return converted;
}

/**
 * A further file of a model, such as the alphabet of a text reader, checked by SHA-256.
 * @param index place in the catalogue's list of files, 1 and on
 * @throws VisionFailure `model_missing` or `model_changed`
 */
export async function loadModelFile(id: ModelId, index: number): Promise<Buffer> {
  const model: Model = MODELS[id];
  const file = model.files[index];
  if (file === undefined) throw new VisionFailure('model_missing', `${id} has no file ${index}`);
  return readPinned(model, file);
}

async function readPinned(model: Model, file: ModelFile): Promise<Buffer> {
  const name = `${model.package}/${file.path}`;
  const path = findInPackages(model.package, file.path);
  const bytes = path === null ? null : await readFile(path).catch(() => null);
  if (bytes === null) throw new VisionFailure('model_missing', name);
  if (sha256(bytes) !== file.sha256) throw new VisionFailure('model_changed', name);
  return bytes;
}

/** Looks through the `node_modules` folders above this file, as Node's own resolution does. */
function findInPackages(packageName: string, path: string): string | null {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', packageName, path);
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) return null;
  }
}

/** A full disk or a read-only folder costs time at the next start, not the model. */
async function keep(path: string, bytes: Uint8Array): Promise<void> {
  const partial = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(partial, bytes, { mode: 0o600 });
    await rename(partial, path);
  } catch {
    await rm(partial, { force: true }).catch(() => undefined);
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
