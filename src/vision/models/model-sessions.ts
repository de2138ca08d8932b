import { InferenceSession, Tensor } from 'onnxruntime-node';
import { VisionFailure } from '../failure.ts';
import type { ModelId } from './catalogue.ts';
import { loadModel } from './load-model.ts';

/** Runs models by name; each is loaded and checked at its first use. */
export interface ModelRunner {
  /**
   * @param input values of the model's only input, in the order of `dims`
   * @returns the outputs by name
   * @throws VisionFailure `model_missing`, `model_changed` or `internal`
   */
  run(
    id: ModelId,
    input: Float32Array,
    dims: readonly number[],
  ): Promise<Readonly<Record<string, Float32Array>>>;
  /** Loads and checks a model before its first use. Throws as `run` does. */
  load(id: ModelId): Promise<void>;
}

// One thread: two were twice as slow on nets this small, and each child has one task at a time.
const SESSION_OPTIONS = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 3,
  graphOptimizationLevel: 'all',
  enableCpuMemArena: true,
} as const;

export function createModelRunner(cacheDir: string): ModelRunner {
  const sessions = new Map<ModelId, Promise<InferenceSession>>();
  const open = (id: ModelId): Promise<InferenceSession> => {
    const known = sessions.get(id);
    if (known !== undefined) return known;
    const opening = loadModel(id, cacheDir).then((bytes) =>
      InferenceSession.create(bytes, SESSION_OPTIONS),
    );
    sessions.set(id, opening);
    // A file that was missing may be there at the next try.
    opening.catch(() => sessions.delete(id));
    return opening;
  };
  const guarded = async <T>(id: ModelId, use: (session: InferenceSession) => Promise<T>) => {
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
