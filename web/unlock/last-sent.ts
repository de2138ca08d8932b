/**
 * The pictures this page sent, kept in its memory alone, so that a fault found later can be drawn on
 * the person's own picture. The service never gives a picture of a document back to a browser.
 */

import type { MediaRole } from '../../src/core/reasons.ts';

const sent = new Map<MediaRole, Blob>();

export function rememberSent(role: MediaRole, picture: Blob): void {
  sent.set(role, picture);
}

export function lastSent(role: MediaRole): Blob | null {
  return sent.get(role) ?? null;
}
