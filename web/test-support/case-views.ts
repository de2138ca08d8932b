import type { CaseView } from '../../src/core/wire.ts';
import { at, baseView, stepView } from './base-view.ts';
import { done, resultViews } from './result-views.ts';

/** Views of one invented person at every stage, for looking at screens without the service. */

const side = { accepted: false, faults: [], uploadedAt: null };
const idCard = { type: 'id_card', back: true } as const;
const countries = [
  { code: 'UTO', name: 'Utopia', types: [{ type: 'passport', back: false } as const, idCard] },
  { code: 'NOR', name: 'Norway', types: [{ type: 'passport', back: false } as const] },
];
const document = {
  countries,
  country: null,
  type: null,
  uploadAllowed: true,
  front: side,
  back: null,
};
const handoff = {
  id: 'h-1',
  state: 'waiting' as const,
  qrUrl: 'https://unlock.example.org/phone#h=9Wl4Jr8QhYk0y7mW2QmX3J9cYk1a5tqzQ0u7eC2b1dE',
  qrExpiresAt: at(1),
  expiresAt: at(10),
  numberTriesLeft: 3,
  phone: null,
};
const channel = { to: null, passed: false, sentAt: null, expiresAt: null, delayed: false };
const allDone = { done: 5, total: 5, minutesLeft: 0 };

/** Stage name -> view. The name is the token that opens it in the mock: `/unlock#t=NAME`. */
export const views: Readonly<Record<string, () => CaseView>> = {
  dialog: () => baseView(),
  'dialog-too-early': () =>
    baseView({
      status: 'waiting_delay',
      lock: { ...baseView().lock, since: at(-30), earliestUnlockAt: at(90) },
      actions: ['notify_when_ready', 'withdraw'],
    }),
  'dialog-not-here': () =>
    baseView({
      lock: { ...baseView().lock, cause: 'legal', unlockable: 'not_here', earliestUnlockAt: null },
      actions: ['withdraw'],
    }),
  reminder: () =>
    baseView({
      status: 'open',
      actions: ['reactivate', 'withdraw'],
      reminder: { version: '2026-11', retentionDays: 30, limitHours: 48 },
    }),
  plan: () =>
    stepView('questions', { actions: ['start_questions', 'withdraw'] }, { status: 'ready' }),
  'questions-intro': () =>
    stepView('questions', {
      actions: ['start_questions', 'answer_question', 'withdraw'],
      questions: { total: 0, secondsEach: 60, question: null },
    }),
  question: () =>
    stepView('questions', {
      actions: ['start_questions', 'answer_question', 'withdraw'],
      questions: {
        total: 5,
        secondsEach: 60,
        question: {
          index: 1,
          textId: 'question.usual_city',
          reasonId: 'question.reason.history',
          options: ['Bergen', 'Trondheim', 'Oslo', 'Stavanger'],
          endsAt: at(0.8),
        },
      },
    }),
  email: () =>
    stepView('email_confirmation', {
      actions: ['send_email', 'codes_unavailable', 'withdraw'],
      email: {
        mayBeLost: [
          { channel: 'email', to: 'm•••a@example.org' },
          { channel: 'sms', to: '•••• 01' },
        ],
        sentToMasked: 'm•••a@example.org',
        sentAt: at(-1),
        code: '482 913',
        expiresAt: at(9),
        sendsLeft: 4,
        byMail: true,
        delayed: false,
      },
    }),
  'email-none': () =>
    stepView('email_confirmation', {
      actions: ['without_email', 'send_email', 'withdraw'],
      email: {
        byMail: false,
        mayBeLost: [],
        sentToMasked: '',
        sentAt: null,
        code: null,
        expiresAt: null,
        sendsLeft: 5,
        delayed: false,
      },
    }),
  codes: () =>
    stepView('codes', {
      actions: ['send_code', 'submit_code', 'codes_unavailable', 'withdraw'],
      codes: {
        channels: [
          { ...channel, channel: 'sms', to: '•••• 01', sentAt: at(-1), expiresAt: at(9) },
          { ...channel, channel: 'totp' },
        ],
        triesLeft: 7,
        sendsLeft: 2,
      },
    }),
  'codes-none': () =>
    stepView('codes', {
      actions: ['send_code', 'submit_code', 'withdraw'],
      codes: { channels: [], triesLeft: 8, sendsLeft: 3 },
    }),
  'codes-all': () =>
    stepView('codes', {
      actions: ['send_code', 'submit_code', 'codes_unavailable', 'withdraw'],
      codes: {
        channels: [
          { ...channel, channel: 'email', to: 'm•••a@example.org', passed: true },
          { ...channel, channel: 'sms', to: '•••• 01', sentAt: at(-12), expiresAt: at(-2) },
          { ...channel, channel: 'totp' },
          { ...channel, channel: 'passkey' },
        ],
        triesLeft: 1,
        sendsLeft: 0,
      },
    }),
  'codes-tries-used': () =>
    stepView('codes', {
      actions: ['send_code', 'submit_code', 'codes_unavailable', 'withdraw'],
      codes: {
        channels: [{ ...channel, channel: 'totp' }],
        triesLeft: 0,
        sendsLeft: 3,
      },
    }),
  document: () => stepView('id_document', { document }),
  'document-front': () =>
    stepView('id_document', {
      document: { ...document, country: 'UTO', type: idCard, back: side, front: uploaded() },
    }),
  'document-ready': () =>
    stepView('id_document', {
      document: {
        ...document,
        country: 'UTO',
        type: idCard,
        front: { ...side, accepted: true, uploadedAt: at(-1) },
        back: { ...side, accepted: true, uploadedAt: at(-1) },
      },
    }),
  selfie: () =>
    stepView('selfie', { selfie: { uploadAllowed: true, accepted: false, faults: [] } }),
  'selfie-ready': () =>
    stepView('selfie', { selfie: { uploadAllowed: true, accepted: true, faults: [] } }),
  face: () =>
    stepView('face', {
      actions: ['begin_face', 'create_handoff', 'other_lane', 'withdraw'],
      face: { handoff, attemptsLeft: 5 },
    }),
  'face-number': () =>
    stepView('face', {
      actions: ['begin_face', 'create_handoff', 'other_lane', 'withdraw'],
      face: {
        handoff: { ...handoff, state: 'accepted', qrUrl: null, phone: 'Chrome on Android' },
        attemptsLeft: 5,
      },
    }),
  statement: () => stepView('statement', { actions: ['write_statement', 'withdraw'] }),
  'statement-recorded': () =>
    stepView('statement', {
      actions: ['write_statement', 'record_statement', 'ask_contact', 'withdraw'],
      statement: {
        recorded: true,
        contact: {
          contacts: [{ id: 'k-1', masked: 'f•••d@example.org' }],
          asked: {
            masked: 'f•••d@example.org',
            code: '193 442',
            expiresAt: at(3 * 1440),
            confirmed: false,
          },
        },
      },
    }),
  delay: () => stepView('delay', { status: 'waiting_delay' }, { until: at(100) }),
  checking: () => stepView('selfie', {}, { status: 'processing' }),
  again: () =>
    stepView(
      'selfie',
      {
        status: 'waiting_resubmission',
        selfie: { uploadAllowed: false, accepted: false, faults: [] },
      },
      {
        status: 'failed_retry',
        faults: [{ code: 'image_dark', media: 'selfie', region: null }],
      },
    ),
  'again-marked': () =>
    stepView(
      'id_document',
      { status: 'waiting_resubmission', document: { ...document, country: 'UTO', type: idCard } },
      {
        status: 'failed_retry',
        faults: [
          {
            code: 'image_glare',
            media: 'document_front',
            region: { x: 0.5, y: 0.25, width: 0.5, height: 0.5 },
          },
        ],
      },
    ),
  submitted: () =>
    baseView({ ...done, status: 'in_review', actions: ['got_it'], progress: allDone }),
  review: () => baseView({ ...done, status: 'in_review', acknowledged: true, progress: allDone }),
  'review-contact': () =>
    baseView({
      ...done,
      status: 'in_review',
      acknowledged: true,
      progress: allDone,
      contactAsked: {
        masked: 'f•••d@example.org',
        code: '193 442',
        expiresAt: at(3 * 1440),
        confirmed: false,
      },
    }),
  ...resultViews,
};

function uploaded() {
  return { ...side, uploadedAt: at(-1) };
}
