/**
 * For a service whose challenge cannot be known beforehand: the page's camera is replaced by one that
 * shows what the page's own prompt asks for, from the drawn film. It is no camera and does not
 * pretend to be one: pictures come back, and the service says so to the reviewer.
 */

import type { Page } from 'playwright-core';
import { texts } from '../../web/shared/texts/face.en.ts';
import { filmFrames } from '../fixtures/specimens.ts';
import { filmedMovements } from '../fixtures/world.ts';

const framePath = '/walk-camera/';
const drawnCopies = 3;
const picturesASecond = 10;
const leadInPictures = 15;
const picturesAMovement = 34;
/** Shares of a movement's time until which it is on its way, held, and back. */
const heldFrom = 0.24;
const heldUntil = 0.58;

interface Reel {
  /** Paints the colour that the page's screen shows over an oval where the face is. */
  readonly isTinting: boolean;
  readonly width: number;
  readonly height: number;
  readonly path: string;
  readonly everyMs: number;
  readonly straight: readonly number[];
  /** By the prompt's sentence: the pictures on the way, those held, those on the way back. */
  readonly moves: Readonly<
    Record<string, { readonly out: number[]; readonly held: number[]; readonly back: number[] }>
  >;
}

const range = (from: number, to: number) =>
  Array.from({ length: Math.round(to) - Math.round(from) }, (_, at) => Math.round(from) + at);

function reel(isTinting: boolean): Reel {
  const moves = filmedMovements.map((movement, at) => {
    const from = leadInPictures + at * picturesAMovement;
    const hold = [from + heldFrom * picturesAMovement, from + heldUntil * picturesAMovement];
    const [holdFrom = 0, holdTo = 0] = hold;
    return [
      texts[`face.prompt.${movement}`],
      {
        out: range(from, holdFrom),
        held: range(holdFrom, holdTo),
        back: range(holdTo, from + picturesAMovement),
      },
    ] as const;
  });
  return {
    isTinting,
    width: 640,
    height: 480,
    path: framePath,
    everyMs: 1000 / picturesASecond,
    straight: range(0, leadInPictures),
    moves: Object.fromEntries(moves),
  };
}

/** Runs in the page, before its own scripts. */
function replaceCamera(reel: Reel): void {
  const { width, height, path, everyMs, straight, moves } = reel;
  const pictures = new Map<number, HTMLImageElement>();
  const load = (index: number) => {
    const picture = new Image();
    picture.src = `${path}${index}`;
    pictures.set(index, picture);
  };
  const tint = (pen: CanvasRenderingContext2D) => {
    const shown = document.querySelector('.screen-light')?.className.split(' ')[1];
    const light = { red: '#180000', green: '#001800', blue: '#000018', white: '#181818' }[
      shown ?? ''
    ];
    if (light === undefined) return;
    pen.globalCompositeOperation = 'lighter';
    pen.fillStyle = light;
    pen.beginPath();
    pen.ellipse(width * 0.5, height * 0.48, width * 0.13, height * 0.25, 0, 0, 2 * Math.PI);
    pen.fill();
    pen.globalCompositeOperation = 'source-over';
  };
  // There and back again, so that the last picture meets the first.
  const swing = (list: readonly number[]) => [...list, ...list.slice(1, -1).reverse()];

  navigator.mediaDevices.getUserMedia = async () => {
    const all = Object.values(moves).flatMap(({ out, held, back }) => [...out, ...held, ...back]);
    for (const index of [...straight, ...all]) load(index);
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const pen = canvas.getContext('2d');
    let queue: number[] = [];
    let loop = swing(straight);
    let asked = '';
    let at = 0;
    const turnTo = (prompt: string) => {
      if (prompt === asked) return;
      const [before, next] = [moves[asked], moves[prompt]];
      queue = [...(before?.back ?? []), ...(next?.out ?? [])];
      loop = swing(next?.held ?? straight);
      asked = prompt;
      at = 0;
    };
    const timer = setInterval(() => {
      turnTo(document.querySelector('.prompt')?.textContent ?? '');
      const index = queue.shift() ?? loop[at++ % loop.length] ?? 0;
      const picture = pictures.get(index);
      if (picture?.complete !== true || pen === null) return;
      pen.drawImage(picture, 0, 0, width, height);
      if (reel.isTinting) tint(pen);
    }, everyMs);
    const stream = canvas.captureStream(30);
    for (const track of stream.getTracks()) {
      const stop = track.stop.bind(track);
      track.stop = () => {
        clearInterval(timer);
        stop();
      };
    }
    return stream;
  };
}

/** To be called before the page goes anywhere. */
export async function answerPrompts(page: Page, person: string): Promise<void> {
  const frames = (await filmFrames(person)).filter((_, index) => index % drawnCopies === 0);
  await answerWith(page, frames);
}

/** `frames`: ten a second, cut as the drawn film is. Before the page goes anywhere. */
export async function answerWith(
  page: Page,
  frames: readonly Buffer[],
  { isTinting = false }: { readonly isTinting?: boolean } = {},
): Promise<void> {
  await page.route(`**${framePath}*`, async (route) => {
    const frame = frames[Number(route.request().url().split(framePath)[1])];
    if (frame === undefined) await route.abort();
    else await route.fulfill({ contentType: 'image/jpeg', body: frame });
  });
  await page.addInitScript(replaceCamera, reel(isTinting));
}
