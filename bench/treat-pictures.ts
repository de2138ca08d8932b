/** Pictures treated as a forger or a careless person would, for the rates of the authenticity signs. */
import sharp from 'sharp';

const JPEG = { quality: 90 } as const;

/** A phone's screenshot of the picture: a screen's size, flat bars, no camera. */
export async function screenshotOf(bytes: Buffer): Promise<Buffer> {
  const [width, height] = [1170, 2532];
  const shown = await sharp(bytes)
    .rotate()
    .resize(width, height - 400, { fit: 'inside' })
    .toBuffer();
  return sharp({ create: { width, height, channels: 3, background: '#101012' } })
    .composite([{ input: shown, gravity: 'centre' }])
    .jpeg(JPEG)
    .toBuffer();
}

/** The same saved at another size by a messenger: only the bars are left to tell. */
export async function forwardedScreenshotOf(bytes: Buffer): Promise<Buffer> {
  return sharp(await screenshotOf(bytes))
    .resize(900)
    .jpeg({ quality: 75 })
    .toBuffer();
}

/** A grey photocopy with the dots of a laser printer. */
export async function photocopyOf(bytes: Buffer): Promise<Buffer> {
  const { data, info } = await sharp(bytes)
    .rotate()
    .resize(1600, 1600, { fit: 'inside' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const cell = 4;
  const step = info.channels;
  for (let at = 0; at < info.width * info.height; at++) {
    const [x, y] = [at % info.width, Math.floor(at / info.width)];
    const screen =
      Math.cos((2 * Math.PI * (x + y)) / cell) + Math.cos((2 * Math.PI * (x - y)) / cell);
    const value = (data[at * step]! - 128) * 1.3 + 140 + 22 * screen;
    for (let k = 0; k < step; k++) data[at * step + k] = Math.max(0, Math.min(255, value));
  }
  return sharp(data, { raw: { width: info.width, height: info.height, channels: step } })
    .blur(0.8)
    .jpeg(JPEG)
    .toBuffer();
}

/** Saved by an editor, with the editor's name in XMP only, as many do. */
export async function editorCopyOf(bytes: Buffer): Promise<Buffer> {
  const xmp =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Adobe Photoshop 25.1 (Macintosh)"/></rdf:RDF></x:xmpmeta>';
  return sharp(bytes).rotate().withXmp(xmp).jpeg(JPEG).toBuffer();
}
