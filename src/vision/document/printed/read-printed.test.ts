import { beforeAll, describe, expect, it } from 'vitest';
import { drawDocument, mrzOf } from '../../../../specimens/documents/draw-document.ts';
import { castMember } from '../../../../specimens/people/cast.ts';
import { buildPerson } from '../../../../specimens/people/person.ts';
import type { MrzReading, PrintedField } from '../../facts.ts';
import { decodePicture } from '../../image/decode.ts';
import type { RgbImage } from '../../image/decoded-image.ts';
import { createModelRunner } from '../../models/model-sessions.ts';
import { createLineReader } from '../mrz/line-reader.ts';
import { readMrz } from '../mrz/read-mrz.ts';
import { readPrinted } from './read-printed.ts';
import { createTextReader } from './text-reader.ts';

const HOLDER = castMember('mara').holder;
const reader = createTextReader(createModelRunner('.thaw/models'));
let image: RgbImage;
let mrz: MrzReading;

beforeAll(async () => {
  const request = { kind: 'id_card_td2', side: 'front', holder: HOLDER } as const;
  const picture = await drawDocument({ ...request, person: await buildPerson('mara') });
  image = (await decodePicture(picture)).detail;
  mrz = (await readMrz(image, await createLineReader(), '2026-11-22'))!;
  expect(mrz.lines).toEqual(mrzOf(request));
});

describe('readPrinted', () => {
  it('finds all five fields of a drawn card, each where it is printed', async () => {
    const fields = await readPrinted(image, mrz, reader);
    expect(fields.map(({ name }) => name)).toEqual([
      'surname',
      'given_names',
      'document_number',
      'birth_date',
      'expiry_date',
    ]);
    const surname = fields[0] as PrintedField;
    expect(surname.region.x).toBeCloseTo(38 / 105, 1);
    expect(surname.region.y).toBeCloseTo(15.5 / 74, 1);
  });

  it('reads nothing once its time is over', async () => {
    expect(await readPrinted(image, mrz, reader, performance.now() - 1)).toEqual([]);
  });
});
