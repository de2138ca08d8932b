import type { PictureFacts, Signal } from '../facts.ts';

/** Interleaved 8-bit RGB, row by row, three bytes a pixel. `data.length === width * height * 3`. */
export interface RgbImage {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** What the file said about itself beside its pixels. Nothing here is trusted, it only feeds signals. */
export interface PictureMetadata {
  /** EXIF make and model are present. */
  readonly hasCamera: boolean;
  /** EXIF or PNG `Software`, cut to 80 printable characters; null when absent. */
  readonly software: string | null;
  readonly hasIcc: boolean;
  /** The file carries a C2PA manifest (JUMBF box); it is not verified here. */
  readonly hasC2pa: boolean;
  /** 8-bit pixels per sample channel in the file: 1 grey, 2 grey + alpha, 3 colour, 4 colour + alpha. */
  readonly channels: number;
}

/**
 * An untrusted picture after decoding: upright (EXIF orientation applied), three channels, alpha
 * flattened on white, long side at most ANALYSIS_SIDE_PX_MAX. All regions that the vision room
 * reports are fractions of this picture, and of `view` alike, since both keep the same aspect.
 */
export interface DecodedImage extends RgbImage {
  /** Facts of the whole upright picture: `facts.width` is the size before the analysis resize. */
  readonly facts: PictureFacts;
  readonly metadata: PictureMetadata;
  /** Signals from metadata and size alone (`no_camera_metadata`, `metadata_editor`, `is_screenshot`). */
  readonly signals: readonly Signal[];
  /** The same picture finer, long side at most DETAIL_SIDE_PX_MAX, for small print. */
  readonly detail: RgbImage;
}
