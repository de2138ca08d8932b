import { useState } from 'preact/hooks';
import { type Clock, change } from './desk-api.ts';
import { aheadInWords, clockTime } from './words.ts';

const STEPS = [
  { label: '+30 min', seconds: 30 * 60 },
  { label: '+2 h', seconds: 2 * 3600 },
  { label: '+48 h', seconds: 48 * 3600 },
  { label: '+30 d', seconds: 30 * 86_400 },
] as const;

interface Props {
  readonly clock: Clock;
  readonly onChange: () => Promise<void>;
}

export function ClockPanel({ clock, onChange }: Props) {
  const [isSure, setSure] = useState(false);
  const [trouble, setTrouble] = useState(false);

  async function press(path: string, body: object): Promise<void> {
    setSure(false);
    const done = await change(path, body).then(
      () => true,
      () => false,
    );
    setTrouble(!done);
    await onChange();
  }

  return (
    <section aria-labelledby="clock">
      <h2 id="clock">Clock</h2>
      <p>
        <strong>{clockTime(clock.now)}</strong> ({aheadInWords(clock.aheadSeconds)})
      </p>
      <p class="buttons">
        {STEPS.map(({ label, seconds }) => (
          <button
            type="button"
            key={label}
            onClick={() => press('/api/clock', { advanceSeconds: seconds })}
          >
            {label}
          </button>
        ))}
        {isSure ? (
          <button type="button" class="fault" onClick={() => press('/api/reset', {})}>
            Really reset: forget every case and mail
          </button>
        ) : (
          <button type="button" onClick={() => setSure(true)}>
            Reset the world
          </button>
        )}
      </p>
      {trouble && (
        <p class="fault" role="alert">
          That did not work. Try again.
        </p>
      )}
    </section>
  );
}
