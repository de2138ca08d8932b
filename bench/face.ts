/** Row 10: the selfie check against all face models of `@vladmandic/human` (WebAssembly), interleaved. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { drawSelfie } from '../specimens/camera/camera-file.ts';
import { buildPerson } from '../specimens/people/person.ts';
import type { FaceChildAnswer } from './face-child.ts';
import { type BenchResult, median } from './row.ts';

const BAR = 0.3;
const RSS_MB_BAR = 400;
const REPEATS = 7;
const child = fileURLToPath(new URL('./face-child.ts', import.meta.url));

interface Side {
  readonly process: ChildProcess;
  readonly answers: FaceChildAnswer[];
}

async function open(name: 'own' | 'human', firstPicture: Buffer): Promise<Side> {
  const started = fork(child, [name], { serialization: 'advanced' });
  const side = { process: started, answers: [] };
  await Promise.race([once(started, 'message'), failed(started)]);
  await ask(side, firstPicture);
  return side;
}

async function failed(started: ChildProcess): Promise<never> {
  const [code] = await once(started, 'exit');
  throw new Error(`the benchmark's process ended with ${code}`);
}

async function ask(side: Side, picture: Buffer): Promise<void> {
  side.process.send(picture);
  const [answer] = (await Promise.race([once(side.process, 'message'), failed(side.process)])) as [
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
    for (const name of ['own', 'human'] as const) sides.push(await open(name, pictures[0]!));
    for (let round = 0; round < REPEATS; round++) {
      for (const side of sides) await ask(side, pictures[round % pictures.length]!);
    }
  } finally {
    for (const { process } of sides) process.kill();
  }
  const [own, human] = sides.map(({ answers: [first, ...later] }) => ({
    cpuMsMedian: Math.round(median(later.map(({ cpuMs }) => cpuMs))),
    cpuMs: later.map(({ cpuMs }) => Math.round(cpuMs)),
    wallMsMedian: Math.round(median(later.map(({ wallMs }) => wallMs))),
    firstResultMs: Math.round(first!.sinceStartMs),
    rssMb: Math.max(...later.map(({ rssMb }) => rssMb)),
  }));
  const cpuRatio = own!.cpuMsMedian / human!.cpuMsMedian;
  return {
    value: Number(cpuRatio.toFixed(3)),
    bar: BAR,
    unit: 'x @vladmandic/human wasm CPU',
    raw: {
      n: REPEATS,
      rssWithinBar: own!.rssMb <= RSS_MB_BAR,
      rssMbBar: RSS_MB_BAR,
      rssRatio: Number((own!.rssMb / human!.rssMb).toFixed(3)),
      firstResultRatio: Number((own!.firstResultMs / human!.firstResultMs).toFixed(3)),
      own,
      human,
    },
  };
}
