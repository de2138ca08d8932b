import { InferenceSession, Tensor } from 'onnxruntime-node';
import { VisionFailure } from '../failure.ts';
import type { ModelId } from './catalogue.ts';
import { type EmbedderCard, readOwnModel } from './embedder-card.ts';
import { loadModel } from './load-model.ts';
import { SESSION_OPTIONS } from './session-options.ts';

/** A model of the catalogue, or the embedder that the operator brings. */
export type RunnableModel = ModelId | 'own_embedder';

/** Runs models by name; each is loaded and checked at its first use. */
export interface ModelRunner {
  /**
   * @param input values of the model's only input, in the order of `dims`
   * @returns the outputs by name
   * @throws VisionFailure `model_missing`, `model_changed` or `internal`
   */
  run(
    id: RunnableModel,
    input: Float32Array,
    dims: readonly number[],
  ): Promise<Readonly<Record<string, Float32Array>>>;
  /** Loads and checks a model before its first use. Throws as `run` does. */
  load(id: RunnableModel): Promise<void>;
}

/**
 * Nets that see pictures of every shape: an arena keeps the most that any of them took, for ever. Without one the
 * readers of print take half the memory and a twentieth more time.
 */
const WITHOUT_ARENA: ReadonlySet<RunnableModel> = new Set(['ppocr_detect', 'ppocr_read']);

/** `own`: what `own_embedder` stands for. */
export function createModelRunner(cacheDir: string, own?: EmbedderCard): ModelRunner {
  const sessions = new Map<RunnableModel, Promise<InferenceSession>>();
  const open = (id: RunnableModel): Promise<InferenceSession> => {
    const known = sessions.get(id);
    if (known !== undefined) return known;
    const opening = bytesOf(id, cacheDir, own).then((bytes) =>
      InferenceSession.create(bytes, {
        ...SESSION_OPTIONS,
        enableCpuMemArena: !WITHOUT_ARENA.has(id),
      }),
    );
    sessions.set(id, opening);
    // A file that was missing may be there at the next try.
    opening.catch(() => sessions.delete(id));
    return opening;
  };
  const guarded = async <T>(id: RunnableModel, use: (session: InferenceSession) => Promise<T>) => {
    try {
      return await use(await open(id));
    } catch (cause) {
      if (cause instanceof VisionFailure) throw cause;
      throw new VisionFailure('internal', `model ${id} failed`, { cause });
    }
  };
  return {
    load: (id) => guarded(id, async () => undefined),
    run: (id, input, dims) =>
      guarded(id, async (session) => {
        const name = session.inputNames[0]!;
        const results = await session.run({ [name]: new Tensor('float32', input, dims) });
        return Object.fromEntries(
          Object.entries(results).map(([key, tensor]) => [key, tensor.data as Float32Array]),
        );
      }),
  };
}

async function bytesOf(
  id: RunnableModel,
  cacheDir: string,
  own: EmbedderCard | undefined,
): Promise<Uint8Array> {
  if (id !== 'own_embedder') return loadModel(id, cacheDir);
  if (own === undefined) throw new VisionFailure('model_missing', 'no embedder was brought');
  return readOwnModel(own);
}
