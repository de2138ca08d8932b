import type { DocumentView, FaultView } from '../../src/core/wire.ts';

export type DocumentPart = 'intro' | 'choose' | 'front' | 'back' | 'ready';

export type DocumentSide = 'front' | 'back';

/** Small print of a card must stay readable: about 300 dpi over the frame. */
export const documentSize = { longestSide: 1920, quality: 0.92 };

/** Sides to take anew when the step is asked for again: those with a fault, else both. */
export function sidesToRedo(faults: readonly FaultView[]): readonly DocumentSide[] {
  const sides: readonly DocumentSide[] = ['front', 'back'];
  const faulty = sides.filter((side) => faults.some(({ media }) => media === `document_${side}`));
  return faulty.length > 0 ? faulty : sides;
}

/** The part of the document step that is next; whoever comes back continues where they were. */
export function nextDocumentPart(
  document: DocumentView,
  local: {
    readonly isIntroRead: boolean;
    readonly isChoosing: boolean;
    /** Accepted once, and wanted anew. */
    readonly redo: readonly DocumentSide[];
  },
): DocumentPart {
  const hasUploaded = document.front.uploadedAt !== null && local.redo.length === 0;
  if (!local.isIntroRead && !hasUploaded) return 'intro';
  if (local.isChoosing || document.country === null || document.type === null) return 'choose';
  if (!document.front.accepted || local.redo.includes('front')) return 'front';
  if (document.type.back && (!document.back?.accepted || local.redo.includes('back')))
    return 'back';
  return 'ready';
}
