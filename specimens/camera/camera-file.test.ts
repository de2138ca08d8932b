import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPerson } from '../people/person.ts';
import { writeCameraFile } from './camera-file.ts';
import { parseMovement, posesFor } from './timeline.ts';

const CALM_DEGREES = 2;

describe('a timeline', () => {
  const fps = 10;
  const poses = posesFor(['left', 'closer', 'right'], { fps });
  const yawAt = (seconds: number) => poses[Math.round(seconds * fps)]!.yaw!;

  it('looks into the camera first, between movements and at the end', () => {
    for (const seconds of [0, 1.4, 1.5 + 3.3, 1.5 + 3.4 + 3.3, 1.5 + 3 * 3.4 + 1.4])
      expect(Math.abs(yawAt(seconds))).toBeLessThan(CALM_DEGREES);
  });

  it('turns to the asked side, holds for a second, and never to the other', () => {
    const held = (from: number) => poses.slice(from * fps, (from + 3.4) * fps);
    const left = held(1.5).map((pose) => pose.yaw!);
    expect(left.filter((yaw) => yaw > 27).length / fps).toBeGreaterThanOrEqual(1);
    expect(Math.min(...left)).toBeGreaterThan(-CALM_DEGREES);
    const right = held(1.5 + 2 * 3.4).map((pose) => pose.yaw!);
    expect(right.filter((yaw) => yaw < -27).length / fps).toBeGreaterThanOrEqual(1);
    expect(Math.max(...right)).toBeLessThan(CALM_DEGREES);
  });

  it('comes closer without turning', () => {
    const closer = poses.slice((1.5 + 3.4) * fps, (1.5 + 6.8) * fps);
    expect(Math.max(...closer.map((pose) => pose.scale!))).toBeGreaterThan(1.55);
    for (const pose of closer) expect(Math.abs(pose.yaw!)).toBeLessThan(CALM_DEGREES);
  });

  it('knows no other movement', () => {
    expect(parseMovement('closer')).toBe('closer');
    expect(() => parseMovement('up')).toThrow(RangeError);
  });
});

describe('a camera file', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'camera-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const write = async (name: string, fps: number) => {
    const out = path.join(folder, name);
    const person = await buildPerson('teo');
    const size = { width: 160, height: 120 };
    const short = { leadInSeconds: 0.5, secondsPerMovement: 1, tailSeconds: 0.5 };
    const film = await writeCameraFile({
      person,
      movements: ['left'],
      fps,
      out,
      ...size,
      ...short,
    });
    return { film, bytes: await readFile(out) };
  };

  it('is whole JPEGs in a row, thirty for each second, the same bytes each time', async () => {
    const { film, bytes } = await write('one.mjpeg', 5);
    expect(film).toEqual({ frames: 60, seconds: 2 });
    const starts = bytes.toString('latin1').split('\xff\xd8\xff').length - 1;
    expect(starts).toBe(60);
    expect(bytes.subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]));
    expect((await write('two.mjpeg', 5)).bytes).toEqual(bytes);
  });

  it('refuses a rate that Chromium could not play at life speed', async () => {
    await expect(write('odd.mjpeg', 12)).rejects.toThrow(RangeError);
  });
});
