import type { TextReader } from './document/printed/text-reader.ts';
import { EMBEDDER_DEFAULT, type EmbedderChoice } from './face/create-embedder.ts';
import {
  createFaceEngine,
  FACE_FLAG_MIN,
  type MeasuringFaceEngine,
  visibleFaces,
} from './face/create-face-engine.ts';
import { selfieFaults, spoofSignals } from './face/selfie-faults.ts';
import { inspectSequence } from './face/sequence/inspect-sequence.ts';
import { measureSurround } from './face/surround.ts';
import type { FrameFacts, SelfieFacts, VisionTask, VisionTasks } from './facts.ts';
import { placeOf, VisionFailure } from './failure.ts';
import { decodePicture, encodeView } from './image/decode.ts';
import { measureTone } from './image/measures.ts';
import { createModelRunner } from './models/model-sessions.ts';

export interface VisionEngine {
  /** @throws VisionFailure, and nothing else that a picture could cause */
  run<T extends VisionTask>(
    task: T,
    input: VisionTasks[T]['input'],
  ): Promise<VisionTasks[T]['output']>;
  /** Loads the models of the face tasks. @throws VisionFailure */
  warm(): Promise<void>;
}

/** Decodes in this very process: only for the killable child, evaluation and tests. */
export function createVisionEngine(options: {
  readonly modelCacheDir: string;
  readonly embedder?: EmbedderChoice;
}): VisionEngine {
  const { modelCacheDir, embedder = EMBEDDER_DEFAULT } = options;
  const own = typeof embedder === 'string' ? undefined : embedder;
  const models = createModelRunner(modelCacheDir, own);
  const faces = createFaceEngine(models, embedder);
  let text: TextReader | null = null;
  const tasks: { [T in VisionTask]: (input: VisionTasks[T]['input']) => Promise<unknown> } = {
    selfie: (input) => inspectSelfie(faces, input),
    frame: (input) => inspectFrame(faces, input),
    sequence: (input) => inspectSequence(faces, input),
    'document-side': async (input) => {
      // Loaded at the first document: its readers cost memory that face frames do not need.
      const { inspectDocumentSide } = await import('./document/inspect-side.ts');
      const { createTextReader } = await import('./document/printed/text-reader.ts');
      text ??= createTextReader(models);
      return inspectDocumentSide(await decodePicture(input.picture), input, faces, text);
    },
  };
  return {
    async run(task, input) {
      try {
        return (await tasks[task](input)) as never;
      } catch (cause) {
        if (cause instanceof VisionFailure) throw cause;
        throw new VisionFailure('internal', `${task}: ${placeOf(cause)}`, { cause });
      }
    },
    warm: () => faces.warm(),
  };
}

/** Files do not always say how the camera was held. */
const ALL_WAYS_UP = [0, 90, 270, 180] as const;

async function inspectSelfie(
  faces: MeasuringFaceEngine,
  input: VisionTasks['selfie']['input'],
): Promise<SelfieFacts> {
  const image = await decodePicture(input.picture);
  const turned = input.isUpright === true ? ([0] as const) : ALL_WAYS_UP;
  const found = await faces.measure(image, { embed: true, live: true, turned });
  return {
    picture: image.facts,
    faults: selfieFaults(found, measureTone(image)),
    faces: visibleFaces(found),
    signals: [...image.signals, ...spoofSignals(found)],
    view: await encodeView(image),
  };
}

/** A second face is all that a frame must tell; more would cost the guidance its 250 ms. */
const FRAME_FACES_MAX = 2;

async function inspectFrame(
  faces: MeasuringFaceEngine,
  input: VisionTasks['frame']['input'],
): Promise<FrameFacts> {
  const image = await decodePicture(input.picture);
  const query = { embed: input.embed, live: input.embed, facesMax: FRAME_FACES_MAX };
  const found = await faces.measure(image, query);
  const first = found.find((face) => face.flag >= FACE_FLAG_MIN);
  return {
    picture: image.facts,
    faces: visibleFaces(found),
    brightness: measureTone(image).brightness,
    skin: first?.skin ?? null,
    neck: first?.neck ?? null,
    skinParts: first?.skinParts ?? null,
    surround: first === undefined ? null : measureSurround(image, first.facts.region),
  };
}
