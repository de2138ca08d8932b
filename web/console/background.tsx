import type { ReviewView } from '../../src/core/wire-staff.ts';
import { dayTimeText } from './time.ts';

/** A phone is often on a network of its own: said, and no sign by itself. */
function networksIn(devices: ReviewView['devices']): string {
  const networks = new Set(devices.map(({ network }) => network)).size;
  return networks === 1 ? 'one network' : `${networks} networks`;
}

/** Why this case asks what it asks, from where it was asked, and what happened when. */
export function Background({ view }: { readonly view: ReviewView }) {
  const { plan, lock, timeline, devices } = view;
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
      <section aria-label="Devices">
        <h2>
          Devices <span class="dim">{networksIn(devices)}</span>
        </h2>
        <ul class="devices">
          {devices.map(({ on, browser, network, sessions, since, until }) => (
            <li key={`${on} ${browser} ${network}`}>
              <span class="dim">{on}</span> {browser}, <span class="mono">{network}</span>
              <div class="dim">
                {dayTimeText(since)} to {dayTimeText(until)}
                {sessions > 1 && `, ${sessions} sessions`}
              </div>
            </li>
          ))}
        </ul>
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
