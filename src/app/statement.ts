/** The other lane: what the person writes, or says into a camera, is sealed and judged by people. */

import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import { addSeconds } from '../core/time.ts';
import type { StatementSentence, StatementView } from '../core/wire.ts';
import { judgeStatement } from '../verifications/statement/judge-statement.ts';
import { sentenceBound, sentenceOf, sentenceSlots } from '../verifications/statement/sentence.ts';
import { videoKindOf } from '../verifications/statement/video-kind.ts';
import type { App } from './app.ts';
import { execute } from './execute.ts';
import { keepRecording, spendCapture } from './keep-picture.ts';
import { holdOpenStep, requireUnchanged } from './material.ts';
import { requireCurrent } from './present-case.ts';
import { viewContact } from './trusted-contact.ts';
import { openJson, sealJson } from './vault.ts';

/** Drawn and shown, not yet spoken: one use, a few minutes. */
interface Drawn {
  readonly nonce: string;
  readonly sentence: string;
  readonly endsAt: string;
}

/** The recording that is there, and the sentence that should be heard on it. */
export interface KeptRecording {
  readonly mediaId: string;
  readonly sentence: string;
}

export interface KeptStatement {
  readonly text: string;
  readonly recording?: KeptRecording;
}

const drawnName = 'statement:sentence';
export const recordingName = 'statement:recording';

/** A new sentence ends the one before. */
export async function drawSentence(
  app: App,
  caseId: string,
  locale: string,
): Promise<StatementSentence> {
  await requireCurrent(app, caseId, 'statement');
  await spendCapture(app, caseId);
  const now = await app.db.read.now();
  const drawn: Drawn = {
    nonce: app.secrets.randomId(),
    sentence: sentenceOf(locale, app.secrets.randomInts(sentenceSlots, sentenceBound)),
    endsAt: addSeconds(now, limits.statementSentenceSeconds),
  };
  await sealJson(app, app.db.read, caseId, drawnName, drawn);
  return { ...drawn, seconds: limits.statementVideoSeconds, now };
}

/** Takes the recording of the sentence drawn last. It replaces an earlier one. */
export async function takeRecording(
  app: App,
  caseId: string,
  recording: { readonly nonce: string; readonly bytes: Uint8Array },
): Promise<void> {
  await requireCurrent(app, caseId, 'statement');
  const { nonce, bytes } = recording;
  if (bytes.length > limits.statementVideoBytesMax) {
    throw new ThawError('file_too_large', 'recording');
  }
  const kind = videoKindOf(bytes);
  if (kind === null) throw new ThawError('file_type', 'neither WebM nor MP4');
  await keepRecording(app, { caseId, bytes, kind }, async (tx, mediaId) => {
    await holdOpenStep(tx, caseId, 'statement');
    const drawn = await openJson<Drawn>(app, tx, caseId, drawnName);
    if (drawn === null || drawn.nonce !== nonce || drawn.endsAt <= (await tx.now())) {
      throw new ThawError('not_now', 'the sentence is used or too old');
    }
    await tx.vault.dropSealed(caseId, drawnName);
    await sealJson(app, tx, caseId, recordingName, { mediaId, sentence: drawn.sentence });
  });
}

/** With a recording the words may stay empty; without one they are the statement. */
export async function submitStatement(app: App, caseId: string, text: string): Promise<void> {
  const recording = await openJson<KeptRecording>(app, app.db.read, caseId, recordingName);
  const cut = text.slice(0, limits.statementCharactersMax);
  const { verdict } = judgeStatement(cut, recording !== null);
  if (verdict.outcome === 'retry') throw new ThawError('bad_request', 'too short or too long');
  const kept: KeptStatement = { text: cut, ...(recording === null ? {} : { recording }) };
  await execute(
    app,
    {
      caseId,
      actor: { type: 'person' },
      command: { type: 'submit_step', step: 'statement', verdict },
    },
    async (tx) => {
      await requireUnchanged(app, tx, caseId, { [recordingName]: recording });
      await sealJson(app, tx, caseId, 'result:statement', kept);
    },
  );
}

export async function viewStatement(app: App, caseId: string): Promise<StatementView> {
  const recording = await openJson<KeptRecording>(app, app.db.read, caseId, recordingName);
  return { recorded: recording !== null, contact: await viewContact(app, caseId) };
}
