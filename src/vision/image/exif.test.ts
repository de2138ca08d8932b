import { expect, test } from 'vitest';
import { readExifSigns } from './exif.ts';

const NONE = { hasCamera: false, software: null };

test('damaged EXIF counts as absent and never throws', () => {
  expect(readExifSigns(undefined)).toEqual(NONE);
  expect(readExifSigns(Buffer.from('Exif\0\0'))).toEqual(NONE);
  const farDirectory = Buffer.from('Exif\0\0II*\0\xff\xff\xff\x7f', 'latin1');
  expect(readExifSigns(farDirectory)).toEqual(NONE);
  for (let length = 0; length < 40; length++) {
    const bytes = Buffer.alloc(length, 0xff);
    bytes.write('Exif\0\0MM\0*\0\0\0\x08', 'latin1');
    expect(readExifSigns(bytes)).toEqual(NONE);
  }
});
