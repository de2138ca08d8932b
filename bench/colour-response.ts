/**
 * `node bench/colour-response.ts [--sessions N] [--only NAME]`: how often the face's answer to the screen's colours
 * is found, on drawn people lit by a simulated screen, and how often it is found where there is none:
 * a film, a film with the colours laid over the whole picture, and an answer to another session's
 * colours. Every frame is drawn, compressed, and measured by the service's own vision engine.
 */
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { posesFor } from '../specimens/camera/timeline.ts';
import {
  buildPerson,
  type Person,
  type Picture,
  type Pose,
  renderPerson,
} from '../specimens/people/person.ts';
import { limits } from '../src/core/limits.ts';
import type { ScreenColour } from '../src/core/wire-face.ts';
import { colourSequenceCount, newColours } from '../src/verifications/face/challenge.ts';
import { colourResponse } from '../src/verifications/face/colour-response.ts';
import type { JudgedFrame } from '../src/verifications/face/frames.ts';
import { unevennessMin } from '../src/verifications/face/judge-face.ts';
import type { ShownColour } from '../src/verifications/face/tracker.ts';
import { createVisionEngine } from '../src/vision/engine.ts';
import { MODEL_CACHE_DIR_DEFAULT } from '../src/vision/models/load-model.ts';
import { formatRate, rateOf } from './rates.ts';

const people = ['mara', 'ivo', 'sana', 'teo', 'lin', 'noor'] as const;
const frameMs = 1000 / limits.faceFramesPerSecond;
/** Two frames a colour, and the last one longer, as the tracker does it. */
const framesPerColour = 2;
const lastColourFrames = 4;
/** Two numbers a session: how long the screen, the camera and the network are late, ms. */
const lagMsRange = [60, 450] as const;
/** Other sequences that each session's frames are held against. */
const othersEach = 50;

type Rgb = readonly [number, number, number];
const lights: Record<ScreenColour, Rgb> = {
  red: [1, 0, 0],
  green: [0, 1, 0],
  blue: [0, 0, 1],
  white: [1, 1, 1],
};

/** `on`: what the screen lights, as a share of the key light. */
interface Setting {
  readonly name: string;
  readonly share: number;
  readonly on: 'face' | 'whole picture';
  /** The room's light, where it is not the film's. */
  readonly room?: Pick<Pose, 'light' | 'ambient' | 'key'>;
}

const settings: readonly Setting[] = [
  { name: 'screen adds 3 %', share: 0.03, on: 'face' },
  { name: 'screen adds 6 %', share: 0.06, on: 'face' },
  { name: 'screen adds 12 %', share: 0.12, on: 'face' },
  {
    name: 'screen adds 6 %, a window behind the phone',
    share: 0.06,
    on: 'face',
    room: { light: [0, 0.15, 1], ambient: 0.3, key: 0.9 },
  },
  { name: 'film', share: 0, on: 'face' },
  { name: 'film, colours over the whole picture', share: 0.12, on: 'whole picture' },
];

const engine = createVisionEngine({ modelCacheDir: MODEL_CACHE_DIR_DEFAULT });
const random = (seed: number) => {
  let state = (seed + 1) * 2_654_435_761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e37_79b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
};

function shownAt(colours: readonly ScreenColour[]): readonly ShownColour[] {
  return colours.map((colour, at) => ({ colour, fromMs: at * framesPerColour * frameMs }));
}

async function film(setting: Setting, person: Person, seed: number) {
  const next = random(seed);
  const shown = shownAt(newColours([Math.floor(next() * colourSequenceCount)]));
  const lagMs = lagMsRange[0] + next() * (lagMsRange[1] - lagMsRange[0]);
  const count = framesPerColour * (shown.length - 1) + lastColourFrames;
  const poses = posesFor([], {
    fps: limits.faceFramesPerSecond,
    leadInSeconds: 0,
    tailSeconds: (count + 1) / limits.faceFramesPerSecond,
    seed,
  });
  const frames: JudgedFrame[] = [];
  for (let index = 1; index <= count; index += 1) {
    const t = index * frameMs + next() * 20;
    const colour = shown.findLast((one) => one.fromMs <= t - lagMs)?.colour;
    const light = (colour === undefined ? [0, 0, 0] : lights[colour]).map(
      (on) => on * setting.share,
    ) as unknown as Rgb;
    const pose = { ...poses[index], ...setting.room, width: 480, height: 640 };
    const picture =
      setting.on === 'face'
        ? renderPerson(person, { ...pose, screen: light })
        : tinted(renderPerson(person, pose), light);
    const facts = await engine.run('frame', { picture: await jpeg(picture), embed: false });
    frames.push({ index, t, sha256: `${index}`, facts });
  }
  return { shown, frames };
}

function tinted({ data, width, height }: Picture, light: Rgb): Picture {
  const out = Buffer.from(data);
  for (let at = 0; at < out.length; at += 1) {
    out[at] = Math.min(255, Math.round((data[at] ?? 0) * (1 + (light[at % 3] ?? 0))));
  }
  return { data: out, width, height };
}

function jpeg({ data, width, height }: Picture): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer();
}

const { values } = parseArgs({
  options: { sessions: { type: 'string', default: '20' }, only: { type: 'string' } },
});
const sessions = Number(values.sessions);
const correlations = (list: readonly number[]) => {
  const sorted = list.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2);
  return `correlation ${at(0)} to ${at(1)}, median ${at(0.5)}`;
};

/** Of answers whose parts could be measured: how many lie on the face as evenly as paint. */
function evenLine(name: string, uneven: readonly number[]): string {
  if (uneven.length === 0) return '';
  const even = uneven.filter((value) => value < unevennessMin).length;
  const range = [Math.min(...uneven), Math.max(...uneven)].map((value) => value.toFixed(2));
  return `${name}: as even as paint ${formatRate(rateOf(even, uneven.length))}; ${range.join(' to ')}\n`;
}

for (const setting of settings.filter(({ name }) => name === (values.only ?? name))) {
  const own: number[] = [];
  const other: number[] = [];
  const uneven: number[] = [];
  let found = 0;
  let foundOther = 0;
  for (let session = 0; session < sessions; session += 1) {
    const person = await buildPerson(people[session % people.length] ?? 'mara');
    const { shown, frames } = await film(setting, person, session + 1);
    const response = colourResponse(frames, shown);
    own.push(response.correlation);
    if (response.unevenness !== null) uneven.push(response.unevenness);
    if (response.kind === 'present') found += 1;
    const next = random(session + 1000);
    for (let at = 0; at < othersEach; at += 1) {
      const wrong = shownAt(newColours([Math.floor(next() * colourSequenceCount)]));
      const answer = colourResponse(frames, wrong);
      other.push(answer.correlation);
      if (answer.kind === 'present') foundOther += 1;
    }
  }
  process.stdout.write(
    `${setting.name}: answer found ${formatRate(rateOf(found, sessions))}; ${correlations(own)}\n` +
      evenLine(setting.name, uneven) +
      `${setting.name}, held against other sequences: found ${formatRate(rateOf(foundOther, other.length))}; ${correlations(other)}\n`,
  );
}
