/**
 * What a recording says it is, from its first bytes alone. Nothing of it is decoded here or anywhere
 * on the server: it is sealed as it came and shown to one reviewer, by the reviewer's own browser.
 */

export type VideoKind = 'webm' | 'mp4';

/** WebM begins with the EBML id (RFC 8794 11.2.1), MP4 with a box `ftyp` (ISO/IEC 14496-12 4.3). */
export function videoKindOf(bytes: Uint8Array): VideoKind | null {
  if (bytes.length < 64) return null;
  const [a, b, c, d] = bytes;
  if (a === 0x1a && b === 0x45 && c === 0xdf && d === 0xa3) return 'webm';
  const box = String.fromCharCode(...bytes.subarray(4, 8));
  return box === 'ftyp' ? 'mp4' : null;
}
