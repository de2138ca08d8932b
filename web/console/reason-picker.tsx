import { useState } from 'preact/hooks';
import type { ReasonCode } from '../../src/core/reasons.ts';
import { type ReasonChoice, reasonChoices, reviewClasses } from './reason-list.ts';

const choices = reasonChoices();

interface ReasonPickerProps {
  /** Codes the checks already named in this case; offered first. */
  readonly found: ReadonlySet<ReasonCode>;
  readonly chosen: readonly ReasonCode[];
  readonly onChange: (chosen: readonly ReasonCode[]) => void;
}

/** Reason codes by class, narrowed by typing. Chosen ones never leave the sight. */
export function ReasonPicker({ found, chosen, onChange }: ReasonPickerProps) {
  const [sought, setSought] = useState('');
  const needle = sought.trim().toLowerCase();
  const seen = (choice: ReasonChoice) =>
    needle === '' ||
    chosen.includes(choice.code) ||
    `${choice.code} ${choice.words}`.toLowerCase().includes(needle);
  const toggle = (code: ReasonCode) =>
    onChange(chosen.includes(code) ? chosen.filter((c) => c !== code) : [...chosen, code]);
  const group = (name: string, list: readonly ReasonChoice[]) =>
    list.length > 0 && (
      <fieldset key={name}>
        <legend>{name}</legend>
        {list.map((choice) => (
          <label key={choice.code} title={choice.code}>
            <input
              type="checkbox"
              checked={chosen.includes(choice.code)}
              onChange={() => toggle(choice.code)}
            />
            <span>{choice.words}</span>
            {choice.told && <small class="dim">told</small>}
          </label>
        ))}
      </fieldset>
    );
  const visible = choices.filter(seen);
  return (
    <div class="reasons">
      <label class="seek">
        Reasons
        <input
          type="search"
          value={sought}
          placeholder="type to narrow"
          onInput={(event) => setSought(event.currentTarget.value)}
        />
        <small class="dim">“told”: the person hears this reason; the others stay inside.</small>
      </label>
      <div class="groups">
        {group(
          'named by the checks',
          visible.filter((choice) => found.has(choice.code)),
        )}
        {reviewClasses.map((kind) =>
          group(
            kind,
            visible.filter((choice) => choice.class === kind && !found.has(choice.code)),
          ),
        )}
      </div>
    </div>
  );
}
