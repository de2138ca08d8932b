import type { ComponentChildren } from 'preact';
import type {
  PolicyDiffView,
  PolicyExplainView,
  PolicyReplayView,
  PolicyTrialReplayView,
  PolicyView,
} from '../../src/core/wire-policy.ts';

interface TableProps {
  readonly caption: string;
  readonly head: readonly string[];
  /** Few columns: it needs no room to the side. */
  readonly narrow?: boolean;
  readonly children: ComponentChildren;
}

export function Table({ caption, children, head, narrow = false }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard.
    <section class="scroll" aria-label={caption} tabIndex={0}>
      <table class={narrow ? 'narrow' : ''}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {head.map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

function Nothing({ caption }: { readonly caption: string }) {
  return <p class="result">{caption}</p>;
}

export function RulesTable({ rules }: { readonly rules: PolicyView['rules'] }) {
  return (
    <Table
      caption="Rules, from top to bottom; the first that holds wins"
      head={['Rule', 'When', 'Steps', 'Approvals', 'Limited after']}
    >
      {rules.map(({ approvals, restrictions, rule, steps, when }) => (
        <tr key={rule}>
          <td>{rule}</td>
          <td class="mono">{when ?? 'no rule above holds'}</td>
          <td>{steps.join(', ')}</td>
          <td>{approvals}</td>
          <td>{restrictions.length === 0 ? '–' : restrictions.join(', ')}</td>
        </tr>
      ))}
    </Table>
  );
}

const looks = { stricter: 'good', weaker: 'bad', mixed: 'warn', same: 'dim' } as const;

function changeOf(
  change:
    | PolicyReplayView['otherwise'][number]
    | PolicyTrialReplayView['otherwise'][number]
    | PolicyDiffView['differences'][number],
) {
  const { ruleAfter, ruleBefore, strictness, words } = change;
  return (
    <>
      <td class={looks[strictness]}>{strictness}</td>
      <td>{ruleBefore === ruleAfter ? ruleBefore : `${ruleBefore} → ${ruleAfter}`}</td>
      <td>{words.join(', ').replaceAll('->', '→')}</td>
    </>
  );
}

export function DiffTable({ view }: { readonly view: PolicyDiffView }) {
  const { differences, exact, situations, tried } = view;
  const changed = differences.reduce((sum, one) => sum + one.situations, 0);
  const whole = tried === situations && exact;
  const scope = whole
    ? ''
    : ` (of ${exact ? '' : 'more than '}${situations} in all: others may differ too)`;
  const caption = `Diff: ${changed} of ${tried} situations tried meet another plan${scope}`;
  if (differences.length === 0) return <Nothing caption={caption} />;
  return (
    <Table caption={caption} head={['Plan', 'Rule', 'What changes', 'Facts seen', 'Situations']}>
      {differences.map((one) => (
        <tr key={`${one.ruleBefore} ${one.ruleAfter} ${one.words.join()}`}>
          {changeOf(one)}
          <td class="mono">{one.facts.length === 0 ? 'any' : one.facts.join('; ')}</td>
          <td>{one.situations}</td>
        </tr>
      ))}
    </Table>
  );
}

function replayCaption(changed: number, { skipped, total }: { skipped: number; total: number }) {
  const left = skipped === 0 ? '' : ` (${skipped} skipped: their kept facts lack one asked now)`;
  return `Replay: ${changed} of ${total} past cases would have gone otherwise${left}`;
}

/** Of a candidate: how many cases, and not which. */
export function TrialReplayTable({ view }: { readonly view: PolicyTrialReplayView }) {
  const { otherwise } = view;
  const changed = otherwise.reduce((sum, one) => sum + one.cases, 0);
  const caption = replayCaption(changed, view);
  if (changed === 0) return <Nothing caption={caption} />;
  return (
    <Table caption={caption} head={['Plan', 'Rule', 'What changes', 'Cases']}>
      {otherwise.map((one) => (
        <tr key={`${one.ruleBefore} ${one.ruleAfter}`}>
          {changeOf(one)}
          <td>{one.cases}</td>
        </tr>
      ))}
    </Table>
  );
}

export function ReplayTable({ view }: { readonly view: PolicyReplayView }) {
  const { otherwise } = view;
  const caption = replayCaption(otherwise.length, view);
  if (otherwise.length === 0) return <Nothing caption={caption} />;
  return (
    <Table caption={caption} head={['Plan', 'Rule', 'What changes', 'Case', 'Status']}>
      {otherwise.map((one) => (
        <tr key={one.caseId}>
          {changeOf(one)}
          <td class="mono">{one.caseId}</td>
          <td>{one.status}</td>
        </tr>
      ))}
    </Table>
  );
}

const outcomes = { matched: 'matched', not_matched: 'no', failed: 'could not be judged' } as const;

export function ExplainTable({ view }: { readonly view: PolicyExplainView }) {
  return (
    <Table
      caption={`Explanation: ${view.rule}, by ${view.policy}`}
      head={['Rule', 'When', 'Outcome']}
    >
      {view.tried.map(({ outcome, rule, when }) => (
        <tr key={rule}>
          <td>{rule}</td>
          <td class="mono">{when}</td>
          <td class={outcome === 'matched' ? 'good' : outcome === 'failed' ? 'bad' : 'dim'}>
            {outcomes[outcome]}
          </td>
        </tr>
      ))}
      {view.rule === 'default' && (
        <tr>
          <td>default</td>
          <td class="mono">no rule above holds</td>
          <td class="good">matched</td>
        </tr>
      )}
    </Table>
  );
}
