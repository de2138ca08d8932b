import type { App } from './app.ts';
import type { Stores } from './stores.ts';
import type { PublishedPolicy } from './stores-work.ts';

/** Says which version was changed and what to do; the service does not start. */
export class PolicyVersionTaken extends Error {
  constructor({ id, version }: PublishedPolicy, publishedSha256: string) {
    super(
      `Policy ${id} version ${version} is already in force with other content ` +
        `(sha256 ${publishedSha256}). Give the changed file a new version; ` +
        `\`thaw policy diff ${id}@${version} FILE\` shows what changed.`,
    );
    this.name = 'PolicyVersionTaken';
  }
}

/**
 * Records a policy at its first use. Running cases are pinned to their plan and past ones name their
 * version, so a version never changes its content (security standard A3 #24). Throws
 * `PolicyVersionTaken`.
 */
export async function publishPolicy(stores: Stores, policy: PublishedPolicy): Promise<void> {
  await stores.policies.putOnce(policy);
  const published = await stores.policies.find(policy.id, policy.version);
  if (published?.sha256 !== policy.sha256) {
    throw new PolicyVersionTaken(policy, published?.sha256 ?? 'unknown');
  }
}

/** When a service begins to serve with it: that it is another one than before is a security event. */
export async function recordInForce(app: Pick<App, 'db' | 'policy'>): Promise<void> {
  const { id, version } = app.policy.inForce;
  await app.db.transaction(async (tx) => {
    if (!(await tx.policies.putInForce({ id, version }))) return;
    await tx.audit.add({
      actor: { type: 'system' },
      action: 'policy.in_force',
      detail: { policy: `${id}@${version}` },
    });
  });
}
