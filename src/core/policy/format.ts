/** The policy file, key by key: what the parser accepts and what the published schema says. */

import type { CodeChannel, StepKind } from '../case/types.ts';
import { limits } from '../limits.ts';

/** Kinds a policy may plan. `reminder` always comes first and `review` always last: not written. */
export const plannableKinds = [
  'codes',
  'questions',
  'email_confirmation',
  'id_document',
  'selfie',
  'face',
  'statement',
  'delay',
] as const satisfies readonly StepKind[];

export const codeChannels = [
  'email',
  'sms',
  'totp',
  'passkey',
] as const satisfies readonly CodeChannel[];

/** Days for which a changed contact is not trusted, where the policy says nothing. */
export const channelTrustDaysDefault = 14;

const name = { type: 'text', pattern: '^[a-z][a-z0-9_]{0,63}$', what: 'a name in snake_case' };

/**
 * Bounds of numbers are included. `what` is how a problem names the thing that is expected. `accepted`:
 * what the parser reads beyond that is refused by the checker, which can say why.
 */
export const policyFormat = {
  document: {
    policy: { ...name, description: 'Name of the policy.' },
    version: {
      type: 'text',
      pattern: '^[\\w.-]{1,40}$',
      what: 'a version in quotes',
      description: 'A version once used stands for its content: changed content needs a new one.',
    },
    retention_days: {
      type: 'integer',
      min: 1,
      max: 400,
      description: 'Days after the end of a case until its key, and so its evidence, is destroyed.',
    },
    email_is_login_channel: {
      type: 'flag',
      description:
        'True where an e-mailed code is a way to log in: e-mail then proves nothing new.',
    },
    notify_owner: {
      type: 'flag',
      accepted: [true],
      description: 'Must be true: the owner is told of every unlock.',
    },
    trusted_contact: {
      type: 'flag',
      optional: true,
      description:
        'True where a contact named to the host before the lock may speak for the person.',
    },
    channel_trust_days: {
      type: 'integer',
      min: 1,
      max: 365,
      optional: true,
      description:
        'A contact changed within so many days before the freeze gets no code; 14 when not written.',
    },
    rules: {
      type: 'list',
      of: 'rule',
      max: 100,
      description: 'Read from top to bottom; the first rule whose condition holds wins.',
    },
    default: {
      type: 'outcome',
      description: 'For accounts that no rule matches: asks for at least as much as every rule.',
    },
  },
  rule: {
    name: { ...name, description: 'Name of the rule.' },
    when: {
      type: 'text',
      pattern: '\\S',
      max: 2000,
      what: 'a condition',
      description: 'A CEL condition over the facts of the account.',
    },
  },
  outcome: {
    because: {
      type: 'list',
      of: 'because',
      max: 10,
      description: 'Text ids: why the account gets this plan, said to the person.',
    },
    steps: { type: 'list', of: 'step', max: 10, description: 'In the order they are asked for.' },
    approvals: {
      type: 'integer',
      min: 0,
      max: 2,
      accepted: [1, 2],
      description: 'People who must approve: 1 or 2.',
    },
    restrictions: {
      type: 'list',
      of: 'restriction',
      max: 10,
      optional: true,
      description: 'What stays limited after the unlock, and for how long.',
    },
  },
  step: {
    step: { type: 'kind', description: 'The verification.' },
    reason: {
      type: 'text',
      pattern: '^reason\\.[a-z_.]+$',
      what: 'a text id',
      description: 'Text id: why this step, said to the person.',
    },
    minutes: {
      type: 'integer',
      min: 0,
      max: 60,
      optionalFor: 'delay',
      description: 'How long it takes, as told to the person.',
    },
    attempts: {
      type: 'integer',
      min: 1,
      max: 10,
      optionalFor: 'delay',
      description: 'Failed attempts that are allowed; poor pictures do not count.',
    },
    alternative: {
      type: 'kind',
      optional: true,
      accepted: ['statement'],
      description: 'The step that a person without camera or document may take instead: statement.',
    },
    upload: {
      type: 'flag',
      optional: true,
      description: 'A file may be chosen instead of the camera.',
    },
    channels: {
      type: 'channels',
      optional: true,
      onlyFor: 'codes',
      description: 'What codes are asked from; every one that is bound when not written.',
    },
    hours: {
      type: 'integer',
      min: 1,
      max: limits.delayHoursMax,
      onlyFor: 'delay',
      description: 'Length of a delay; belongs to delay only.',
    },
  },
  restriction: {
    kind: { ...name, description: 'What is limited at the host, e.g. withdrawals.' },
    hours: { type: 'integer', min: 1, max: 2160, description: 'Hours after the unlock.' },
  },
} as const;
