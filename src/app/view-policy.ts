/** What the console and editors are shown of the policy. No personal data. */

import { policySchema } from '../core/policy/schema.ts';

/** JSON Schema of the policy file, for editors. */
export function viewPolicySchema(): object {
  return policySchema();
}
