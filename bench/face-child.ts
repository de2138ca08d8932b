/** One side of the face benchmark in a process of its own: `face-child.ts own|own-upload|human|human-faces`, asked over IPC. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { createVisionEngine } from '../src/vision/engine.ts';
import { MODEL_CACHE_DIR_DEFAULT } from '../src/vision/models/load-model.ts';

export interface FaceChildAnswer {
  readonly faces: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Wall time from the start of the process to this result. */
  readonly sinceStartMs: number;
  readonly rssMb: number;
}

type Check = (picture: Buffer) => Promise<number>;

/** Same size for both: the product looks at selfies with a long side of at most 1280 px. */
const sideMax = 1280;

/** `isUpright`: as the page's own camera sends it, which is the way unless policy allows uploads. */
async function own(isUpright: boolean): Promise<Check> {
  const engine = createVisionEngine({ modelCacheDir: MODEL_CACHE_DIR_DEFAULT });
  await engine.warm();
  return async (picture) => (await engine.run('selfie', { picture, isUpright })).faces.length;
}

/** The parts of `human` that this file uses. */
interface Human {
  readonly tf: {
    tensor4d(values: Float32Array, shape: readonly number[]): unknown;
    dispose(tensor: unknown): void;
    getBackend(): string;
  };
  load(): Promise<void>;
  detect(
    input: unknown,
  ): Promise<{ readonly error: string | null; readonly face: readonly unknown[] }>;
}

/** Where `human` finds its files, and what makes runs comparable; everything else is left as it comes. */
function humanBasics(dist: string): object {
  const require = createRequire(import.meta.url);
  const wasm = join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist');
  return {
    backend: 'wasm',
    wasmPath: `${wasm}/`,
    modelBasePath: `${pathToFileURL(join(dist, '../models')).href}/`,
    debug: false,
    // A camera's frames may reuse an older result; each picture here is looked at anew.
    cacheSensitivity: 0,
  };
}

const off = { enabled: false };
const on = { enabled: true };

/** All face models, `antispoof` and `liveness` too, which do not come switched on; nothing else. */
const facesAlone = {
  ...{ filter: off, gesture: off, body: off, hand: off, object: off, segmentation: off },
  face: {
    enabled: true,
    detector: { rotation: false },
    ...{ mesh: on, iris: on, description: on, emotion: on, antispoof: on, liveness: on },
  },
};

/** `human` on its WebAssembly backend; `chosen` empty: as it comes, with faces, bodies, hands, gestures. */
async function human(chosen: object): Promise<Check> {
  const require = createRequire(import.meta.url);
  const dist = dirname(require.resolve('@vladmandic/human'));
  const { Human: HumanClass } = require(join(dist, 'human.node-wasm.js')) as {
    Human: new (config: unknown) => Human;
  };
  letFetchReadFiles();
  const instance = new HumanClass({ ...humanBasics(dist), ...chosen });
  await instance.load();
  return async (picture) => {
    const { data, info } = await sharp(picture)
      .rotate()
      .resize(sideMax, sideMax, { fit: 'inside', withoutEnlargement: true })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const input = instance.tf.tensor4d(Float32Array.from(data), [1, info.height, info.width, 3]);
    const result = await instance.detect(input);
    instance.tf.dispose(input);
    if (result.error !== null) throw new Error(result.error);
    return result.face.length;
  };
}

/** `human` loads models by fetch, which in Node knows no files. */
function letFetchReadFiles(): void {
  const network = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.startsWith('file:')) return network(input, init);
    const type = url.endsWith('.json') ? 'application/json' : 'application/octet-stream';
    return new Response(readFileSync(new URL(url)), { headers: { 'content-type': type } });
  };
}

const sides: Readonly<Record<string, () => Promise<Check>>> = {
  own: () => own(true),
  'own-upload': () => own(false),
  human: () => human({}),
  'human-faces': () => human(facesAlone),
};
const side = sides[process.argv[2] ?? ''];
if (side === undefined) throw new Error('own, own-upload, human or human-faces?');
const check = await side();
process.on('message', (picture: Uint8Array) => void answer(Buffer.from(picture)));
process.send?.('ready');

async function answer(picture: Buffer): Promise<void> {
  const before = process.cpuUsage();
  const started = performance.now();
  const faces = await check(picture);
  const { user, system } = process.cpuUsage(before);
  const said: FaceChildAnswer = {
    faces,
    cpuMs: (user + system) / 1000,
    wallMs: performance.now() - started,
    sinceStartMs: performance.now(),
    rssMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
  };
  process.send?.(said);
}
