/**
 * What the vision room says about pictures: facts, never verdicts. Types only, so that any room may
 * `import type` them without pulling a decoder into its process.
 */

/** A rectangle in fractions of the picture's width and height (0..1), origin top left. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Degrees clockwise by which what is looked for lies turned in the picture. */
export type Quarter = 0 | 90 | 180 | 270;

export type PictureFormat = 'jpeg' | 'png' | 'webp';

/** Faults of the picture itself; the codes are the product's reason codes of class `quality`. */
export type PictureFaultCode =
  | 'image_blurry'
  | 'image_glare'
  | 'image_dark'
  | 'image_cropped'
  | 'image_too_small'
  | 'image_greyscale'
  | 'face_not_visible'
  | 'face_covered'
  | 'multiple_faces'
  | 'no_document';

export interface PictureFault {
  readonly code: PictureFaultCode;
  /** Where on the picture; null when the whole picture is meant. */
  readonly region: Region | null;
  /** The measured number behind the fault, in the unit its threshold has. For staff only. */
  readonly measure: number;
}

/** Signs for the reviewer. A signal never declines. */
export type SignalCode =
  | 'is_screenshot'
  | 'is_screen_replay'
  | 'is_photocopy'
  | 'is_edited'
  | 'metadata_editor'
  | 'editor_tables'
  | 'not_own_capture'
  | 'saved_twice'
  | 'content_credentials'
  | 'no_camera_metadata'
  | 'c2pa_invalid'
  | 'portrait_pasted'
  | 'ghost_portrait_differs'
  | 'document_tampered'
  | 'spoof_suspected'
  | 'injection_suspected';

export interface Signal {
  readonly code: SignalCode;
  /** 0..1, how strongly the sign shows. */
  readonly strength: number;
  readonly detail: string;
  readonly region?: Region;
}

/** What is looked for on the picture of a document, each on its own. */
export type SignName =
  | 'flat_bars'
  | 'no_colour'
  | 'writing'
  | 'content_credentials'
  | 'saving'
  | 'screen_grid'
  | 'uneven_print'
  | 'ghost_portrait';

/** A sign that nobody can say anything of, because what looks for it failed. */
export interface LostSign {
  readonly sign: SignName;
  /** Kind and place of the error; never its message, which may quote what was read. */
  readonly where: string;
}

export interface PictureFacts {
  readonly format: PictureFormat;
  /** Pixels after the EXIF orientation has been applied. */
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly sha256: string;
  /** 64-bit perceptual hash as 16 hex digits; the caller keys it before it is stored. */
  readonly perceptualHash: string;
}

/** One face. Lengths are pixels of the decoded picture (long side at most 1280). */
export interface FaceFacts {
  readonly region: Region;
  readonly score: number;
  readonly eyeDistancePx: number;
  readonly rollDegrees: number;
  /**
   * Nose offset along the eye line, in eye distances. Positive: the nose points to the right edge
   * of the picture, which in a picture that is not mirrored is the subject's own LEFT.
   */
  readonly turn: number;
  /** Nose offset across the eye line, in eye distances: grows when the head looks down. */
  readonly nod: number;
  /** 90th percentile of the absolute Laplacian over the face, 8-bit grey levels. */
  readonly sharpness: number;
  /** Mean luma of the face, 0..255. */
  readonly brightness: number;
  /** Unit vector of the default embedder; empty when the caller did not ask for it. */
  readonly embedding: readonly number[];
  /** fr_liveness, probability of class `live`; null when the caller did not ask for it. */
  readonly liveScore: number | null;
}

export type MrzFormat = 'TD1' | 'TD2' | 'TD3' | 'MRVA' | 'MRVB';

export interface MrzFields {
  /** First letters, fillers removed: `P`, `I`, `ID`, `V` ... */
  readonly documentCode: string;
  readonly issuingState: string;
  readonly surname: string;
  readonly givenNames: string;
  readonly documentNumber: string;
  readonly nationality: string;
  /** ISO date `YYYY-MM-DD`, century resolved; null when unreadable. Unknown parts stay `XX`. */
  readonly birthDate: string | null;
  readonly sex: 'F' | 'M' | 'X';
  readonly expiryDate: string | null;
  readonly optionalData: string;
}

export type MrzCheckName =
  | 'document_number'
  | 'birth_date'
  | 'expiry_date'
  | 'optional'
  | 'composite';

export interface MrzReading {
  readonly format: MrzFormat;
  readonly lines: readonly string[];
  readonly fields: MrzFields;
  readonly checks: readonly { readonly name: MrzCheckName; readonly ok: boolean }[];
  /** Every check digit is right. */
  readonly valid: boolean;
  /** A look-alike was exchanged under check digits: say so wherever the reading is shown. */
  readonly repaired: boolean;
  /** Lowest per-character confidence, 0..1, and all of them line by line. */
  readonly confidence: number;
  readonly characterConfidence: readonly (readonly number[])[];
  readonly region: Region;
  readonly rotationDegrees: Quarter;
}

export interface BarcodeReading {
  readonly format: 'PDF417' | 'QRCode';
  readonly text: string;
  /** AAMVA element ids -> values when the text is one (`DAC`, `DCS`, `DBB` ...). */
  readonly aamva: Readonly<Record<string, string>> | null;
  readonly region: Region;
}

/** Printed text matched to a meaning, e.g. the surname beside its label. */
export interface PrintedField {
  readonly name: 'surname' | 'given_names' | 'document_number' | 'birth_date' | 'expiry_date';
  readonly text: string;
  readonly confidence: number;
  readonly region: Region;
  /**
   * How it was found: text that means what the zone says, or text beside the field's label. Only the
   * second can disagree.
   */
  readonly foundBy?: 'value' | 'label';
  /** Of a date: every ISO date that the text can mean. */
  readonly dates?: readonly string[];
}

export interface DocumentSideFacts {
  readonly picture: PictureFacts;
  /** 256-bit perceptual hash as 64 hex digits; the caller keys its parts before they are stored. */
  readonly fineHash: string;
  readonly faults: readonly PictureFault[];
  readonly mrz: MrzReading | null;
  readonly barcode: BarcodeReading | null;
  readonly printed: readonly PrintedField[];
  /** All faces, largest first; the portrait is the largest, a smaller one is often its ghost. */
  readonly faces: readonly FaceFacts[];
  readonly portrait: FaceFacts | null;
  readonly signals: readonly Signal[];
  /** Absent or empty: none. */
  readonly signsLost?: readonly LostSign[];
  /** Re-encoded JPEG without any metadata, long side at most 2048 px: the only thing shown. */
  readonly view: Uint8Array;
}

export interface SelfieFacts {
  readonly picture: PictureFacts;
  readonly faults: readonly PictureFault[];
  readonly faces: readonly FaceFacts[];
  readonly signals: readonly Signal[];
  readonly view: Uint8Array;
}

/** One frame of the facial verification. */
export interface FrameFacts {
  readonly picture: PictureFacts;
  readonly faces: readonly FaceFacts[];
  /** Mean luma of the whole frame, 0..255. */
  readonly brightness: number;
  /** Mean R, G, B over the face's skin, 0..255; null without a face. For the colour answer. */
  readonly skin: readonly [number, number, number] | null;
  /** Mean R, G, B of what is behind the head, 0..255; null without a face or without room around it. */
  readonly surround?: readonly [number, number, number] | null;
  /** Mean R, G, B below the chin, 0..255; null without a face or where that is outside the frame. */
  readonly neck?: readonly [number, number, number] | null;
  /** Mean R, G, B of places all over the face, 0..255, in a fixed order; null without a face. */
  readonly skinParts?: readonly (readonly [number, number, number])[] | null;
}

/** What frames of one session show side by side. Signs against a zoomed or warped photo. */
export interface SequenceFacts {
  /**
   * Share (0..1) of what can be followed beside the head that went along when it turned, mean of the
   * turns; null where the background shows too little.
   */
  readonly backgroundDrag: number | null;
  /**
   * How much better (-2..2, a difference of correlations) the background fits itself enlarged as the
   * face was than left where it was; null where it shows too little, or nobody came closer.
   */
  readonly backgroundZoom: number | null;
  /**
   * By how much less the deeper parts of the face grew when it came closer: the eye distance as a share
   * of the camera's, 0 for an enlarged picture; null where nobody came closer.
   */
  readonly perspective?: number | null;
}

/** What a child of the vision room can be asked, and what it answers. */
export interface VisionTasks {
  'document-side': {
    readonly input: {
      readonly picture: Uint8Array;
      readonly side: 'front' | 'back';
      readonly documentType: 'passport' | 'id_card' | 'driving_licence' | 'residence_permit';
      /** ICAO three-letter code that the person chose. */
      readonly country: string;
      /** What the page said of the picture: its own camera, or a file; absent where nothing was said. */
      readonly source?: 'camera' | 'file';
      /** Today, for the century of two-digit years. ISO date. */
      readonly today: string;
    };
    readonly output: DocumentSideFacts;
  };
  selfie: {
    /** `isUpright`: from the page's own camera, which knows how it is held; a file may lie on a side. */
    readonly input: { readonly picture: Uint8Array; readonly isUpright?: boolean };
    readonly output: SelfieFacts;
  };
  frame: {
    readonly input: { readonly picture: Uint8Array; readonly embed: boolean };
    readonly output: FrameFacts;
  };
  sequence: {
    readonly input: {
      readonly frames: readonly {
        readonly picture: Uint8Array;
        readonly shows: 'centre' | 'left' | 'right' | 'closer';
      }[];
    };
    readonly output: SequenceFacts;
  };
}

export type VisionTask = keyof VisionTasks;

/** Why a task gave no facts. `bad_picture`: the person can fix it. Everything else: needs a person. */
export type VisionFailureCode =
  | 'bad_picture'
  | 'too_many_pixels'
  | 'model_missing'
  | 'model_changed'
  | 'deadline'
  | 'crashed'
  | 'busy'
  | 'internal';
