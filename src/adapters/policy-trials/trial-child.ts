/** Entry of the killable process in which one policy is tried. It holds no secret and prints nothing. */

import { type PolicyTrialWork, tryPolicy } from '../../core/policy/trial.ts';
import type { PolicyTrialView } from '../../core/wire-policy.ts';
import { endWithParent } from '../../vision/end-with-parent.ts';
import { loadPolicy, readPolicyCases, readRecordedPolicy } from '../policy-cel/load.ts';

endWithParent();

const readers = { read: loadPolicy, readRecorded: readRecordedPolicy, readCases: readPolicyCases };

process.once('message', (work: PolicyTrialWork) => {
  const view: PolicyTrialView = tryPolicy(work, readers);
  process.send?.(view);
});
