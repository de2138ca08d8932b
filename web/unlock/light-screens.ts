import '../shared/steps.css';
import type { ComponentType } from 'preact';
import { withContact } from './contact-part.tsx';
import type { ScreenProps } from './flow.ts';
import { CodesScreen } from './screens/codes.tsx';
import { EmailScreen } from './screens/email.tsx';
import { PlanScreen } from './screens/plan.tsx';
import { QuestionsScreen, ThanksScreen } from './screens/questions.tsx';
import { ResultScreen } from './screens/result.tsx';
import { StatementScreen } from './screens/statement.tsx';
import { ReviewScreen, SubmittedScreen } from './screens/submitted.tsx';
import { CheckingScreen, DelayScreen, WaitingScreen } from './screens/waits.tsx';
import type { Stage } from './stage.ts';

type LightStage = Exclude<Stage, 'dialog' | 'reminder' | 'document' | 'selfie' | 'face'> | 'thanks';

/** The screens without a camera: small, and fetched together after the reminder. */
export const lightScreens: Readonly<Record<LightStage, ComponentType<ScreenProps>>> = {
  plan: PlanScreen,
  questions: withContact(QuestionsScreen),
  thanks: ThanksScreen,
  codes: withContact(CodesScreen),
  email: withContact(EmailScreen),
  statement: StatementScreen,
  delay: withContact(DelayScreen),
  checking: withContact(CheckingScreen),
  waiting: withContact(WaitingScreen),
  submitted: withContact(SubmittedScreen),
  review: withContact(ReviewScreen),
  result: ResultScreen,
};
