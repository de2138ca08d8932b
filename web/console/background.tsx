import type { ReviewView } from '../../src/core/wire-staff.ts';
import { dayTimeText } from './time.ts';

/** Why this case asks what it asks, and what happened when. */
export function Background({ view }: { readonly view: ReviewView }) {
  const { plan, lock, timeline } = view;
  return (
    <>
      <section aria-label="Plan">
        <h2>
          Plan <span class="dim">{plan.policyVersion}</span>
        </h2>
        <dl class="pairs">
          <dt>rule</dt>
          <dd class="mono">{plan.rule}</dd>
          <dt>because</dt>
          <dd>
            {plan.because.map((textId) => (
              <div key={textId} class="mono">
                {textId}
              </div>
            ))}
          </dd>
          <dt>lock</dt>
          <dd>
            {lock.cause} <span class="dim">since {dayTimeText(lock.since)}</span>
          </dd>
          <dt>approvals</dt>
          <dd>
            {plan.approvalsGiven} of {plan.approvalsRequired}
          </dd>
        </dl>
      </section>
      <section aria-label="Timeline">
        <h2>Timeline</h2>
        <ol class="timeline">
          {timeline.map((entry) => (
            <li key={`${entry.at} ${entry.what}`}>
              <time class="dim mono" dateTime={entry.at}>
                {dayTimeText(entry.at)}
              </time>{' '}
              {entry.what}
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
