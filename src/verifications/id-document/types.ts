/** What goes into the judging of a document and what comes out. */

import type { AccountRecord } from '../../core/ports.ts';
import type { DocumentSideFacts, Signal } from '../../vision/facts.ts';
import type { Judged, Seen } from '../contract.ts';

export type DocumentType = 'passport' | 'id_card' | 'driving_licence' | 'residence_permit';

export interface DocumentChoice {
  /** ICAO three-letter code. */
  readonly country: string;
  readonly type: DocumentType;
  /** This kind of document has a back that must be photographed. */
  readonly back: boolean;
}

export interface DocumentInput {
  readonly front: Seen<DocumentSideFacts> | null;
  readonly back: Seen<DocumentSideFacts> | null;
  readonly choice: DocumentChoice;
  readonly record: Pick<AccountRecord, 'fullName' | 'birthDate' | 'country' | 'documentNumber'>;
  /** ISO date. */
  readonly today: string;
}

/** One line of the reviewer's comparison. Personal: sealed with the key of the case. */
export interface DocumentRow {
  readonly field:
    | 'surname'
    | 'given_names'
    | 'birth_date'
    | 'document_number'
    | 'issuing_state'
    | 'nationality'
    | 'document_type'
    | 'expiry_date';
  readonly document: string;
  readonly record: string;
  /** Null: there was nothing to compare. */
  readonly agrees: boolean | null;
}

export interface DocumentJudged extends Judged {
  readonly rows: readonly DocumentRow[];
  readonly signals: readonly Signal[];
  /** Embedding of the portrait, for selfie and face; null when none was found. */
  readonly portrait: readonly number[] | null;
}
