import { useEffect, useRef, useState } from 'preact/hooks';
import type { QuestionsView } from '../../../src/core/wire.ts';
import { ErrorNote, Heading } from '../../shared/screen.tsx';
import { t, tn, tWire } from '../../shared/text.ts';
import { useAction } from '../../shared/use-action.ts';
import type { ScreenProps } from '../flow.ts';
import { AskedAgain } from '../step-parts.tsx';
import { useSeconds } from '../use-seconds.ts';

const noneOfThese = -1;

/** S5: instructions, then one question at a time. */
export function QuestionsScreen({ view, flow }: ScreenProps) {
  const questions = view.questions;
  if (questions?.question) {
    const { question } = questions;
    return (
      <OneQuestion
        key={question.index}
        total={questions.total}
        question={question}
        view={view}
        flow={flow}
      />
    );
  }
  return <Instructions view={view} flow={flow} />;
}

function Instructions({ view, flow }: ScreenProps) {
  const { busy, error, run } = useAction();
  const { total = 0, secondsEach = 0 } = view.questions ?? {};
  const mayStart = view.actions.includes('start_questions');
  return (
    <>
      <Heading>{t('step.questions')}</Heading>
      <AskedAgain view={view} />
      <p>{t('questions.intro')}</p>
      <ul>
        <li>{total > 0 ? tn('questions.count', total) : t('questions.some')}</li>
        <li>{t('questions.seconds', { seconds: secondsEach })}</li>
        <li>{t('questions.none')}</li>
        <li>{t('questions.set')}</li>
      </ul>
      <ErrorNote error={error} />
      <button
        type="button"
        class="btn"
        disabled={busy || !mayStart}
        onClick={() => run(() => flow.post('/u/questions/start'))}
      >
        {t('questions.start')}
      </button>
    </>
  );
}

interface OneQuestionProps extends ScreenProps {
  readonly total: number;
  readonly question: NonNullable<QuestionsView['question']>;
}

function OneQuestion({ total, question, flow }: OneQuestionProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const [typed, setTyped] = useState('');
  const isTyped = question.options.length === 0;
  const { busy, error, run } = useAction();
  const left = useSeconds(question.endsAt);
  const isTimeUp = left === 0;
  const sentAtEnd = useRef(false);

  const answer = (option: number) =>
    run(async () => {
      const given = isTyped ? { text: typed } : { option };
      await flow.post('/u/questions/answer', { question: question.index, ...given });
      if (question.index + 1 >= total) flow.thank(true);
    });
  useEffect(() => {
    if (!isTimeUp || sentAtEnd.current) return;
    sentAtEnd.current = true;
    // The service counts a late answer as none, whatever it says; this only asks for the next one.
    void answer(noneOfThese);
  }, [isTimeUp]);

  const mayGo = isTyped ? typed.trim() !== '' : chosen !== null;
  const shown = question.options.map((label, at) => tWire(question.optionIds?.[at] ?? '') || label);
  const options = [...shown.entries(), [noneOfThese, t('question.none')] as const];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (mayGo) void answer(chosen ?? noneOfThese);
      }}
    >
      <p class="soft">{t('questions.where', { index: question.index + 1, total })}</p>
      <Heading>{tWire(question.textId, 'question.fallback')}</Heading>
      <p class="soft">{tWire(question.reasonId, 'question.why')}</p>
      <p class="count">
        {isTimeUp ? t('questions.timeUp') : tn('questions.left', left)}
        <span class="unseen" role="status">
          {left === 15 ? tn('questions.left', left) : ''}
        </span>
      </p>
      <fieldset disabled={busy || isTimeUp}>
        <legend class="unseen">{tWire(question.textId, 'question.fallback')}</legend>
        {isTyped ? (
          <label class="field">
            <span>{t('questions.typed')}</span>
            <input
              value={typed}
              maxLength={100}
              autocomplete="off"
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </label>
        ) : (
          options.map(([value, label]) => (
            <label key={value} class="choice">
              <input
                type="radio"
                name="option"
                checked={chosen === value}
                onChange={() => setChosen(value)}
              />
              <span>{label}</span>
            </label>
          ))
        )}
      </fieldset>
      <ErrorNote error={error} />
      <button type="submit" class="btn" disabled={!mayGo || busy || isTimeUp}>
        {t('common.continue')}
      </button>
    </form>
  );
}

/** After the last answer. Says nothing about right or wrong. */
export function ThanksScreen({ flow }: ScreenProps) {
  return (
    <>
      <Heading>{t('questions.thanks')}</Heading>
      <p>{t('questions.thanks.text')}</p>
      <button type="button" class="btn" onClick={() => flow.thank(false)}>
        {t('common.continue')}
      </button>
    </>
  );
}
