/** A candidate that was never in force: tried by the service, kept by nobody. */

import { useRef, useState } from 'preact/hooks';
import type { PolicyTrialView } from '../../src/core/wire-policy.ts';
import { failureText } from './failure-text.ts';
import { TrialResult } from './policy-trial-result.tsx';
import { type Failure, staffApi } from './staff-api.ts';

interface TrialProps {
  readonly csrf: string;
  readonly inForce: string;
  readonly onLeave: (failure: Failure) => boolean;
  readonly onStaleSession: () => void;
}

interface Tried {
  readonly view: PolicyTrialView;
  /** What was tried: the result is told to be of an earlier text once it changes. */
  readonly policy: string;
  readonly tests: string;
}

/** Where a key leads. */
export const trialFieldId = 'trial-policy';

/** The service refuses more, and says it less well. */
const bytesMax = 200 * 1024;

const words: Readonly<Record<string, string>> = {
  too_many: 'Another policy is being tried at the moment.',
  quota: 'You have tried as many policies as the service allows in an hour.',
  file_too_large: 'The service takes a policy and tests of at most 200 KiB each.',
  bad_request: 'This is no text that the service can read.',
  network: 'The service was not reached. Your text is still here: try again.',
  unavailable: 'The service is not ready. Your text is still here: try again.',
};

function refusalText(failure: Failure): string {
  const said = words[failure.code];
  if (said === undefined) return failureText(failure);
  const seconds = failure.retryAfterSeconds;
  return seconds === null ? said : `${said} Try again in ${Math.ceil(seconds)} s.`;
}

/** Selects the line and brings it into sight. */
function showLine(field: HTMLTextAreaElement, line: number): void {
  const lines = field.value.split('\n');
  const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  field.focus();
  field.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
  field.scrollLeft = 0;
  field.scrollTop = (field.scrollHeight / lines.length) * Math.max(0, line - 4);
}

const tooLarge = (text: string) => new Blob([text]).size > bytesMax;

export function PolicyTrial({ csrf, inForce, onLeave, onStaleSession }: TrialProps) {
  const [policy, setPolicy] = useState('');
  const [tests, setTests] = useState('');
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState<Tried | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const result = useRef<HTMLHeadingElement>(null);

  const refuse = (failure: Failure) => {
    if (failure.kind === 'signed_out' && onLeave(failure)) return;
    if (failure.code === 'csrf') onStaleSession();
    setSaid(refusalText(failure));
  };

  const submit = async () => {
    if (busy) return;
    if (policy.trim() === '') {
      setSaid('There is no policy to try yet: paste one, or choose a file.');
      field.current?.focus();
      return;
    }
    if (tooLarge(policy) || tooLarge(tests)) {
      setSaid(`${tooLarge(policy) ? 'The policy' : 'The test file'} is larger than 200 KiB.`);
      return;
    }
    setBusy(true);
    setSaid('Trying: this may take up to 20 seconds…');
    const answer = await staffApi.policyTry(
      { policy, ...(tests.trim() === '' ? {} : { tests }) },
      csrf,
    );
    setBusy(false);
    if (!answer.ok) return refuse(answer.failure);
    setSaid(null);
    setTried({ view: answer.value, policy, tests });
    // Its heading says how it went, so that it is heard, and the table below is next.
    requestAnimationFrame(() => result.current?.focus());
  };

  const isOld = tried !== null && (tried.policy !== policy || tried.tests !== tests);
  return (
    <section class="trial" aria-labelledby="trial-title">
      <h2 id="trial-title">
        Try a policy that is not in force <kbd>t</kbd>
      </h2>
      <p class="dim">
        It is checked, its tests are run, and it is compared with {inForce}. Nothing is kept and
        nothing is put in force; the audit log notes that you tried it, by the hash of its text.
      </p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <YamlField label="Policy" hint="YAML, at most 200 KiB" rows={10} text={policy} box={field}>
          {(text, fault) => {
            if (text !== null) setPolicy(text);
            if (!busy) setSaid(fault);
          }}
        </YamlField>
        <YamlField
          label="Tests"
          hint="optional: the file that lies beside it"
          rows={4}
          text={tests}
        >
          {(text, fault) => {
            if (text !== null) setTests(text);
            if (!busy) setSaid(fault);
          }}
        </YamlField>
        <div class="tools">
          <button type="submit" class="strong" aria-disabled={busy}>
            Try
          </button>
          <span role="status">{said}</span>
        </div>
      </form>
      {tried !== null && (
        <TrialResult
          view={tried.view}
          isOld={isOld}
          heading={result}
          onLine={(line) => field.current !== null && showLine(field.current, line)}
        />
      )}
    </section>
  );
}

interface FieldProps {
  readonly label: string;
  readonly hint: string;
  readonly rows: number;
  readonly text: string;
  readonly box?: { current: HTMLTextAreaElement | null };
  /** The new text or null, and what is wrong with a file. */
  readonly children: (text: string | null, fault: string | null) => void;
}

function YamlField({ box, children: onText, hint, label, rows, text }: FieldProps) {
  const id = `trial-${label.toLowerCase()}`;
  const choose = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (file === undefined) return;
    const refuse = (why: string) => {
      // Its name beside an earlier text would say that it was taken.
      input.value = '';
      onText(null, `${file.name} ${why}`);
    };
    if (file.size > bytesMax) return refuse('is larger than 200 KiB.');
    try {
      onText(await file.text(), null);
    } catch {
      refuse('cannot be read. Choose it once more, or paste its text.');
    }
  };
  return (
    <div class="yaml">
      <label for={id}>
        {label} <small class="dim">{hint}</small>
      </label>
      <textarea
        id={id}
        ref={box ?? null}
        rows={rows}
        class="mono"
        spellcheck={false}
        autocomplete="off"
        wrap="off"
        value={text}
        onInput={(event) => onText(event.currentTarget.value, null)}
      />
      <label class="file">
        Or choose a file for {label.toLowerCase()}:{' '}
        <input
          type="file"
          accept=".yaml,.yml"
          // The same file, changed meanwhile, can be chosen again.
          onClick={(event) => {
            event.currentTarget.value = '';
          }}
          onChange={(event) => void choose(event.currentTarget)}
        />
      </label>
    </div>
  );
}
