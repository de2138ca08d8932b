/** The printed portrait of a drawn person, and its pale ghost. */
import sharp from 'sharp';
import { type Person, renderPerson } from '../people/person.ts';

/** Light, framing and wall of a photo booth: frontal, even light, the face about 70 % of the height. */
export async function portraitPng(person: Person, width: number, height: number): Promise<Buffer> {
  const picture = renderPerson(person, {
    width,
    height,
    zoom: 2,
    dy: 0.05,
    light: [-0.2, 0.35, 0.9],
    ambient: 0.62,
    key: 0.85,
    wall: [
      [228, 230, 232],
      [214, 217, 220],
    ],
  });
  const raw = { width, height, channels: 3 as const };
  return sharp(picture.data, { raw }).png().toBuffer();
}

/** Grey, pale and see-through: RGBA. */
export async function ghostPng(portrait: Buffer, width: number, height: number): Promise<Buffer> {
  return sharp(portrait)
    .resize(width, height)
    .greyscale()
    .linear(0.62, 88)
    .toColourspace('srgb')
    .ensureAlpha(0.5)
    .png()
    .toBuffer();
}
