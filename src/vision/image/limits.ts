/** Bounds on untrusted pictures. Checked from the header, before any decoder sees the pixels. */

/** A phone's 12 Mpx JPEG is 3-8 MB; a PNG of a scanned page up to 15 MB. */
export const PICTURE_BYTES_MAX = 16 * 1024 * 1024;
export const PICTURE_PIXELS_MAX = 24_000_000;
export const PICTURE_SIDE_PX_MAX = 12_000;
export const PICTURE_SIDE_PX_MIN = 16;
/** libjpeg writes 10 scans, optimisers up to 13; each more costs a pass over all coefficients. */
export const JPEG_SCANS_MAX = 24;
export const JPEG_SEGMENTS_MAX = 1_000;
export const PNG_CHUNKS_MAX = 20_000;
export const WEBP_CHUNKS_MAX = 64;
export const EXIF_BYTES_MAX = 65_536;

/** Long side of the picture that the readers work on. */
export const ANALYSIS_SIDE_PX_MAX = 1280;
/** Long side of the finer copy for small print, which is also the only one that people are shown. */
export const DETAIL_SIDE_PX_MAX = 2048;
export const VIEW_QUALITY = 86;
