import type { FaceFacts, MrzReading, PrintedField } from '../../facts.ts';
import type { RgbImage } from '../../image/decoded-image.ts';
import { cardAround, documentPage } from './document-page.ts';
import { FIELD_COUNT, findFields, isComplete, labelledFields } from './find-fields.ts';
import type { TextReader } from './text-reader.ts';

/**
 * Reads the printed fields that the zone repeats. Regions are fractions of `image`. Reading ends as soon as
 * all are found, the largest print first; on a right document the labels are then never read.
 * @param untilMs on the clock of `performance.now()`: nothing more is read after it, and what was found is kept
 * @throws VisionFailure when a model is missing or broken
 */
export async function readPrinted(
  image: RgbImage,
  mrz: MrzReading,
  reader: TextReader,
  untilMs = Number.POSITIVE_INFINITY,
): Promise<PrintedField[]> {
  const isLate = (): boolean => performance.now() > untilMs;
  if (isLate()) return [];
  const page = await documentPage(image, mrz);
  const lines = await reader.read(page.image, {
    skip: [page.zone],
    isEnough: (read) => isLate() || isComplete(findFields(read, mrz.fields), mrz.fields),
  });
  return findFields(lines, mrz.fields).map((field) => ({
    ...field,
    region: page.toPicture(field.region),
  }));
}

/**
 * Reads the fields of a front that has its zone on the back, or none at all, beside their labels. The portrait
 * tells where the card lies and how large it is.
 */
export async function readPrintedFront(
  image: RgbImage,
  portrait: FaceFacts,
  reader: TextReader,
  untilMs = Number.POSITIVE_INFINITY,
): Promise<PrintedField[]> {
  const isLate = (): boolean => performance.now() > untilMs;
  if (isLate()) return [];
  const card = await cardAround(image, portrait.region);
  const lines = await reader.read(card.image, {
    skip: [],
    isEnough: (read) => isLate() || labelledFields(read).length === FIELD_COUNT,
  });
  return labelledFields(lines).map((field) => ({ ...field, region: card.toPicture(field.region) }));
}
