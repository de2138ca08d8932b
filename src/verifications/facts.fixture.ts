/** Facts as the vision room would give them, for tests. No real person, no real document. */

import type {
  DocumentSideFacts,
  FaceFacts,
  FrameFacts,
  MrzReading,
  PictureFacts,
  SelfieFacts,
} from '../vision/facts.ts';

/** Unit vector in a plane of two persons: `likeness` 1 is the first person, 0 somebody else. */
export function embedding(likeness = 1): readonly number[] {
  return [likeness, Math.sqrt(1 - likeness * likeness), 0, 0];
}

export function face(over: Partial<FaceFacts> = {}): FaceFacts {
  return {
    region: { x: 0.35, y: 0.3, width: 0.3, height: 0.4 },
    score: 0.95,
    eyeDistancePx: 90,
    rollDegrees: 1,
    turn: 0.02,
    nod: 0.4,
    sharpness: 40,
    brightness: 130,
    embedding: embedding(),
    liveScore: null,
    ...over,
  };
}

export function picture(over: Partial<PictureFacts> = {}): PictureFacts {
  return {
    format: 'jpeg',
    width: 1280,
    height: 960,
    bytes: 200_000,
    sha256: 'a'.repeat(64),
    perceptualHash: '0123456789abcdef',
    ...over,
  };
}

export function selfie(over: Partial<SelfieFacts> = {}): SelfieFacts {
  return {
    picture: picture(),
    faults: [],
    faces: [face()],
    signals: [],
    view: new Uint8Array(),
    ...over,
  };
}

export function frame(over: Partial<FaceFacts> = {}, faces?: readonly FaceFacts[]): FrameFacts {
  return {
    picture: picture({ width: 640, height: 480 }),
    faces: faces ?? [face(over)],
    brightness: 120,
    skin: [180, 140, 120],
    surround: [150, 150, 150],
  };
}

export function mrz(
  fields: Partial<MrzReading['fields']> = {},
  over: Partial<MrzReading> = {},
): MrzReading {
  return {
    format: 'TD3',
    lines: [],
    fields: {
      documentCode: 'P',
      issuingState: 'UTO',
      surname: 'ERIKSSON',
      givenNames: 'ANNA MARIA',
      documentNumber: 'L898902C3',
      nationality: 'UTO',
      birthDate: '1974-08-12',
      sex: 'F',
      expiryDate: '2030-04-15',
      optionalData: '',
      ...fields,
    },
    checks: [
      { name: 'document_number', ok: true },
      { name: 'birth_date', ok: true },
      { name: 'expiry_date', ok: true },
      { name: 'composite', ok: true },
    ],
    valid: true,
    repaired: false,
    confidence: 0.97,
    characterConfidence: [],
    region: { x: 0.05, y: 0.8, width: 0.9, height: 0.12 },
    rotationDegrees: 0,
    ...over,
  };
}

export function side(over: Partial<DocumentSideFacts> = {}): DocumentSideFacts {
  const portrait = face();
  return {
    picture: picture(),
    fineHash: '',
    faults: [],
    mrz: null,
    barcode: null,
    printed: [],
    faces: [portrait],
    portrait,
    signals: [],
    view: new Uint8Array(),
    ...over,
  };
}
