import type { StepKind } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import type { App } from './app.ts';
import { execute } from './execute.ts';
import { currentStep } from './present-case.ts';
import type { SessionRow } from './stores.ts';

/** No camera, no matching face, no document: the step's alternative, judged by people. */
export async function takeOtherLane(app: App, caseId: string, step: string): Promise<void> {
  const stored = await app.db.read.cases.load(caseId);
  const kind: StepKind | undefined =
    stored === null ? undefined : currentStep(stored.state)?.plan.kind;
  if (kind === undefined || kind !== step) throw new ThawError('not_now', 'not the current step');
  await execute(
    app,
    { caseId, actor: { type: 'person' }, command: { type: 'take_other_lane', step: kind } },
    async (tx) => {
      if (kind === 'face') await tx.face.endForCase(caseId);
    },
  );
}

/** From the phone, once the computer has learned its number: the face's other lane and no other. */
export async function takeOtherLaneOnPhone(app: App, session: SessionRow): Promise<void> {
  const { handoffId } = session;
  const row = handoffId === null ? null : await app.db.read.handoffs.find(handoffId);
  const isMatched = row?.state === 'matched' || row?.state === 'capturing';
  if (row === null || row.phoneSession !== session.id || row.expired || !isMatched) {
    throw new ThawError('not_now', 'the number was not matched');
  }
  await takeOtherLane(app, row.caseId, 'face');
}
