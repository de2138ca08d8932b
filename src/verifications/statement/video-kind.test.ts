import { expect, test } from 'vitest';
import { videoKindOf } from './video-kind.ts';

const padded = (...head: readonly number[]) => new Uint8Array([...head, ...new Uint8Array(100)]);
const ascii = (text: string) => [...text].map((c) => c.charCodeAt(0));

test('a recording is known by its first bytes, whatever it is called', () => {
  expect(videoKindOf(padded(0x1a, 0x45, 0xdf, 0xa3))).toBe('webm');
  expect(videoKindOf(padded(0, 0, 0, 24, ...ascii('ftypisom')))).toBe('mp4');
});

test('nothing else is a recording', () => {
  for (const head of [
    '<svg xmlns',
    '<!doctype html>',
    'RIFF....WEBP',
    'GIF89a',
    '%PDF-1.7',
    'OggS',
  ]) {
    expect(videoKindOf(padded(...ascii(head)))).toBeNull();
  }
  expect(videoKindOf(padded(0xff, 0xd8, 0xff, 0xe0))).toBeNull();
  expect(videoKindOf(new Uint8Array())).toBeNull();
  expect(videoKindOf(new Uint8Array([0x1a, 0x45, 0xdf, 0xa3]))).toBeNull();
});
