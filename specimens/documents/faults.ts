/** Controlled faults: each one thing, so that a test knows which complaint must follow. */
import sharp, { type Sharp } from 'sharp';

/** Faults of the print (first two) and of the picture. */
export type DocumentFault =
  | 'wrong-check-digit'
  | 'name-mismatch'
  | 'blurred'
  | 'dark'
  | 'glare'
  | 'cropped'
  | 'greyscale'
  | 'screenshot';

/** EXIF of an invented camera, in sharp's shape (IFD2 is the Exif directory). */
export const CAMERA_EXIF = {
  IFD0: { Make: 'Utopia Optics', Model: 'Hythloday 7', Software: '7.1', Orientation: '1' },
  IFD2: {
    DateTimeOriginal: '2026:05:04 10:21:07',
    ExposureTime: '1/60',
    FNumber: '18/10',
    ISOSpeedRatings: '125',
    FocalLength: '57/10',
  },
} as const;

const SCREEN = { width: 1170, height: 2532, bar: 180 };

async function glare(picture: Sharp, width: number, height: number): Promise<Sharp> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><radialGradient id="g"><stop offset="0" stop-color="white"/><stop offset=".55" stop-color="white" stop-opacity=".97"/><stop offset="1" stop-color="white" stop-opacity="0"/></radialGradient></defs><ellipse cx="${width * 0.58}" cy="${height * 0.44}" rx="${width * 0.24}" ry="${height * 0.3}" fill="url(#g)"/></svg>`;
  return picture.composite([{ input: Buffer.from(svg) }]);
}

/** A phone's screen that shows the picture between two flat bars. */
async function screenshot(picture: Sharp): Promise<Sharp> {
  const shown = await picture
    .resize({ width: SCREEN.width })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const bar = (fill: string) => ({
    create: { width: SCREEN.width, height: SCREEN.bar, channels: 3 as const, background: fill },
  });
  return sharp({
    create: { width: SCREEN.width, height: SCREEN.height, channels: 3, background: '#000' },
  }).composite([
    { input: shown, gravity: 'centre' },
    { input: bar('#f7f7f8'), gravity: 'north' },
    { input: bar('#f7f7f8'), gravity: 'south' },
  ]);
}

/** Applies one picture fault to a flat or photographed picture; print faults pass unchanged. */
export async function spoilPicture(picture: Sharp, fault: DocumentFault): Promise<Sharp> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const still = () => sharp(data, { raw: { width, height, channels } });
  switch (fault) {
    case 'blurred':
      return still().blur(width / 260);
    case 'dark':
      return still().linear(0.13, 0);
    case 'glare':
      return glare(still(), width, height);
    case 'cropped':
      return still().extract({
        left: Math.round(width * 0.16),
        top: 0,
        width: Math.round(width * 0.84),
        height: Math.round(height * 0.9),
      });
    case 'greyscale':
      return still().greyscale();
    case 'screenshot':
      return screenshot(still());
    case 'wrong-check-digit':
    case 'name-mismatch':
      return still();
  }
}
