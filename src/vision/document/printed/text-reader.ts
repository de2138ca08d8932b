import sharp from 'sharp';
import type { Region } from '../../facts.ts';
import type { RgbImage } from '../../image/decoded-image.ts';
import { loadModelFile } from '../../models/load-model.ts';
import type { ModelRunner } from '../../models/model-sessions.ts';
import { decodeCtc, readAlphabet } from './ctc-decode.ts';
import { type TextBox, textBoxes } from './text-boxes.ts';
import { cutTextStrip, STRIP_HEIGHT_PX } from './text-strip.ts';

/** One line of print as it was read. */
export interface TextLine {
  readonly text: string;
  /** Of each UTF-16 unit of `text`, 0..1. */
  readonly confidence: readonly number[];
  /** Fractions of the picture. */
  readonly region: Region;
  /** Height of the line, fraction of the picture's height. */
  readonly height: number;
}

export interface TextReader {
  /**
   * Reads the lines of a picture that stands upright, the tallest first.
   * @throws VisionFailure when a model is missing or broken
   */
  read(image: RgbImage, options: ReadOptions): Promise<TextLine[]>;
}

export interface ReadOptions {
  /** Text with its middle in these regions is left out, such as the machine-readable zone. */
  readonly skip: readonly Region[];
  /** Asked now and then: ends the reading early. */
  readonly isEnough: (lines: readonly TextLine[]) => boolean;
}

/** Finer than this finds no more fields and costs four times as much for twice the side. */
const DETECTION_SIDE_PX = 960;
const NET_MULTIPLE = 32;
const ASK_EACH = 4;
/**
 * The reader's time goes with the width of its strips, about 8 ms for 100 px: so much is read of a page, the
 * tallest lines first.
 */
const STRIP_WIDTH_SUM_MAX = 7_000;
/** A page of print has at most so many; a newspaper must not cost seconds. */
const LINES_MAX = 48;
const MEAN = [0.485, 0.456, 0.406] as const;
const DEVIATION = [0.229, 0.224, 0.225] as const;

export function createTextReader(models: ModelRunner): TextReader {
  let alphabet: Promise<string[]> | null = null;
  const known = (): Promise<string[]> => {
    alphabet ??= loadModelFile('ppocr_read', 1).then((file) => readAlphabet(file.toString('utf8')));
    return alphabet;
  };
  return {
    async read(image, { skip, isEnough }) {
      const letters = await known();
      const lines: TextLine[] = [];
      let widthSum = 0;
      for (const [index, box] of (await findBoxes(models, image)).entries()) {
        const region = regionOf(box, image);
        if (skip.some((one) => holdsMiddle(one, region))) continue;
        if (index % ASK_EACH === 0 && isEnough(lines)) break;
        const { values, width } = cutTextStrip(image, box);
        widthSum += width;
        if (widthSum > STRIP_WIDTH_SUM_MAX) break;
        const output = await models.run('ppocr_read', values, [1, 3, STRIP_HEIGHT_PX, width]);
        const { text, confidence } = decodeCtc(Object.values(output)[0]!, letters);
        const height = (box.height * Math.cos(box.angle)) / image.height;
        if (text !== '') lines.push({ text, confidence, region, height });
      }
      return lines;
    },
  };
}

async function findBoxes(models: ModelRunner, image: RgbImage): Promise<TextBox[]> {
  const scale = Math.min(1, DETECTION_SIDE_PX / Math.max(image.width, image.height));
  const netSide = (side: number) =>
    Math.max(NET_MULTIPLE, Math.round((side * scale) / NET_MULTIPLE) * NET_MULTIPLE);
  const [width, height] = [netSide(image.width), netSide(image.height)];
  const { data } = await sharp(image.data, {
    raw: { width: image.width, height: image.height, channels: 3 },
  })
    .resize(width, height, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const plane = width * height;
  const values = new Float32Array(3 * plane);
  for (let at = 0; at < plane; at++) {
    for (let channel = 0; channel < 3; channel++) {
      const level = data[at * 3 + 2 - channel]! / 255;
      values[channel * plane + at] = (level - MEAN[channel]!) / DEVIATION[channel]!;
    }
  }
  const output = await models.run('ppocr_detect', values, [1, 3, height, width]);
  const found = textBoxes({ chances: Object.values(output)[0]!, width, height }, LINES_MAX);
  const boxes = found.toSorted((a, b) => b.height - a.height);
  return boxes.map((box) => scaled(box, image.width / width, image.height / height));
}

/** The net's picture is scaled a little differently across and along; lines are nearly level. */
function scaled(box: TextBox, across: number, down: number): TextBox {
  const [cos, sin] = [Math.abs(Math.cos(box.angle)), Math.abs(Math.sin(box.angle))];
  return {
    ...box,
    centerX: box.centerX * across,
    centerY: box.centerY * down,
    length: box.length * (cos * across + sin * down),
    height: box.height * (cos * down + sin * across),
  };
}

function regionOf(box: TextBox, image: RgbImage): Region {
  const [cos, sin] = [Math.abs(Math.cos(box.angle)), Math.abs(Math.sin(box.angle))];
  const [reachX, reachY] = [
    (box.length * cos + box.height * sin) / 2,
    (box.length * sin + box.height * cos) / 2,
  ];
  const left = Math.max(0, (box.centerX - reachX) / image.width);
  const top = Math.max(0, (box.centerY - reachY) / image.height);
  return {
    x: left,
    y: top,
    width: Math.min(1, (box.centerX + reachX) / image.width) - left,
    height: Math.min(1, (box.centerY + reachY) / image.height) - top,
  };
}

function holdsMiddle(outer: Region, inner: Region): boolean {
  const x = inner.x + inner.width / 2 - outer.x;
  const y = inner.y + inner.height / 2 - outer.y;
  return x >= 0 && y >= 0 && x <= outer.width && y <= outer.height;
}
