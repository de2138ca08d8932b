/**
 * `npm run demo:walk`: the whole road by itself, in real browsers, each step with its time.
 *
 *   --url http://localhost:4100   walk this running development world
 *   --own                         start a world of its own even where one is running
 *
 * Without either: the world on THAW_PORT (4100) if one answers there, else one of its own. In its own
 * world the challenge of the face is fixed in the composition root, and the camera is Chromium's fake
 * device playing a film of it. In a running world the challenge is random, and the phone's camera is
 * replaced by one that answers the prompts (answering-camera.ts).
 */

import { parseArgs } from 'node:util';
import { startTestWorld } from '../fixtures/world.ts';
import { answerPrompts } from './answering-camera.ts';
import { type RoadOptions, road, walkRoad } from './road.ts';

const { values } = parseArgs({
  options: { url: { type: 'string' }, own: { type: 'boolean', default: false } },
});

const defaultUrl = `http://localhost:${process.env['THAW_PORT'] ?? 4100}`;

async function isHealthy(url: string): Promise<boolean> {
  const signal = AbortSignal.timeout(2_000);
  return fetch(`${url}/health`, { signal }).then(
    (answer) => answer.ok,
    () => false,
  );
}

/** The host and the desk stand on the two ports after the service's own. */
async function runningWorld(url: string): Promise<RoadOptions> {
  const port = Number(new URL(url).port);
  const beside = (more: number) => {
    const place = new URL(url);
    place.port = String(port + more);
    return place.origin;
  };
  const places = { thaw: new URL(url).origin, host: beside(1), desk: beside(2) };
  const answer = await fetch(`${places.desk}/api/places`);
  const { staff } = (await answer.json()) as { staff: RoadOptions['reviewer'][] };
  const { people } = (await (await fetch(`${places.desk}/api/people`)).json()) as {
    people: { email: string; lock: object | null }[];
  };
  if (people.find(({ email }) => email === 'mara@people.example')?.lock == null) {
    throw new Error(`mara is not frozen there: reset the world at ${places.desk} first`);
  }
  const [reviewer] = staff;
  if (reviewer === undefined) throw new Error('this world has no reviewer');
  return { places, reviewer, preparePhone: answerPrompts };
}

async function walk(): Promise<void> {
  const url = values.url ?? (values.own ? null : defaultUrl);
  const isRunning = url !== null && (await isHealthy(url));
  if (values.url !== undefined && !isRunning) throw new Error(`nothing answers at ${values.url}`);
  const own = isRunning ? null : await startTestWorld();
  let at = 0;
  const onStep: RoadOptions['onStep'] = ({ name, ms }) => {
    at += 1;
    console.log(`${String(at).padStart(2)}/${road.length}  ${seconds(ms)}  ${name}`);
  };
  try {
    if (own !== null) {
      console.log(`A development world of its own at ${own.urls.thaw}; the camera plays a film.`);
    } else console.log(`The world at ${url}; the camera on the phone answers the prompts.`);
    const options =
      own === null
        ? await runningWorld(url ?? defaultUrl)
        : { places: own.urls, reviewer: own.reviewers[0] };
    const { ms } = await walkRoad({ ...options, onStep });
    console.log(`Thawed, limited for 48 hours, free again: ${seconds(ms).trim()} in all.`);
  } finally {
    await own?.stop();
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1).padStart(6)} s`;
}

/** The message, and why: browsers explain themselves over many lines. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}\n${explain(error.cause)}`;
}

await walk().catch((error: unknown) => {
  console.error(explain(error));
  process.exitCode = 1;
});
