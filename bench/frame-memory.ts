/**
 * `node bench/frame-memory.ts [--people N]`: how many frames of a session the memory of an earlier one
 * finds. Drawn people in drawn rooms: a second live session of the same person in the same room and
 * light, and the first one played again after treatment. The bound was set on the six named people; whoever
 * N goes beyond them is somebody else.
 */

import sharp from 'sharp';
import { cellsOf, roughShareMin } from '../src/verifications/face/replay.ts';
import { createVisionEngine } from '../src/vision/engine.ts';
import { MODEL_CACHE_DIR_DEFAULT } from '../src/vision/models/load-model.ts';
import { drawnNames, drawnStranger, drawnVictim } from '../test/attacks/face/people.ts';
import { playSession } from '../test/attacks/face/play-session.ts';
import { formatRate, percentile, rateOf } from './rates.ts';

const treatments: Readonly<Record<string, (frame: Uint8Array) => Promise<Uint8Array>>> = {
  'played again, JPEG quality 60': (frame) => sharp(frame).jpeg({ quality: 60 }).toBuffer(),
  'played again at 1.13 times the size': (frame) => sharp(frame).resize(540).jpeg().toBuffer(),
  'played again 8 % brighter': (frame) =>
    sharp(frame).modulate({ brightness: 1.08 }).jpeg().toBuffer(),
  'played again, 6 pixels of each border cut off': (frame) =>
    sharp(frame).extract({ left: 6, top: 6, width: 468, height: 348 }).jpeg().toBuffer(),
};
const challenge = ['left', 'closer', 'right', 'left'] as const;

const wanted = process.argv.indexOf('--people');
const peopleCount = wanted < 0 ? 3 : Number(process.argv[wanted + 1]);
const engine = createVisionEngine({ modelCacheDir: MODEL_CACHE_DIR_DEFAULT });

/** By kind: frames met and frames there are, a session each. */
const found = new Map<string, { readonly met: number; readonly of: number }[]>();
for (let at = 0; at < peopleCount; at += 1) {
  const name = drawnNames[at];
  const victim = await (name === undefined ? drawnStranger(engine, at) : drawnVictim(engine, name));
  const group = name === undefined ? 'others' : 'the six';
  const room = at + 1;
  const play = async (seed: number) =>
    playSession({ engine, challenge, colours: [], camera: await victim.live(room), seed });
  const first = await play(10 * at + 1);
  const known = new Set(first.frames.map(cellsOf));
  const note = (kind: string, cells: readonly (string | null)[]) => {
    const met = cells.filter((one) => one !== null && known.has(one)).length;
    const key = `${kind}, ${group}`;
    found.set(key, [...(found.get(key) ?? []), { met, of: cells.length }]);
  };
  note('live again, same room', (await play(10 * at + 2)).frames.map(cellsOf));
  for (const [kind, treat] of Object.entries(treatments)) {
    const cells: (string | null)[] = [];
    for (const picture of first.pictures) {
      const facts = await engine.run('frame', { picture: await treat(picture), embed: false });
      cells.push(cellsOf({ index: 0, t: 0, sha256: '', facts }));
    }
    note(kind, cells);
  }
}
for (const [kind, sessions] of found) {
  const shares = sessions.map(({ met, of }) => met / of);
  const frames = rateOf(
    sessions.reduce((sum, { met }) => sum + met, 0),
    sessions.reduce((sum, { of }) => sum + of, 0),
  );
  const noted = rateOf(shares.filter((share) => share >= roughShareMin).length, shares.length);
  const [low, high] = [percentile(shares, 0), Math.max(...shares)].map((x) => Math.round(100 * x));
  process.stdout.write(
    `${kind}: frames met ${formatRate(frames)} (${low} to ${high} % a session); noted ${formatRate(noted)}\n`,
  );
}
