/** The policy, for leads: what is in force, what another would change. Nothing here changes it. */

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type {
  PolicyDiffView,
  PolicyExplainView,
  PolicyReplayView,
  PolicyView,
} from '../../src/core/wire-policy.ts';
import { failureText } from './failure-text.ts';
import { DiffTable, ExplainTable, ReplayTable, RulesTable } from './policy-tables.tsx';
import { PolicyTrial, trialFieldId } from './policy-trial.tsx';
import { type Answer, type Failure, staffApi } from './staff-api.ts';
import { dayTimeText } from './time.ts';
import { useKeys } from './use-keys.ts';

interface PolicyProps {
  readonly csrf: string;
  /** Cases that this lead holds: the plan of each can be explained. */
  readonly claims: readonly string[];
  readonly onBack: () => void;
  readonly onLeave: (failure: Failure) => boolean;
  readonly onStaleSession: () => void;
}

type Shown =
  | { readonly kind: 'diff'; readonly view: PolicyDiffView }
  | { readonly kind: 'replay'; readonly view: PolicyReplayView }
  | { readonly kind: 'explain'; readonly view: PolicyExplainView };

/** What is not there, in the words of this page. */
const versionMissing =
  'One of the two versions was never in force here, or today’s checker refuses it.';
const missing: Readonly<Record<Shown['kind'], string>> = {
  diff: versionMissing,
  replay: versionMissing,
  explain: 'This case is not claimed by you any more, or no facts of its plan were kept.',
};

export function PolicyScreen(props: PolicyProps) {
  const { claims, csrf, onBack, onLeave, onStaleSession } = props;
  const [policy, setPolicy] = useState<PolicyView | null>(null);
  const [names, setNames] = useState({ from: '', to: '' });
  const [shown, setShown] = useState<Shown | null>(null);
  const [said, setSaid] = useState<string | null>(null);

  const refuse = (failure: Failure, kind?: Shown['kind']) => {
    if (failure.kind === 'signed_out' && onLeave(failure)) return;
    const isMissing = failure.code === 'not_found' && kind !== undefined;
    setSaid(isMissing ? missing[kind] : failureText(failure));
  };

  useEffect(() => {
    const read = async () => {
      const answer = await staffApi.policy();
      if (!answer.ok) return refuse(answer.failure);
      setPolicy(answer.value);
      const { name, versions } = answer.value;
      setNames({ from: versions.find((one) => !one.inForce)?.name ?? name, to: name });
    };
    void read();
  }, []);

  const show = async <K extends Shown['kind']>(
    kind: K,
    asked: Promise<Answer<Extract<Shown, { kind: K }>['view']>>,
  ) => {
    setSaid('Working…');
    const answer = await asked;
    if (!answer.ok) return refuse(answer.failure, kind);
    setSaid(null);
    setShown({ kind, view: answer.value } as Shown);
  };
  const diff = () => void show('diff', staffApi.policyDiff(names));
  const replay = () => void show('replay', staffApi.policyReplay(names));
  const explain = (caseId: string) => void show('explain', staffApi.policyExplain(caseId));
  const first = claims[0];

  useKeys(
    {
      q: onBack,
      d: diff,
      r: replay,
      t: () => document.getElementById(trialFieldId)?.focus(),
      ...(first === undefined ? {} : { e: () => explain(first) }),
    },
    policy !== null,
  );

  return (
    <>
      <header class="bar">
        <h1>Policy</h1>
        <span class="mono">{policy?.name}</span>
        <span class="fill" />
        <button type="button" onClick={onBack}>
          Queue <kbd>q</kbd>
        </button>
      </header>
      <main class="policy">
        <p class="notice" role="status">
          {said}
        </p>
        {policy !== null && (
          <>
            <InForce policy={policy} />
            <RulesTable rules={policy.rules} />
            <div class="tools">
              <Choice label="From" policy={policy} chosen={names.from}>
                {(from) => setNames({ ...names, from })}
              </Choice>
              <Choice label="To" policy={policy} chosen={names.to}>
                {(to) => setNames({ ...names, to })}
              </Choice>
              <button type="button" onClick={diff}>
                Diff <kbd>d</kbd>
              </button>
              <button type="button" onClick={replay}>
                Replay the last 200 cases <kbd>r</kbd>
              </button>
              {claims.map((caseId, index) => (
                <button type="button" key={caseId} onClick={() => explain(caseId)}>
                  Explain <span class="mono">{caseId.slice(0, 8)}</span>{' '}
                  {index === 0 && <kbd>e</kbd>}
                </button>
              ))}
            </div>
          </>
        )}
        {shown?.kind === 'diff' && <DiffTable view={shown.view} />}
        {shown?.kind === 'replay' && <ReplayTable view={shown.view} />}
        {shown?.kind === 'explain' && <ExplainTable view={shown.view} />}
        {policy !== null && (
          <PolicyTrial
            csrf={csrf}
            inForce={policy.name}
            onLeave={onLeave}
            onStaleSession={onStaleSession}
          />
        )}
      </main>
    </>
  );
}

function InForce({ policy }: { readonly policy: PolicyView }) {
  const since = policy.versions.find((one) => one.inForce)?.firstUsedAt ?? null;
  return (
    <dl class="figures">
      <Figure name="In force since">{since === null ? '–' : dayTimeText(since)}</Figure>
      <Figure name="Evidence kept">{policy.retentionDays} days</Figure>
      <Figure name="Checker">
        {policy.problems.length === 0 ? (
          <span class="good">accepted</span>
        ) : (
          <span class="warn">
            accepted with {policy.problems.length === 1 ? 'a warning' : 'warnings'}
          </span>
        )}
      </Figure>
      <Figure name="SHA-256">
        <span class="mono">{policy.sha256.slice(0, 16)}…</span>
      </Figure>
      {policy.problems.length > 0 && (
        <Figure name="Warnings">
          <ul>
            {policy.problems.map(({ code, line, message }) => (
              <li key={`${line} ${code}`}>
                line {line ?? '?'} <span class="mono">{code}</span>: {message}
              </li>
            ))}
          </ul>
        </Figure>
      )}
    </dl>
  );
}

function Figure({
  name,
  children,
}: {
  readonly name: string;
  readonly children: ComponentChildren;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly policy: PolicyView;
  readonly chosen: string;
  readonly children: (name: string) => void;
}

function Choice({ label, policy, chosen, children: onChoose }: ChoiceProps) {
  return (
    <label>
      {label}{' '}
      <select value={chosen} onChange={(event) => onChoose(event.currentTarget.value)}>
        {policy.versions.map(({ inForce, name }) => (
          <option key={name} value={name}>
            {name}
            {inForce ? ' (in force)' : ''}
          </option>
        ))}
      </select>
    </label>
  );
}
