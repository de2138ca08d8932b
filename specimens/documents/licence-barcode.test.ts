import { expect, it } from 'vitest';
import { readPdf417 } from '../../src/vision/document/read-barcode.ts';
import { decodePicture } from '../../src/vision/image/decode.ts';
import { castMember } from '../people/cast.ts';
import { buildPerson } from '../people/person.ts';
import { drawDocument } from './draw-document.ts';
import { licenceText } from './licence-barcode.ts';

it('the back of a drawn licence, flat or photographed, is read as what was drawn', async () => {
  const { holder } = castMember('mara');
  const person = await buildPerson('mara');
  const request = { kind: 'driving_licence', side: 'back', holder, person } as const;
  for (const photographed of [false, true]) {
    const { detail } = await decodePicture(await drawDocument({ ...request, photographed }));
    const read = await readPdf417(detail);
    expect(read?.text).toBe(licenceText(holder));
    expect(read?.aamva).toMatchObject({
      DCS: 'LINDQVIST OEZTUERK',
      DAC: 'MARA',
      DAD: 'NONE',
      DAQ: holder.documentNumber,
      DBB: '04171991',
      DCG: 'UTO',
    });
  }
});
