import { useEffect, useRef, useState } from 'preact/hooks';
import type { ReviewView } from '../../src/core/wire-staff.ts';
import { Dialog } from './dialog.tsx';
import { regionText } from './mark-cells.ts';
import { reasonList } from './reason-list.ts';
import { confirmWord, missingOf, sentMark, type VerdictForm } from './verdict.ts';
import { VerdictFields } from './verdict-fields.tsx';
import type { Stamp } from './watermark.tsx';

const titles: Record<VerdictForm['kind'], string> = {
  approve: 'Approve',
  decline: 'Decline',
  ask_again: 'Ask again',
};

const emptyForms: { readonly [Kind in VerdictForm['kind']]: VerdictForm } = {
  approve: { kind: 'approve', accepted: [], note: '' },
  decline: { kind: 'decline', final: null, reasons: [], note: '' },
  ask_again: { kind: 'ask_again', step: null, reasons: [], note: '' },
};

interface VerdictDialogProps {
  readonly kind: VerdictForm['kind'];
  readonly view: ReviewView;
  readonly busy: boolean;
  readonly fault: string | null;
  readonly stamp: Stamp;
  readonly onSend: (form: VerdictForm) => void;
  readonly onClose: () => void;
}

/** Two screens: fill in, then read the decision again and type its word. */
export function VerdictDialog(props: VerdictDialogProps) {
  const { kind, view, busy, fault, onSend, onClose } = props;
  const [form, setForm] = useState<VerdictForm>(emptyForms[kind]);
  const [confirming, setConfirming] = useState(false);
  const [tried, setTried] = useState(false);
  const missing = missingOf(form, view.steps);

  const goOn = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (missing === null) setConfirming(true);
  };
  return (
    <Dialog title={`${titles[kind]} · ${view.record.accountMasked}`} look="form" onClose={onClose}>
      {confirming ? (
        <Confirm
          form={form}
          view={view}
          busy={busy}
          fault={fault}
          onBack={() => setConfirming(false)}
          onSend={() => onSend(form)}
        />
      ) : (
        <form onSubmit={goOn}>
          <div class="fields">
            <VerdictFields view={view} form={form} stamp={props.stamp} onChange={setForm} />
          </div>
          <footer>
            <p class="bad" role="alert">
              {tried ? missing : null}
            </p>
            <button type="submit" class="strong">
              Continue
            </button>
          </footer>
        </form>
      )}
    </Dialog>
  );
}

interface ConfirmProps {
  readonly form: VerdictForm;
  readonly view: ReviewView;
  readonly busy: boolean;
  readonly fault: string | null;
  readonly onBack: () => void;
  readonly onSend: () => void;
}

function Confirm({ form, view, busy, fault, onBack, onSend }: ConfirmProps) {
  const [typed, setTyped] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const word = confirmWord(form);
  const ready = typed.trim().toLowerCase() === word && !busy;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onSend();
      }}
    >
      <div class="fields">
        <p class="effect">{effectOf(form, view)}</p>
        <Summary form={form} />
        <label class="word">
          <span>
            Type <strong class="mono">{word}</strong> to {titles[form.kind].toLowerCase()}
          </span>
          <input
            ref={input}
            value={typed}
            autocomplete="off"
            spellcheck={false}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
      </div>
      <footer>
        <p class="bad" role="alert">
          {fault}
        </p>
        <button type="button" onClick={onBack}>
          Back
        </button>
        <button type="submit" class={form.kind === 'approve' ? 'go' : 'stop'} disabled={!ready}>
          {busy ? 'Sending…' : buttonOf(form)}
        </button>
      </footer>
    </form>
  );
}

function buttonOf(form: VerdictForm): string {
  if (form.kind !== 'decline') return titles[form.kind];
  return form.final === true ? 'Decline, final' : 'Decline, retry';
}

function effectOf(form: VerdictForm, view: ReviewView): string {
  const { approvalsGiven, approvalsRequired } = view.plan;
  const account = `${view.record.accountMasked} at ${view.service}`;
  switch (form.kind) {
    case 'approve':
      return approvalsGiven + 1 < approvalsRequired
        ? `You approve ${account}. A second reviewer must approve too before it is thawed.`
        : `You approve ${account}. The account is thawed at once and its owner is told.`;
    case 'decline':
      return form.final === true
        ? `You decline ${account} for good. The case ends; ${view.appeal == null ? 'the person may appeal.' : 'there is no second appeal.'}`
        : `You decline ${account}. The account stays frozen; the person may start again.`;
    case 'ask_again':
      return `You ask ${account} for one step again. The other steps stay as they are.`;
  }
}

function Summary({ form }: { readonly form: VerdictForm }) {
  return (
    <dl class="pairs">
      {form.kind === 'approve' && (
        <>
          <dt>accepted</dt>
          <dd>{form.accepted.join(', ').replaceAll('_', ' ') || 'nothing was in doubt'}</dd>
        </>
      )}
      {form.kind === 'ask_again' && (
        <>
          <dt>step</dt>
          <dd>{form.step?.replaceAll('_', ' ')}</dd>
        </>
      )}
      {form.kind !== 'approve' && (
        <>
          <dt>reasons</dt>
          <dd>
            {form.reasons.map((code) => (
              <div key={code}>{reasonList[code].words}</div>
            ))}
          </dd>
        </>
      )}
      {form.kind !== 'approve' && sentMark(form) !== null && (
        <>
          <dt>marked</dt>
          <dd>
            {sentMark(form)?.media.replaceAll('_', ' ')}, {regionText(sentMark(form)!.region)}
          </dd>
        </>
      )}
      {form.note.trim() !== '' && (
        <>
          <dt>note</dt>
          <dd class="noted">{form.note.trim()}</dd>
        </>
      )}
    </dl>
  );
}
