import type { FaceFacts, PrintedField, Signal } from '../../facts.ts';
import type { DecodedImage } from '../../image/decoded-image.ts';
import { credentialSignals } from './content-credentials.ts';
import { savingSignals } from './saving-signals.ts';
import { screenSignals } from './screen-grid.ts';
import { unevenSignals } from './uneven-print.ts';
import { writingSignals } from './written-by.ts';

export interface KeptPicture {
  readonly image: DecodedImage;
  /** The file as it came. */
  readonly bytes: Uint8Array;
  readonly source: 'camera' | 'file' | undefined;
  readonly portrait: FaceFacts | null;
  readonly printed: readonly PrintedField[];
}

/** The signs that cost time: of a picture without faults only, as one with faults is taken anew and never kept. */
export async function keptSignals(picture: KeptPicture): Promise<Signal[]> {
  const { image, bytes, source, portrait, printed } = picture;
  return [
    ...writingSignals(image, bytes, source),
    ...(await credentialSignals(image, bytes)),
    ...(await savingSignals(bytes, image.detail, portrait?.region ?? null)),
    ...screenSignals(image.detail),
    ...unevenSignals(image.detail, printed),
  ];
}
