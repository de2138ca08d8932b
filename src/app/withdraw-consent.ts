import type { App } from './app.ts';
import { forgetPortraits } from './document.ts';
import { execute } from './execute.ts';

/**
 * [Withdraw consent]: every template and picture of the face is deleted in the transaction that gives
 * the face steps to the other lane. The objects go after it; without their rows nobody finds them, and
 * they cannot be read once the case's key is destroyed.
 */
export async function withdrawConsent(app: App, caseId: string): Promise<void> {
  const objects: string[] = [];
  await execute(
    app,
    { caseId, actor: { type: 'person' }, command: { type: 'withdraw_consent' } },
    async (tx) => {
      for (const name of ['facts:selfie', 'result:selfie', 'result:face']) {
        await tx.vault.dropSealed(caseId, name);
      }
      await forgetPortraits(app, tx, caseId);
      await tx.face.endForCase(caseId);
      await tx.face.dropFrames(caseId);
      await tx.face.dropMarks(caseId);
      objects.push(...(await tx.media.removeRoles(caseId, ['selfie', 'face_frame'])));
    },
  );
  for (const key of objects) await app.objects.delete(key);
}
