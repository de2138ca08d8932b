/** Random things that happen to the service: commands, clock moves, crashes, restarts, the host. */

import fc from 'fast-check';
import type { CodeChannel } from '../../../src/core/case/types.ts';
import {
  type Choice,
  noise,
  ofPerson,
  ofReviewers,
  type Pair,
  people,
  withdrawConsent,
} from '../case-commands.ts';
import type { ModelPlan } from '../case-model.ts';
import { codeChannels, modelPlan } from '../plans.ts';
import type { AccountModel } from './account-model.ts';
import type { CrashPoint } from './crash.ts';
import type { Trouble } from './host-model.ts';
import type { ServiceCommand, Typed } from './model-of-command.ts';

export type Happening =
  | { readonly type: 'command'; readonly choose: Choice }
  | { readonly type: 'withdraw' }
  /** [This was not me] in a message of the case before the person, or of any other one. */
  | { readonly type: 'owner_stop'; readonly which: number | null }
  /** [Disable your account] in any message that ever came. */
  | { readonly type: 'disable'; readonly which: number }
  | { readonly type: 'appeal' }
  /** The host asks for a case again: about the freeze of now, or about what was lost. */
  | { readonly type: 'open'; readonly lost: readonly CodeChannel[] }
  /** The risk engine's word; from then on the account would get this plan. */
  | { readonly type: 'flag'; readonly plan: ModelPlan }
  /** Staff of the host lifts the freeze by itself. */
  | { readonly type: 'host_thaws' }
  | { readonly type: 'trouble'; readonly trouble: Trouble }
  /** What was broken works again, and what waited is due by now. */
  | { readonly type: 'trouble_over' }
  /** Codes of the step that is the person's turn. */
  | { readonly type: 'code'; readonly command: ServiceCommand }
  /** [Security verification unavailable?]: the case goes on as one about what was lost. */
  | { readonly type: 'lost'; readonly lost: readonly CodeChannel[] }
  /** The worker does everything that is due. */
  | { readonly type: 'work' }
  | { readonly type: 'pass'; readonly seconds: number }
  /** `by`: through Thaw's API, and for what; else the host freezes by itself and Thaw finds out later. */
  | { readonly type: 'freeze'; readonly by: 'host' | ApiCause }
  /** The process ends in good order and another one begins. */
  | { readonly type: 'restart' };

/** Why a freeze is asked for by Thaw's API. */
export type ApiCause = 'risk' | 'brute_force';

export interface Chance {
  readonly happening: (account: AccountModel) => Happening;
  readonly crash: CrashPoint | null;
  /** The same twice at once. */
  readonly twice: boolean;
}

const command = (choose: Choice): Happening => ({ type: 'command', choose });

const channel = fc.constantFrom(...codeChannels);
const typed = fc.constantFrom<Typed>('right', 'right', 'wrong', 'old');

/** Mostly a channel that is asked for; right codes mostly after one was sent. */
const code: fc.Arbitrary<Chance['happening']> = fc
  .tuple(fc.nat(2), channel, typed, fc.nat(9))
  .map(([at, any, typed, dice]) => ({ current: model }) => {
    const open = model.channelsOpen();
    const channel = dice === 0 ? any : (open[at % Math.max(1, open.length)] ?? any);
    if (dice === 3 && at === 0) return { type: 'lost', lost: open.slice(0, 1) };
    const { caseNumber, codes, now } = model;
    const hasOne = channel === 'totp' || codes.hasLiving(caseNumber, channel, now);
    if (dice === 1 || (open.length === 0 && dice < 5)) return codeStep({ type: 'without_codes' });
    if (channel !== 'totp' && (hasOne ? dice === 2 : dice > 2)) {
      return codeStep({ type: 'send_code', channel });
    }
    return codeStep({ type: 'try_code', channel, typed });
  });

function codeStep(command: ServiceCommand): Happening {
  return { type: 'code', command };
}

const lost: fc.Arbitrary<Happening> = fc
  .subarray([...codeChannels], { minLength: 1, maxLength: 2 })
  .map((channels) => ({ type: 'lost', lost: channels }));

const sensible: fc.Arbitrary<Chance['happening']> = fc
  .tuple(
    fc.array(fc.oneof(...ofPerson), { minLength: 12, maxLength: 12 }),
    fc.oneof(...ofReviewers),
    fc.oneof(...ofReviewers),
    fc.boolean(),
    code,
    fc.nat(9),
    modelPlan,
    withdrawConsent,
  )
  .map(([person, claim, verdict, patient, ofCodes, dice, plan, consent]) => (account) => {
    const { current: model, host } = account;
    if (host.trouble !== null && dice === 0) return { type: 'trouble_over' };
    const named = (name: string): Happening => {
      const pair = person.find((p) => p.name.startsWith(name));
      return pair === undefined ? { type: 'work' } : command(() => pair);
    };
    switch (model.status) {
      case 'draft':
        return named('request_unlock');
      case 'open':
        return named('accept_reminder');
      case 'waiting_user':
      case 'waiting_resubmission':
        return model.turn()?.kind === 'codes' ? ofCodes(account) : named('submit_step');
      case 'in_review':
        if (dice === 1 && patient) return { type: 'flag', plan };
        if (dice === 2) return command(() => consent);
        return command(() => (model.claim === null ? claim : verdict));
      case 'declined':
        if (dice < 3) return { type: 'open', lost: model.ask.lost };
        return patient ? { type: 'appeal' } : { type: 'work' };
      case 'waiting_delay':
        return patient ? { type: 'pass', seconds: 7200 } : { type: 'work' };
      default:
        // An approved case is on its way to the host: it is met again, or stopped.
        if (dice < 4) return { type: 'work' };
        if (dice < 5) return patient ? { type: 'owner_stop', which: null } : { type: 'work' };
        // The next case of the account.
        if (host.freeze === null && dice < 8)
          return { type: 'freeze', by: patient ? 'risk' : 'host' };
        return { type: 'open', lost: dice < 9 ? [] : ['totp'] };
    }
  });

const always = (arbitrary: fc.Arbitrary<Happening>) => arbitrary.map((one) => () => one);
const noisy = (pairs: readonly fc.Arbitrary<Pair>[]) => always(noise(pairs).map(command));

/** The world around the case. */
const around: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Happening>({ type: 'host_thaws' }) },
  { weight: 4, arbitrary: fc.nat(9).map((which): Happening => ({ type: 'owner_stop', which })) },
  { weight: 4, arbitrary: fc.nat(99).map((which): Happening => ({ type: 'disable', which })) },
  { weight: 6, arbitrary: modelPlan.map((plan): Happening => ({ type: 'flag', plan })) },
  {
    weight: 4,
    arbitrary: fc
      .subarray([...codeChannels], { maxLength: 2 })
      .map((channels): Happening => ({ type: 'open', lost: channels.toSorted() })),
  },
  {
    weight: 6,
    arbitrary: fc
      .constantFrom<Trouble>('host_gone', 'host_silent', 'mail_down')
      .map((trouble): Happening => ({ type: 'trouble', trouble })),
  },
  { weight: 4, arbitrary: fc.constant<Happening>({ type: 'trouble_over' }) },
);

const happening: fc.Arbitrary<Chance['happening']> = fc.oneof(
  { weight: 60, arbitrary: sensible },
  { weight: 20, arbitrary: noisy(ofPerson) },
  { weight: 12, arbitrary: noisy(ofReviewers) },
  { weight: 8, arbitrary: code },
  { weight: 2, arbitrary: always(lost) },
  { weight: 2, arbitrary: noisy([withdrawConsent]) },
  { weight: 8, arbitrary: always(around) },
  { weight: 12, arbitrary: always(fc.constant({ type: 'work' })) },
  {
    weight: 6,
    arbitrary: always(
      fc
        .constantFrom(1, 600, 1199, 1200, 7199, 7200, 90_000, 172_800)
        .map((seconds): Happening => ({ type: 'pass', seconds })),
    ),
  },
  { weight: 2, arbitrary: always(fc.constant({ type: 'restart' })) },
  {
    weight: 1,
    arbitrary: always(
      fc.oneof(
        fc
          .constantFrom('host', 'risk', 'brute_force')
          .map((by): Happening => ({ type: 'freeze', by })),
        fc.constantFrom<Happening>({ type: 'withdraw' }, { type: 'owner_stop', which: null }),
      ),
    ),
  },
);

/** Most commands are a handful of statements; the worker's rounds are a few dozen. */
const crash: fc.Arbitrary<CrashPoint> = fc.record({
  at: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 80 })),
  when: fc.constantFrom('before', 'after'),
});

export const anyChance: fc.Arbitrary<Chance> = fc.record({
  happening,
  crash: fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: crash }),
  twice: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});

export const reviewerIds: Readonly<Record<string, string>> = Object.fromEntries(
  people.map((name, index) => [name, `00000000-0000-4000-8000-00000000000${index + 1}`]),
);
