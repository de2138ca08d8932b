import type { FaceFacts, PrintedField } from '../../facts.ts';
import type { DecodedImage } from '../../image/decoded-image.ts';
import type { Sign } from './collect-signs.ts';
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
export function keptSigns({ image, bytes, source, portrait, printed }: KeptPicture): Sign[] {
  const face = portrait?.region ?? null;
  return [
    { name: 'writing', look: () => writingSignals(image, bytes, source) },
    { name: 'content_credentials', look: () => credentialSignals(image, bytes) },
    { name: 'saving', look: () => savingSignals(bytes, image.detail, face) },
    { name: 'screen_grid', look: () => screenSignals(image.detail) },
    { name: 'uneven_print', look: () => unevenSignals(image.detail, printed) },
  ];
}
