/**
 * Row 10: the check of a selfie from the page's own camera against `@vladmandic/human` (WebAssembly) in the
 * configuration that it comes with, interleaved; that of an uploaded one, which may lie on a side, beside it in
 * `raw`. `human` then looks for bodies, hands and gestures too, which nobody needs for a selfie; what its face
 * models alone cost, all of them switched on, stands beside it in `raw`.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { drawSelfie } from '../specimens/camera/camera-file.ts';
import { buildPerson } from '../specimens/people/person.ts';
import type { FaceChildAnswer } from './face-child.ts';
import { type BenchResult, median } from './row.ts';

const BAR = 0.3;
const RSS_MB_BAR = 400;
const REPEATS = 9;
/** Rounds before those that count, on all sides: a service compiles its code once, not for each person. */
const WARM_UPS = 3;
const child = fileURLToPath(new URL('./face-child.ts', import.meta.url));

interface Side {
  readonly process: ChildProcess;
  /** Never kept: rejected where the process ends. */
  readonly ended: Promise<never>;
  readonly answers: FaceChildAnswer[];
}

const names = ['own', 'own-upload', 'human', 'human-faces'] as const;

async function open(name: (typeof names)[number], firstPicture: Buffer): Promise<Side> {
  const started = fork(child, [name], { serialization: 'advanced' });
  const side = { process: started, ended: endOf(started), answers: [] };
  await Promise.race([once(started, 'message'), side.ended]);
  await ask(side, firstPicture);
  return side;
}

function endOf(started: ChildProcess): Promise<never> {
  const ended = once(started, 'exit').then(([code]) => {
    throw new Error(`the benchmark's process ended with ${code}`);
  });
  // Ended on purpose after the last picture, when nobody waits for it.
  ended.catch(() => undefined);
  return ended;
}

async function ask(side: Side, picture: Buffer): Promise<void> {
  side.process.send(picture);
  const [answer] = (await Promise.race([once(side.process, 'message'), side.ended])) as [
    FaceChildAnswer,
  ];
  if (answer.faces !== 1) throw new Error(`${answer.faces} faces were found in the drawn selfie`);
  side.answers.push(answer);
}

export async function measure(_name: string): Promise<BenchResult> {
  const pictures = await Promise.all(
    (['mara', 'teo', 'sana'] as const).map(async (name) => drawSelfie(await buildPerson(name))),
  );
  const sides: Side[] = [];
  try {
    for (const name of names) sides.push(await open(name, pictures[0]!));
    for (let round = 0; round < WARM_UPS + REPEATS; round++) {
      for (const side of sides) await ask(side, pictures[round % pictures.length]!);
    }
  } finally {
    for (const { process } of sides) process.kill();
  }
  const [own, ownUpload, human, humanFaces] = sides.map(({ answers }) => {
    const counted = answers.slice(1 + WARM_UPS);
    return {
      cpuMsMedian: Math.round(median(counted.map(({ cpuMs }) => cpuMs))),
      cpuMs: counted.map(({ cpuMs }) => Math.round(cpuMs)),
      wallMsMedian: Math.round(median(counted.map(({ wallMs }) => wallMs))),
      firstResultMs: Math.round(answers[0]!.sinceStartMs),
      rssMb: Math.max(...answers.map(({ rssMb }) => rssMb)),
    };
  });
  const cpuRatioTo = (other: { readonly cpuMsMedian: number }, ours = own!) =>
    Number((ours.cpuMsMedian / other.cpuMsMedian).toFixed(3));
  return {
    value: cpuRatioTo(human!),
    bar: BAR,
    unit: 'x CPU of @vladmandic/human as it comes',
    raw: {
      n: REPEATS,
      warmUps: WARM_UPS,
      cpuRatioToFacesAlone: cpuRatioTo(humanFaces!),
      cpuRatioOfUpload: cpuRatioTo(human!, ownUpload!),
      rssWithinBar: own!.rssMb <= RSS_MB_BAR,
      rssMbBar: RSS_MB_BAR,
      rssRatio: Number((own!.rssMb / human!.rssMb).toFixed(3)),
      firstResultRatio: Number((own!.firstResultMs / human!.firstResultMs).toFixed(3)),
      own,
      ownUpload,
      human,
      humanFaces,
    },
  };
}
