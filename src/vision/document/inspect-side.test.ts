import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type DocumentRequest,
  drawDocument,
  mrzOf,
} from '../../../specimens/documents/draw-document.ts';
import { castMember } from '../../../specimens/people/cast.ts';
import { buildPerson, type Person } from '../../../specimens/people/person.ts';
import type { FaceEngine } from '../face/face-engine.ts';
import type { DocumentSideFacts, FaceFacts, VisionTasks } from '../facts.ts';
import { decodePicture } from '../image/decode.ts';
import { inspectDocumentSide } from './inspect-side.ts';

const HOLDER = castMember('mara').holder;
/** These tests are about print; the face room has its own. */
const NO_FACES: FaceEngine = { find: async () => [] };
const SOME_FACE: Omit<FaceFacts, 'region'> = {
  ...{ score: 0.9, eyeDistancePx: 60, rollDegrees: 0, turn: 0, nod: 0 },
  ...{ sharpness: 30, brightness: 120, embedding: [], liveScore: null },
};
let person: Person;

beforeAll(async () => {
  person = await buildPerson('mara');
});

type Request = Omit<DocumentRequest, 'holder' | 'person'>;
type Input = VisionTasks['document-side']['input'];

async function inspect(request: Request, documentType: Input['documentType']) {
  const picture = await drawDocument({ holder: HOLDER, person, ...request });
  const input = { picture, side: request.side, documentType, country: 'UTO', today: '2026-11-22' };
  return inspectDocumentSide(await decodePicture(picture), input, NO_FACES);
}

function codesOf(facts: DocumentSideFacts): string[] {
  return facts.faults.map(({ code }) => code);
}

describe('inspectDocumentSide', () => {
  it('reads the MRZ of a flat and of a photographed passport', async () => {
    for (const photographed of [false, true]) {
      const facts = await inspect({ kind: 'passport', side: 'front', photographed }, 'passport');
      expect(facts.mrz?.lines).toEqual(mrzOf({ kind: 'passport', holder: HOLDER }));
      expect(facts.mrz).toMatchObject({ format: 'TD3', valid: true, repaired: false });
      expect(facts.mrz?.fields).toMatchObject({
        surname: 'LINDQVIST OEZTUERK',
        givenNames: 'MARA',
        documentNumber: 'U12345678',
        birthDate: '1991-04-17',
        expiryDate: '2031-06-30',
      });
    }
  });

  it('reads the MRZ on the back of a photographed ID card', async () => {
    const facts = await inspect({ kind: 'id_card', side: 'back', photographed: true }, 'id_card');
    expect(facts.mrz?.lines).toEqual(mrzOf({ kind: 'id_card', holder: HOLDER }));
    expect(facts.mrz).toMatchObject({ format: 'TD1', valid: true, rotationDegrees: 0 });
  });

  it('says that a check digit is wrong instead of repairing what is printed clearly', async () => {
    const faults = ['wrong-check-digit'] as const;
    const facts = await inspect(
      { kind: 'passport', side: 'front', photographed: true, faults },
      'passport',
    );
    expect(facts.mrz?.lines).toEqual(mrzOf({ kind: 'passport', holder: HOLDER, faults }));
    expect(facts.mrz?.valid).toBe(false);
  });

  it('finds no MRZ on the front of an ID card and says that the face is missing', async () => {
    const facts = await inspect({ kind: 'id_card', side: 'front', photographed: true }, 'id_card');
    expect(facts.mrz).toBeNull();
    expect(codesOf(facts)).toContain('face_not_visible');
    expect(codesOf(facts)).not.toContain('no_document');
  });

  it('calls a blurred and a dark picture what they are', async () => {
    const blurred = await inspect(
      { kind: 'passport', side: 'front', photographed: true, faults: ['blurred'] },
      'passport',
    );
    expect(codesOf(blurred)).toContain('image_blurry');
    const dark = await inspect(
      { kind: 'passport', side: 'front', photographed: true, faults: ['dark'] },
      'passport',
    );
    expect(codesOf(dark)).toContain('image_dark');
  });

  it('calls a picture blurred though its MRZ could be read', async () => {
    const faults = ['blurred'] as const;
    const facts = await inspect({ kind: 'id_card_td2', side: 'front', faults }, 'id_card');
    expect(facts.mrz?.valid).toBe(true);
    expect(codesOf(facts)).toContain('image_blurry');
  });

  it('tells where the document goes on outside the picture though its MRZ is whole', async () => {
    const request = { kind: 'id_card_td2', side: 'front', photographed: true } as const;
    const cut = await inspect({ ...request, faults: ['cropped'] }, 'id_card');
    expect(cut.mrz?.valid).toBe(true);
    expect(cut.faults).toContainEqual(
      expect.objectContaining({
        code: 'image_cropped',
        region: { x: 0, y: 0, width: 0.06, height: 1 },
      }),
    );
    expect(codesOf(await inspect(request, 'id_card'))).not.toContain('image_cropped');
  });

  it('calls a card cut off where its portrait meets the edge of the picture', async () => {
    const picture = await drawDocument({ kind: 'id_card', side: 'front', holder: HOLDER, person });
    const image = await decodePicture(picture);
    const input = { picture, side: 'front', documentType: 'id_card', country: 'UTO' } as const;
    const withFaceAt = async (x: number) => {
      const region = { x, y: 0.3, width: 0.2, height: 0.3 };
      const engine: FaceEngine = { find: async () => [{ ...SOME_FACE, region }] };
      const facts = await inspectDocumentSide(image, { ...input, today: '2026-11-22' }, engine);
      return facts.faults.find(({ code }) => code === 'image_cropped')?.region ?? null;
    };
    expect(await withFaceAt(0.004)).toMatchObject({ x: 0, height: 1 });
    expect(await withFaceAt(0.8)).toMatchObject({ x: 0.94, height: 1 });
    expect(await withFaceAt(0.1)).toBeNull();
  });

  it('looks for the portrait the way that the lines of the zone run, and without a zone in all ways', async () => {
    const asked: unknown[] = [];
    const engine: FaceEngine = {
      find: async (_image, { turned }) => {
        asked.push(turned);
        return [];
      },
    };
    const front = await drawDocument({ kind: 'passport', side: 'front', holder: HOLDER, person });
    const input = { documentType: 'passport', country: 'UTO', today: '2026-11-22' } as const;
    for (const turn of [0, 90, 270]) {
      const picture = await sharp(front).rotate(turn).jpeg({ quality: 92 }).toBuffer();
      const image = await decodePicture(picture);
      await inspectDocumentSide(image, { ...input, picture, side: 'front' }, engine);
    }
    const bare = await sharp(front).blur(30).jpeg().toBuffer();
    for (const [picture, side] of [
      [bare, 'front'],
      [front, 'back'],
    ] as const) {
      const image = await decodePicture(picture);
      await inspectDocumentSide(image, { ...input, picture, side }, engine);
    }
    expect(asked).toEqual([[0], [90], [270], [0, 90, 270, 180], undefined]);
  });

  it('calls a picture too small though its zone could be read', async () => {
    const whole = await drawDocument({ kind: 'passport', side: 'front', holder: HOLDER, person });
    const picture = await sharp(whole).resize(470).jpeg({ quality: 95 }).toBuffer();
    const input = { picture, side: 'front', documentType: 'passport', country: 'UTO' } as const;
    const image = await decodePicture(picture);
    const facts = await inspectDocumentSide(image, { ...input, today: '2026-11-22' }, NO_FACES);
    expect(facts.mrz?.valid).toBe(true);
    expect(codesOf(facts)).toContain('image_too_small');
  });

  it('looks for the costly signs on a picture that is kept, and on no other', async () => {
    const region = { x: 0.14, y: 0.24, width: 0.2, height: 0.34 };
    const faces: FaceEngine = { find: async () => [{ ...SOME_FACE, region }] };
    const signsOf = async (faults: NonNullable<Request['faults']>, source: 'camera' | 'file') => {
      const request = { kind: 'passport', side: 'front', photographed: true, faults } as const;
      const picture = await drawDocument({ holder: HOLDER, person, ...request });
      const input = { picture, side: 'front', documentType: 'passport', source } as const;
      const whole = { ...input, country: 'UTO', today: '2026-11-22' };
      const facts = await inspectDocumentSide(await decodePicture(picture), whole, faces);
      return facts.signals.map(({ code }) => code);
    };
    // Its file names a camera, which the page's own capture never does.
    expect(await signsOf([], 'camera')).toEqual(['not_own_capture']);
    expect(await signsOf([], 'file')).toEqual([]);
    expect(await signsOf(['blurred'], 'camera')).toEqual([]);
  });

  it('loses a sign that throws alone, and names it by kind and place', async () => {
    const picture = await drawDocument({ kind: 'passport', side: 'front', holder: HOLDER, person });
    // Bytes and a second face that no reader of signs can do anything with.
    const bytes = new Proxy(picture, {
      get: () => {
        throw new RangeError('SECRET NAME');
      },
    });
    const region = { x: 0.14, y: 0.24, width: 0.2, height: 0.34 };
    const ghost = {
      ...{ ...SOME_FACE, region },
      get embedding(): readonly number[] {
        throw new RangeError('SECRET NAME');
      },
    };
    const faces: FaceEngine = {
      find: async () => [{ ...SOME_FACE, region, embedding: [1] }, ghost],
    };
    const input = {
      picture: bytes,
      side: 'front',
      documentType: 'passport',
      source: 'camera',
    } as const;
    const image = await decodePicture(picture);
    const whole = { ...input, country: 'UTO', today: '2026-11-22' };
    const facts = await inspectDocumentSide({ ...image, signals: [] }, whole, faces);
    expect(facts.mrz?.valid).toBe(true);
    expect(facts.faults).toEqual([]);
    const lost = facts.signsLost ?? [];
    expect(lost.map(({ sign }) => sign)).toEqual(['writing', 'saving', 'ghost_portrait']);
    for (const { where } of lost) {
      expect(where).toMatch(/^RangeError at inspect-side\.test\.ts:\d+:\d+$/);
    }
  });
});
