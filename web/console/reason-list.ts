/** Every reason code with its class and the words staff see. The compiler holds it complete. */

import type { ReasonClass, ReasonCode, reasonClasses } from '../../src/core/reasons.ts';

type ReasonList = {
  readonly [Code in ReasonCode]: {
    readonly class: (typeof reasonClasses)[Code];
    readonly words: string;
  };
};

export const reasonList: ReasonList = {
  image_blurry: { class: 'quality', words: 'picture blurred' },
  image_glare: { class: 'quality', words: 'glare over something needed' },
  image_dark: { class: 'quality', words: 'picture too dark' },
  image_cropped: { class: 'quality', words: 'an edge or corner is missing' },
  image_too_small: { class: 'quality', words: 'document or face too small' },
  image_greyscale: { class: 'quality', words: 'no colour' },
  no_document: { class: 'quality', words: 'no document in the picture' },
  face_not_visible: { class: 'quality', words: 'face not visible' },
  face_covered: { class: 'quality', words: 'face covered' },
  multiple_faces: { class: 'quality', words: 'more than one face' },
  front_missing: { class: 'quality', words: 'front missing' },
  back_missing: { class: 'quality', words: 'back missing' },
  wrong_side: { class: 'quality', words: 'wrong side' },
  is_screenshot: { class: 'authenticity', words: 'screenshot' },
  is_screen_replay: { class: 'authenticity', words: 'photo of a screen' },
  is_photocopy: { class: 'authenticity', words: 'photocopy' },
  is_edited: { class: 'authenticity', words: 'edited picture' },
  metadata_editor: { class: 'authenticity', words: 'metadata names an editor' },
  editor_tables: { class: 'authenticity', words: 'saved with an editor’s tables' },
  not_own_capture: { class: 'authenticity', words: 'not written by the page’s camera' },
  saved_twice: { class: 'authenticity', words: 'saved more than once' },
  content_credentials: { class: 'authenticity', words: 'content credentials' },
  no_camera_metadata: { class: 'authenticity', words: 'no camera metadata' },
  c2pa_invalid: { class: 'authenticity', words: 'content credentials invalid' },
  portrait_pasted: { class: 'authenticity', words: 'portrait pasted in' },
  ghost_portrait_differs: { class: 'authenticity', words: 'ghost portrait differs' },
  document_tampered: { class: 'authenticity', words: 'document tampered with' },
  mrz_checksum: { class: 'authenticity', words: 'MRZ check digit wrong' },
  mrz_text_mismatch: { class: 'authenticity', words: 'MRZ and print differ' },
  mrz_unreadable: { class: 'authenticity', words: 'MRZ not readable' },
  barcode_mismatch: { class: 'authenticity', words: 'barcode and print differ' },
  image_seen_before: { class: 'authenticity', words: 'picture seen before' },
  document_on_other_account: { class: 'authenticity', words: 'document on another account' },
  name_mismatch: { class: 'mismatch', words: 'name differs from the record' },
  birth_date_mismatch: { class: 'mismatch', words: 'birth date differs' },
  document_number_mismatch: { class: 'mismatch', words: 'document number differs' },
  face_mismatch_document: { class: 'mismatch', words: 'face is not the portrait' },
  face_mismatch_enrolled: { class: 'mismatch', words: 'face is not the enrolled one' },
  face_match_uncertain: { class: 'mismatch', words: 'face comparison uncertain' },
  questions_failed: { class: 'mismatch', words: 'questions failed' },
  country_mismatch: { class: 'mismatch', words: 'country differs' },
  document_type_not_accepted: { class: 'policy', words: 'document type not accepted' },
  country_not_accepted: { class: 'policy', words: 'country not accepted' },
  document_expired: { class: 'policy', words: 'document expired' },
  file_type: { class: 'policy', words: 'file type' },
  file_too_large: { class: 'policy', words: 'file too large' },
  too_early: { class: 'policy', words: 'too early' },
  age: { class: 'policy', words: 'below the age limit' },
  upload_not_live: { class: 'policy', words: 'file instead of the camera' },
  no_face: { class: 'face', words: 'no face in the frames' },
  challenge_not_followed: { class: 'face', words: 'movements not followed' },
  face_changed: { class: 'face', words: 'face changed on the way' },
  spoof_suspected: { class: 'face', words: 'mask, print or screen suspected' },
  injection_suspected: { class: 'face', words: 'injected video suspected' },
  no_colour_response: { class: 'face', words: 'face did not answer the screen’s colors' },
  face_timeout: { class: 'face', words: 'time ran out' },
  camera_denied: { class: 'technical', words: 'camera denied' },
  camera_missing: { class: 'technical', words: 'no camera' },
  camera_unsupported: { class: 'technical', words: 'camera not usable' },
  handoff_expired: { class: 'technical', words: 'hand-off expired' },
  handoff_code_wrong: { class: 'technical', words: 'hand-off number wrong' },
  handoff_origin_rejected: { class: 'technical', words: 'hand-off reported or refused' },
  upload_interrupted: { class: 'technical', words: 'upload interrupted' },
  dependency_unavailable: { class: 'technical', words: 'a check could not run' },
  consent_declined: { class: 'user', words: 'consent declined' },
  abandoned: { class: 'user', words: 'abandoned' },
  owner_said_not_me: { class: 'user', words: 'owner said “not me”' },
  withdrawn: { class: 'user', words: 'withdrawn' },
  channel_changed: { class: 'user', words: 'no channel to trust' },
  code_wrong: { class: 'user', words: 'code wrong' },
  code_expired: { class: 'user', words: 'code expired' },
  code_tries_used: { class: 'user', words: 'code tries used' },
  link_used: { class: 'user', words: 'link already used' },
  link_expired: { class: 'user', words: 'link expired' },
  send_limit: { class: 'user', words: 'send limit reached' },
};

/** Classes a reviewer may decide on; the others are about the road, not about the evidence. */
export const reviewClasses = [
  'quality',
  'authenticity',
  'mismatch',
  'face',
  'policy',
] as const satisfies readonly ReasonClass[];

/** Found by the upload or the clock, never by a person looking at evidence. */
const notAFinding: ReadonlySet<ReasonCode> = new Set(['file_type', 'file_too_large', 'too_early']);

export interface ReasonChoice {
  readonly code: ReasonCode;
  readonly class: ReasonClass;
  readonly words: string;
  readonly told: boolean;
}

/** Whether the person hears this reason (NIST SP 800-63A-4 3.2.1-R5). */
export function isTold(code: ReasonCode): boolean {
  const kind = reasonList[code].class;
  return kind === 'quality' || kind === 'policy';
}

export function isReasonCode(code: string): code is ReasonCode {
  return Object.hasOwn(reasonList, code);
}

/** The codes to choose from for a decision, in the order of the vocabulary. */
export function reasonChoices(): readonly ReasonChoice[] {
  return Object.entries(reasonList).flatMap(([code, entry]) => {
    if (!isReasonCode(code) || notAFinding.has(code)) return [];
    const choice: ReasonChoice = {
      code,
      ...entry,
      told: isTold(code),
    };
    return reviewClasses.some((kind) => kind === entry.class) ? [choice] : [];
  });
}
