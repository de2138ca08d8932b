interface DigitsFieldProps {
  readonly label: string;
  readonly max: number;
  readonly value: string;
  readonly onChange: (digits: string) => void;
  /** The browser may offer a code that has just come by SMS. */
  readonly fromMessage?: boolean;
}

/** A short number. Spaces and dashes that were typed or pasted with it are dropped, not counted. */
export function DigitsField({ label, max, value, onChange, fromMessage }: DigitsFieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        class="big"
        inputMode="numeric"
        autocomplete={fromMessage ? 'one-time-code' : 'off'}
        value={value}
        onInput={({ currentTarget }) => {
          const digits = currentTarget.value.replace(/\D/g, '').slice(0, max);
          // The state may be the same as before: the field is set all the same.
          currentTarget.value = digits;
          onChange(digits);
        }}
      />
    </label>
  );
}
