import type { FaceEngine } from '../face/face-engine.ts';
import type {
  BarcodeReading,
  DocumentSideFacts,
  FaceFacts,
  MrzReading,
  PrintedField,
  Quarter,
  Signal,
  VisionTasks,
} from '../facts.ts';
import { encodeView } from '../image/decode.ts';
import type { DecodedImage } from '../image/decoded-image.ts';
import { fineHash } from '../image/fine-hash.ts';
import { collectSigns } from './authenticity/collect-signs.ts';
import { barSignals, greySignals } from './authenticity/document-signals.ts';
import { keptSigns } from './authenticity/kept-signs.ts';
import { documentFaults } from './document-faults.ts';
import { createLineReader, type LineReader } from './mrz/line-reader.ts';
import { findMrz } from './mrz/read-mrz.ts';
import { readPrinted, readPrintedFront } from './printed/read-printed.ts';
import type { TextReader } from './printed/text-reader.ts';
import { readPdf417 } from './read-barcode.ts';

/** A portrait and its ghost; more faces than these say nothing about a document. */
const FACES_MAX = 3;
/**
 * Cosine of the default embedder under which the second face is another person's. Ghosts are
 * faint and small, so this lies well below the threshold for two good pictures of one person.
 */
const GHOST_COSINE_MIN = 0.15;

/**
 * Wall time from the start after which no more print is read, ms: on a machine under load the zone's reading must
 * not be lost at the task's deadline for the sake of the print.
 */
const PRINT_UNTIL_MS = 3_000;

/** As the lines of the zone run; without them any way, upright first. */
function waysUp(mrz: MrzReading | null): readonly Quarter[] {
  return mrz === null ? [0, 90, 270, 180] : [mrz.rotationDegrees];
}

let loadedReader: Promise<LineReader> | null = null;

/** The line net, loaded on the first use and kept for the life of the process. */
export function lineReader(): Promise<LineReader> {
  loadedReader ??= createLineReader();
  return loadedReader;
}

/**
 * Facts of one side of a document: MRZ, barcode, faces, faults and signs, never a verdict.
 * Regions are fractions of `image`. Printed text is read where the picture is not to be taken anew anyway: what
 * the MRZ of this side says, or else what stands beside the labels of a front.
 * @param text none: `printed` stays empty
 * @throws VisionFailure when a model is missing or broken
 */
export async function inspectDocumentSide(
  image: DecodedImage,
  input: VisionTasks['document-side']['input'],
  faces: FaceEngine,
  text: TextReader | null = null,
): Promise<DocumentSideFacts> {
  const untilMs = performance.now() + PRINT_UNTIL_MS;
  const found = await findMrz(image.detail, await lineReader(), input.today);
  const isLicenceBack = input.documentType === 'driving_licence' && input.side === 'back';
  const barcode: BarcodeReading | null = isLicenceBack ? await readPdf417(image.detail) : null;
  const isFront = input.side === 'front';
  const turned = isFront ? waysUp(found.mrz) : undefined;
  const query = { embed: isFront, live: false, facesMax: FACES_MAX, tiles: isFront };
  const people = await faces.find(image, turned === undefined ? query : { ...query, turned });
  const portrait = isFront ? (people[0] ?? null) : null;
  const faults = documentFaults(image, input, { ...found, barcode, faces: people });
  const printOf = async (reader: TextReader): Promise<readonly PrintedField[]> => {
    if (found.mrz !== null) return readPrinted(image.detail, found.mrz, reader, untilMs);
    return portrait === null ? [] : readPrintedFront(image.detail, portrait, reader, untilMs);
  };
  const printed = text === null || faults.length > 0 ? [] : await printOf(text);
  const kept = { image, bytes: input.picture, source: input.source };
  const { signals, signsLost } = await collectSigns([
    { name: 'flat_bars', look: () => barSignals(image) },
    { name: 'no_colour', look: () => greySignals(image) },
    ...(faults.length > 0 ? [] : keptSigns({ ...kept, portrait, printed })),
    { name: 'ghost_portrait', look: () => ghostSignals(people) },
  ]);
  return {
    picture: image.facts,
    fineHash: fineHash(image),
    faults,
    mrz: found.mrz,
    barcode,
    printed,
    faces: people,
    portrait,
    signals: [...image.signals, ...signals],
    signsLost,
    view: await encodeView(image),
  };
}

/** A second face on a card is its ghost portrait; it must be the same person. */
export function ghostSignals(people: readonly FaceFacts[]): Signal[] {
  const [portrait, ghost] = people;
  if (portrait === undefined || ghost === undefined) return [];
  if (portrait.embedding.length === 0 || ghost.embedding.length !== portrait.embedding.length) {
    return [];
  }
  const cosine = portrait.embedding.reduce((sum, v, at) => sum + v * ghost.embedding[at]!, 0);
  if (cosine >= GHOST_COSINE_MIN) return [];
  return [
    {
      code: 'ghost_portrait_differs',
      strength: Math.min(1, (GHOST_COSINE_MIN - cosine) / GHOST_COSINE_MIN),
      detail: `second face on the document, cosine ${cosine.toFixed(2)}`,
      region: ghost.region,
    },
  ];
}
