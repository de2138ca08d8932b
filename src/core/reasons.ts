import type { Region } from './picture-region.ts';

/** Reason codes (product vocabulary). A code never decides retry or final by itself. */
export type ReasonClass =
  | 'quality'
  | 'authenticity'
  | 'mismatch'
  | 'policy'
  | 'face'
  | 'technical'
  | 'user'
  | 'fraud';

export const reasonClasses = {
  image_blurry: 'quality',
  image_glare: 'quality',
  image_dark: 'quality',
  image_cropped: 'quality',
  image_too_small: 'quality',
  image_greyscale: 'quality',
  no_document: 'quality',
  face_not_visible: 'quality',
  face_covered: 'quality',
  multiple_faces: 'quality',
  front_missing: 'quality',
  back_missing: 'quality',
  wrong_side: 'quality',
  is_screenshot: 'authenticity',
  is_screen_replay: 'authenticity',
  is_photocopy: 'authenticity',
  is_edited: 'authenticity',
  metadata_editor: 'authenticity',
  editor_tables: 'authenticity',
  not_own_capture: 'authenticity',
  saved_twice: 'authenticity',
  content_credentials: 'authenticity',
  no_camera_metadata: 'authenticity',
  c2pa_invalid: 'authenticity',
  portrait_pasted: 'authenticity',
  ghost_portrait_differs: 'authenticity',
  document_tampered: 'authenticity',
  mrz_checksum: 'authenticity',
  mrz_text_mismatch: 'authenticity',
  mrz_unreadable: 'authenticity',
  barcode_mismatch: 'authenticity',
  image_seen_before: 'authenticity',
  document_on_other_account: 'authenticity',
  name_mismatch: 'mismatch',
  birth_date_mismatch: 'mismatch',
  document_number_mismatch: 'mismatch',
  face_mismatch_document: 'mismatch',
  face_mismatch_enrolled: 'mismatch',
  face_match_uncertain: 'mismatch',
  questions_failed: 'mismatch',
  country_mismatch: 'mismatch',
  document_type_not_accepted: 'policy',
  country_not_accepted: 'policy',
  document_expired: 'policy',
  file_type: 'policy',
  file_too_large: 'policy',
  too_early: 'policy',
  age: 'policy',
  upload_not_live: 'policy',
  no_face: 'face',
  challenge_not_followed: 'face',
  face_changed: 'face',
  spoof_suspected: 'face',
  injection_suspected: 'face',
  no_colour_response: 'face',
  face_timeout: 'face',
  camera_denied: 'technical',
  camera_missing: 'technical',
  camera_unsupported: 'technical',
  handoff_expired: 'technical',
  handoff_code_wrong: 'technical',
  handoff_origin_rejected: 'technical',
  upload_interrupted: 'technical',
  dependency_unavailable: 'technical',
  consent_declined: 'user',
  abandoned: 'user',
  owner_said_not_me: 'user',
  withdrawn: 'user',
  channel_changed: 'user',
  code_wrong: 'user',
  code_expired: 'user',
  code_tries_used: 'user',
  link_used: 'user',
  link_expired: 'user',
  send_limit: 'user',
} as const satisfies Record<string, ReasonClass>;

export type ReasonCode = keyof typeof reasonClasses;

/** Which side or picture a reason points at. */
export type MediaRole =
  | 'document_front'
  | 'document_back'
  | 'selfie'
  | 'face_frame'
  | 'statement_video';

export interface Reason {
  readonly code: ReasonCode;
  readonly retry: 'free' | 'counted' | 'none';
  /** Short plain words for staff; never shown to the person. No personal data. */
  readonly staffText: string;
  readonly media: MediaRole | null;
  readonly region: Region | null;
}

/** Why a step cannot be done for an account at all, for staff: its other lane is then always open. */
export type Impossible = readonly Reason[];

/** Only quality and technical reasons may be told to the person (NIST SP 800-63A-4 3.2.1-R5). */
export function mayTellPerson(code: ReasonCode): boolean {
  const kind = reasonClasses[code];
  return kind === 'quality' || kind === 'technical' || kind === 'user' || kind === 'policy';
}
