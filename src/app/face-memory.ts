/** What earlier facial verifications showed, over all cases, as hashes under the service's key. */

import type { JudgedFrame } from '../verifications/face/frames.ts';
import { cellsOf, type Remembered } from '../verifications/face/replay.ts';
import type { App } from './app.ts';
import type { Stores } from './stores.ts';
import type { FaceSessionRow, FrameMarks } from './stores-pictures.ts';

/** The most that any ONE earlier session shares with these frames. */
export async function rememberedOf(
  app: App,
  session: FaceSessionRow,
  frames: readonly JudgedFrame[],
): Promise<Remembered> {
  return app.db.read.face.marksSeen(session.id, marksOf(app, frames));
}

/** In the transaction of the verdict: also what was refused may come again. */
export async function remember(
  app: App,
  tx: Stores,
  session: FaceSessionRow,
  frames: readonly JudgedFrame[],
): Promise<void> {
  await tx.face.addMarks(session, marksOf(app, frames));
}

function marksOf({ secrets }: App, frames: readonly JudgedFrame[]): FrameMarks {
  return {
    exact: frames.map(({ sha256 }) => secrets.keyed('frame-exact', sha256)),
    rough: frames.flatMap((frame) => {
      const cells = cellsOf(frame);
      return cells === null ? [] : [secrets.keyed('frame-rough', cells)];
    }),
  };
}
