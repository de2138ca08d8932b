/**
 * `node bench/rendered-turns.ts [--people N]`: are turns of a true head accepted, and those of a flat photo not?
 * Heads are drawn (six named people, then strangers), turned to each side by each angle and measured by
 * the service's own engine at 10 frames a second; the photo of each is tilted as a board by 40 degrees.
 * The judge is the one of `npm run eval -- faces`.
 */
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import {
  buildPerson,
  type Person,
  type Picture,
  renderPerson,
} from '../specimens/people/person.ts';
import { PERSONS, type PersonName } from '../specimens/people/persons.ts';
import { buildStranger } from '../specimens/people/strangers.ts';
import { createVisionEngine } from '../src/vision/engine.ts';
import { MODEL_CACHE_DIR_DEFAULT } from '../src/vision/models/load-model.ts';
import { formatRate, rateOf } from './rates.ts';
import { judgeTurns, type TurnFrame } from './turn-rates.ts';

const { values } = parseArgs({ options: { people: { type: 'string', default: '15' } } });
const angles = [25] as const;
const boardDegrees = 40;
const sides = ['left', 'right'] as const;
type Side = (typeof sides)[number];

const size = { width: 480, height: 360 };
const centreFrames = 10;
const turnFrames = 15;
const frameMs = 100;
const engine = createVisionEngine({ modelCacheDir: MODEL_CACHE_DIR_DEFAULT });

/** Out and back: 0 to 1 to 0. */
const reach = (frame: number) => Math.sin((Math.PI * (frame + 0.5)) / turnFrames);

async function filmOf(
  side: Side,
  picture: (share: number, frame: number) => Promise<Buffer>,
): Promise<TurnFrame[]> {
  const frames: TurnFrame[] = [];
  for (let frame = 0; frame < centreFrames + turnFrames; frame += 1) {
    const isTurn = frame >= centreFrames;
    const share = isTurn ? reach(frame - centreFrames) : 0;
    const facts = await engine.run('frame', { picture: await picture(share, frame), embed: false });
    const turn = facts.faces[0]?.turn ?? null;
    frames.push({ tMs: frame * frameMs, phase: isTurn ? side : 'centre', turn });
  }
  return frames;
}

function jpeg({ data, width, height }: Picture): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer();
}

/** The head in person; a hand's unrest is in its yaw. */
function headAt(person: Person, degrees: number) {
  return (share: number, frame: number) =>
    jpeg(
      renderPerson(person, {
        ...size,
        yaw: degrees * share + Math.sin(frame * 1.7),
        noise: 2.4,
        noiseSeed: frame + 1,
      }),
    );
}

/** A photo of the head, narrowed as a board that is turned away. */
function boardOf(photo: Buffer) {
  return async (share: number, frame: number) => {
    const narrow = Math.cos((boardDegrees * share * Math.PI) / 180);
    const width = Math.round(size.width * narrow);
    const board = await sharp(photo).resize(width, size.height, { fit: 'fill' }).toBuffer();
    const create = { ...size, channels: 3 as const, background: '#8a8378' };
    const left = Math.round((size.width - width) / 2 + Math.sin(frame * 1.7));
    return sharp({ create })
      .composite([{ input: board, left: Math.max(0, left), top: 0 }])
      .jpeg({ quality: 85 })
      .toBuffer();
  };
}

const total = new Map<string, { n: number; accepted: number; wrongSide: number }>();
function count(name: string, frames: readonly TurnFrame[]): void {
  for (const [rate, shown] of [
    ['10', frames],
    ['5', frames.filter((_, at) => at % 2 === 0)],
  ] as const) {
    const key = `${name}, ${rate} frames a second`;
    const known = total.get(key) ?? { n: 0, accepted: 0, wrongSide: 0 };
    const judged = judgeTurns(shown);
    total.set(key, {
      n: known.n + judged.n,
      accepted: known.accepted + judged.accepted,
      wrongSide: known.wrongSide + judged.wrongSide,
    });
  }
}

const names = Object.keys(PERSONS) as PersonName[];
for (let at = 0; at < Number(values.people); at += 1) {
  const name = names[at];
  const person = await (name === undefined ? buildStranger(at) : buildPerson(name));
  const photo = await jpeg(renderPerson(person, { ...size, noise: 1 }));
  for (const side of sides) {
    const sign = side === 'left' ? 1 : -1;
    for (const degrees of angles) {
      const film = await filmOf(side, headAt(person, sign * degrees));
      count(`head turned ${degrees} degrees`, film);
    }
    count(`flat photo turned ${boardDegrees} degrees`, await filmOf(side, boardOf(photo)));
  }
}
for (const [name, { n, accepted, wrongSide }] of total) {
  const wrong = formatRate(rateOf(wrongSide, n));
  process.stdout.write(
    `${name}: accepted ${formatRate(rateOf(accepted, n))}; wrong side ${wrong}\n`,
  );
}
