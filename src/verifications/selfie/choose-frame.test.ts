import { describe, expect, test } from 'vitest';
import type { FaceFacts } from '../../vision/facts.ts';
import { embedding, face, selfie } from '../facts.fixture.ts';
import { chooseFrame, type SelfieFrame } from './choose-frame.ts';

function frame(index: number, over: Partial<FaceFacts> = {}, faces = [face(over)]): SelfieFrame {
  return { index, sha256: `${index}`, seen: { ok: true, facts: selfie({ faces }) } };
}

describe('a live capture', () => {
  test('keeps its sharpest good frame', () => {
    const frames = [
      frame(0, { sharpness: 20 }),
      frame(1, { sharpness: 44 }),
      frame(2, { sharpness: 90, turn: 0.4 }),
    ];
    expect(chooseFrame(frames)).toMatchObject({ index: 1, accepted: true, reasons: [] });
  });

  test('may have one spoiled frame, but not two', () => {
    const dark = { brightness: 20 };
    expect(chooseFrame([frame(0), frame(1, dark), frame(2)]).accepted).toBe(true);
    expect(chooseFrame([frame(0), frame(1, dark), frame(2, dark)])).toMatchObject({
      accepted: false,
      reasons: [{ code: 'image_dark', retry: 'free' }],
    });
    expect(chooseFrame([]).accepted).toBe(false);
  });

  test('says how alike its least alike faces are, spoiled frames included', () => {
    const other = { embedding: embedding(0.1), brightness: 20 };
    const { live } = chooseFrame([frame(0), frame(1), frame(2, other)]);
    expect(live.likeness).toBeCloseTo(0.1);
    expect(chooseFrame([frame(0), frame(1, {}, [])]).live.likeness).toBeNull();
  });

  test('tells when one picture was sent twice', () => {
    expect(chooseFrame([frame(0), frame(1), { ...frame(0), index: 2 }]).live.distinct).toBe(false);
    expect(chooseFrame([frame(0), frame(1), frame(2)]).live.distinct).toBe(true);
  });
});
