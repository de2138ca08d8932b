import type {
  PolicyProblemsView,
  PolicyTestsView,
  PolicyTrialView,
} from '../../src/core/wire-policy.ts';
import { DiffTable, Table, TrialReplayTable } from './policy-tables.tsx';

interface ResultProps {
  readonly view: PolicyTrialView;
  /** The text was changed since. */
  readonly isOld: boolean;
  readonly onLine: (line: number) => void;
  readonly heading: { current: HTMLHeadingElement | null };
}

export function TrialResult({ heading, isOld, onLine, view }: ResultProps) {
  return (
    <>
      <h3 ref={heading} tabIndex={-1} class={verdictLook(view)}>
        {verdictText(view)}
      </h3>
      {isOld && <p class="warn">The text was changed since: this is of the one before.</p>}
      {view.outcome === 'too_large' && (
        <p>
          It took more than 20 seconds or too much memory, so it was ended. Use the command line,
          which has no such bounds: <code>thaw policy check FILE</code>, then <code>test</code>,{' '}
          <code>diff</code> and <code>replay</code>.
        </p>
      )}
      {view.outcome !== 'too_large' && <Problems problems={view.problems} onLine={onLine} />}
      {view.outcome === 'tried' && (
        <>
          <Tests tests={view.tests} />
          <DiffTable view={view.diff} />
          {view.diff.leftOut > 0 && (
            <p class="dim">
              The largest differences are shown. {view.diff.leftOut} more: see{' '}
              <code>thaw policy diff</code>.
            </p>
          )}
          <TrialReplayTable view={view.replay} />
        </>
      )}
    </>
  );
}

function verdictLook(view: PolicyTrialView): string {
  if (view.outcome === 'refused') return 'bad';
  if (view.outcome === 'too_large') return 'warn';
  return view.tests !== null && (view.tests.outcome === 'unreadable' || view.tests.failed > 0)
    ? 'warn'
    : 'good';
}

function verdictText(view: PolicyTrialView): string {
  switch (view.outcome) {
    case 'too_large':
      return 'Too large to try here';
    case 'refused':
      return 'Refused: the service would not start with this policy';
    case 'tried': {
      const { length } = view.problems.shown;
      const warned = length === 0 ? '' : length === 1 ? ', with a warning' : ', with warnings';
      return `${view.name} would be accepted${warned}. ${testsText(view.tests)}`;
    }
  }
}

function testsText(tests: PolicyTestsView | null): string {
  if (tests === null) return 'No tests were given.';
  if (tests.outcome === 'unreadable') return 'Its tests cannot be read.';
  return `Tests: ${tests.passed} passed, ${tests.failed} failed.`;
}

interface ProblemsProps {
  readonly problems: PolicyProblemsView;
  readonly onLine: (line: number) => void;
}

function Problems({ onLine, problems }: ProblemsProps) {
  const { leftOut, shown } = problems;
  if (shown.length === 0) return null;
  return (
    <>
      <Table caption="What the checker says" head={['Verdict', 'Line', 'Reason']} narrow>
        {shown.map(({ code, line, message, severity }, index) => (
          <tr key={`${index} ${code}`}>
            <td class={severity === 'error' ? 'bad' : 'warn'}>
              {severity === 'error' ? 'refused' : 'warning'}
            </td>
            <td>
              {line === null ? (
                '–'
              ) : (
                <button
                  type="button"
                  aria-label={`Go to line ${line}`}
                  onClick={() => onLine(line)}
                >
                  {line}
                </button>
              )}
            </td>
            <td>
              <span class="mono">{code}</span>: {message}
            </td>
          </tr>
        ))}
      </Table>
      {leftOut > 0 && <p class="dim">And {leftOut} more.</p>}
    </>
  );
}

function Tests({ tests }: { readonly tests: PolicyTestsView | null }) {
  if (tests === null) return null;
  if (tests.outcome === 'unreadable') {
    return (
      <p class="bad">
        Tests, line {tests.line ?? '?'}: {tests.message}
      </p>
    );
  }
  if (tests.failed === 0) return null;
  const left = tests.failed - tests.shown.length;
  return (
    <>
      <Table caption="Tests that failed" head={['Test', 'How it differs']} narrow>
        {tests.shown.map(({ differences, name }, index) => (
          <tr key={`${index} ${name}`}>
            <td>{name}</td>
            <td>
              <ul>
                {differences.map((difference) => (
                  <li key={difference}>{difference}</li>
                ))}
              </ul>
            </td>
          </tr>
        ))}
      </Table>
      {left > 0 && <p class="dim">And {left} more.</p>}
    </>
  );
}
