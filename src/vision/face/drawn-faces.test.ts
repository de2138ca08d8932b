import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { cameraFrames } from '../../../specimens/camera/camera-file.ts';
import { buildPerson, type Pose, renderPerson } from '../../../specimens/people/person.ts';
import type { PersonName } from '../../../specimens/people/persons.ts';
import { createVisionEngine } from '../engine.ts';
import type { FaceFacts, SelfieFacts } from '../facts.ts';
import { decodePicture } from '../image/decode.ts';
import { createModelRunner } from '../models/model-sessions.ts';
import { createFaceEngine } from './create-face-engine.ts';
import { cosineSimilarity, MATCH_THRESHOLDS } from './embedder.ts';

const MODEL_CACHE_DIR = join(import.meta.dirname, '../../../.thaw/models');
const engine = createVisionEngine({ modelCacheDir: MODEL_CACHE_DIR });

async function draw(name: PersonName, pose: Pose = {}) {
  const { data, width, height } = renderPerson(await buildPerson(name), { noise: 2, ...pose });
  return sharp(data, { raw: { width, height, channels: 3 } });
}

async function selfieOf(picture: Sharp): Promise<SelfieFacts> {
  return engine.run('selfie', { picture: await picture.jpeg({ quality: 88 }).toBuffer() });
}

async function faceOf(name: PersonName, pose: Pose = {}): Promise<FaceFacts> {
  const { faces } = await selfieOf(await draw(name, pose));
  expect(faces).toHaveLength(1);
  return faces[0]!;
}

const codes = (facts: SelfieFacts) => facts.faults.map((fault) => fault.code);

beforeAll(async () => {
  await engine.warm();
}, 30_000);

describe('a drawn face', () => {
  test('that looks into the camera has no fault and a turn near zero', async () => {
    const facts = await selfieOf(await draw('mara'));
    expect(codes(facts)).toEqual([]);
    const face = facts.faces[0]!;
    expect(Math.abs(face.turn)).toBeLessThan(0.1);
    expect(Math.abs(face.rollDegrees)).toBeLessThan(4);
    expect(face.embedding).toHaveLength(512);
    expect(Math.hypot(...face.embedding)).toBeCloseTo(1, 4);
    expect(face.region.x + face.region.width / 2).toBeCloseTo(0.5, 1);
  });

  test('turned to its own left points to picture right, and the other way round', async () => {
    expect((await faceOf('teo', { yaw: 25 })).turn).toBeGreaterThan(0.25);
    expect((await faceOf('teo', { yaw: -25 })).turn).toBeLessThan(-0.25);
  });

  test('that looks down has a greater nod than one that looks up', async () => {
    const down = await faceOf('lin', { pitch: -15 });
    const up = await faceOf('lin', { pitch: 15 });
    expect(down.nod - up.nod).toBeGreaterThan(0.2);
  });

  test('that leans has its roll measured and stays the same person', async () => {
    const straight = await faceOf('lin');
    const leaning = await faceOf('lin', { roll: 20 });
    expect(Math.abs(leaning.rollDegrees)).toBeGreaterThan(14);
    expect(Math.abs(leaning.turn)).toBeLessThan(0.12);
    expect(cosineSimilarity(straight.embedding, leaning.embedding)).toBeGreaterThan(0.8);
  });

  /** An upright face whose score, as faint as it is, is not beyond doubt. */
  async function* faintFrames(): AsyncGenerator<Buffer> {
    const who = await buildPerson('mara');
    const film = { person: who, movements: [], fps: 2, leadInSeconds: 1.5, tailSeconds: 0 };
    for await (const frame of cameraFrames(film)) {
      for (const brightness of [0.7, 1, 1.2]) {
        yield await sharp(frame).modulate({ brightness }).jpeg({ quality: 60 }).toBuffer();
      }
    }
  }

  test('of the page’s own camera is looked for upright alone, however faint it is', async () => {
    for await (const picture of faintFrames()) {
      const { faces } = await engine.run('selfie', { picture, isUpright: true });
      expect(Math.abs(faces[0]?.rollDegrees ?? 180)).toBeLessThan(5);
    }
  });

  test('in a file stands upright unless another way finds it clearly better', async () => {
    for await (const picture of faintFrames()) {
      const { faces } = await engine.run('selfie', { picture });
      expect(Math.abs(faces[0]?.rollDegrees ?? 180)).toBeLessThan(5);
    }
  });

  test.each([90, 180, 270])(
    'in a picture that lies turned by %s degrees is the same person',
    async (turned) => {
      const straight = await faceOf('lin');
      const lying = await selfieOf((await draw('lin')).rotate(turned));
      expect(codes(lying)).toEqual([]);
      const [face] = lying.faces;
      expect(cosineSimilarity(straight.embedding, face?.embedding ?? [])).toBeGreaterThan(0.8);
      expect(Math.abs(straight.liveScore! - face!.liveScore!)).toBeLessThan(0.3);
      expect(Math.abs(face!.turn - straight.turn)).toBeLessThan(0.05);
    },
  );

  test('that comes closer has its eyes further apart', async () => {
    const far = await faceOf('sana');
    const near = await faceOf('sana', { scale: 1.5 });
    expect(near.eyeDistancePx / far.eyeDistancePx).toBeGreaterThan(1.35);
  });

  test('matches itself in another light and is told from another person', async () => {
    const mara = await faceOf('mara');
    const again = await faceOf('mara', { light: [0.6, 0.3, 0.7], warmth: 0.2, yaw: 8 });
    const other = await faceOf('sana');
    const { fmr1e4 } = MATCH_THRESHOLDS.fr_feature;
    expect(cosineSimilarity(mara.embedding, again.embedding)).toBeGreaterThan(fmr1e4);
    expect(cosineSimilarity(mara.embedding, other.embedding)).toBeLessThan(fmr1e4);
  });

  test('that fills the whole picture is found', async () => {
    const picture = (await draw('teo', { scale: 1.5 })).extract({
      left: 200,
      top: 80,
      width: 250,
      height: 290,
    });
    expect((await selfieOf(sharp(await picture.png().toBuffer()))).faces).toHaveLength(1);
  });
});

describe('faults of a selfie', () => {
  test('a blurred, a dark, a grey and a small one are each told by their code', async () => {
    const blurred = (await draw('mara')).blur(6);
    const dark = (await draw('mara')).linear(0.2, 0);
    const grey = (await draw('mara')).greyscale();
    const small = (await draw('mara')).resize(160);
    expect(codes(await selfieOf(blurred))).toEqual(['image_blurry']);
    expect(codes(await selfieOf(dark))).toEqual(['image_dark']);
    expect(codes(await selfieOf(grey))).toEqual(['image_greyscale']);
    expect(codes(await selfieOf(small))).toEqual(['image_too_small']);
  });

  test('a picture without a face says so', async () => {
    const create = { width: 320, height: 240, channels: 3, background: '#8899aa' } as const;
    expect(codes(await selfieOf(sharp({ create })))).toContain('face_not_visible');
  });

  test('two people are two faces and a fault on the second', async () => {
    const second = await (await draw('ivo')).png().toBuffer();
    const both = (await draw('mara'))
      .extend({ right: 640 })
      .composite([{ input: second, left: 640, top: 0 }]);
    const facts = await selfieOf(sharp(await both.png().toBuffer()));
    expect(facts.faces).toHaveLength(2);
    expect(codes(facts)).toEqual(['multiple_faces']);
  });
});

describe('a frame', () => {
  test('gives the skin color of its light, and an embedding only where asked', async () => {
    const bytes = async (tint: string) => (await draw('mara')).tint(tint).jpeg().toBuffer();
    const red = await engine.run('frame', { picture: await bytes('#ff6060'), embed: false });
    const blue = await engine.run('frame', { picture: await bytes('#6060ff'), embed: true });
    expect(red.skin![0]).toBeGreaterThan(red.skin![2] + 20);
    expect(blue.skin![2]).toBeGreaterThan(blue.skin![0] + 20);
    expect(red.faces[0]).toMatchObject({ embedding: [], liveScore: null });
    expect(blue.faces[0]!.embedding).toHaveLength(512);
  });

  test('without a face has no skin', async () => {
    const create = { width: 320, height: 240, channels: 3, background: '#8899aa' } as const;
    const picture = await sharp({ create }).jpeg().toBuffer();
    expect(await engine.run('frame', { picture, embed: true })).toMatchObject({
      faces: [],
      skin: null,
    });
  });
});

test.each(['fr_feature', 'dlib_resnet'] as const)(
  'the embedder %s tells persons apart',
  async (name) => {
    const faces = createFaceEngine(createModelRunner(MODEL_CACHE_DIR), name);
    const embed = async (person: PersonName, pose: Pose = {}) => {
      const image = await decodePicture(await (await draw(person, pose)).png().toBuffer());
      return (await faces.find(image, { embed: true, live: false }))[0]!.embedding;
    };
    const mara = await embed('mara');
    const same = cosineSimilarity(mara, await embed('mara', { yaw: 12 }));
    const other = cosineSimilarity(mara, await embed('teo'));
    const { fmr1e4 } = MATCH_THRESHOLDS[name];
    expect(same).toBeGreaterThan(fmr1e4);
    expect(other).toBeLessThan(fmr1e4);
  },
);

describe('the face engine', () => {
  const faces = createFaceEngine(createModelRunner(MODEL_CACHE_DIR));
  const query = { embed: false, live: false };

  /** Two pictures of heads, each `width` px wide, far apart in a large one. */
  async function smallHeads(width: number) {
    const heads = await Promise.all(
      (['mara', 'teo'] as const).map(async (name) =>
        (await draw(name)).resize(width).png().toBuffer(),
      ),
    );
    const create = { width: 1280, height: 960, channels: 3, background: '#8899aa' } as const;
    const layers = [
      { input: heads[0]!, left: 60, top: 60 },
      { input: heads[1]!, left: 1000, top: 760 },
    ];
    return decodePicture(await sharp({ create }).composite(layers).png().toBuffer());
  }

  test('finds in tiles what is too small in the whole picture', async () => {
    const image = await smallHeads(90);
    expect(await faces.find(image, query)).toEqual([]);
    const found = await faces.find(image, { ...query, tiles: true });
    expect(found).toHaveLength(2);
    for (const face of found) expect(face.eyeDistancePx).toBeLessThan(20);
  });

  test('looks only inside the asked part and answers in fractions of the whole picture', async () => {
    const image = await smallHeads(200);
    const within = { x: 0.7, y: 0.7, width: 0.3, height: 0.3 };
    const [face, ...others] = await faces.find(image, { ...query, within });
    expect(others).toEqual([]);
    expect(face!.region.x).toBeGreaterThan(0.8);
    expect(face!.region.y).toBeGreaterThan(0.75);
    expect(face!.region.x + face!.region.width).toBeLessThan(0.95);
  });

  test('measures no more faces than asked, largest first', async () => {
    const large = await (await draw('lin', { scale: 1.3 })).png().toBuffer();
    const small = await (await draw('ivo')).resize(420).png().toBuffer();
    const create = { width: 1100, height: 480, channels: 3, background: '#8899aa' } as const;
    const layers = [
      { input: small, left: 0, top: 100 },
      { input: large, left: 450, top: 0 },
    ];
    const image = await decodePicture(await sharp({ create }).composite(layers).png().toBuffer());
    const both = await faces.find(image, query);
    expect(both).toHaveLength(2);
    expect(both[0]!.region.width).toBeGreaterThan(both[1]!.region.width);
    const one = await faces.find(image, { ...query, facesMax: 1 });
    expect(one).toEqual([both[0]]);
  });
});
