import type { StepKind } from '../case/types.ts';

/** Steps that show who somebody is. The rest adds friction or proves a mailbox. */
export const identityKinds: ReadonlySet<StepKind> = new Set(['id_document', 'face', 'selfie']);
