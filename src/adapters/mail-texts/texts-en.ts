import { type Block, link, paragraph, type Texts, type Values, when } from './texts.ts';
import { ENGLISH_WORDS } from './words-en.ts';

const notMe = (values: Values): Block[] => [
  paragraph(
    'Was this not you? Open the link below and press This was not me: the request stops at once and ' +
      'your account stays locked.',
  ),
  link('This was not me', values.link('notMe')),
];

const progress = (values: Values): Block[] =>
  when(values.linkOrNull('progress'), (url) => link('See how it stands', url));

const logIn = (values: Values): Block[] =>
  when(values.linkOrNull('logIn'), (url) => link('Log in', url));

const who = (values: Values): Block[] => when(values.who, (text) => paragraph(`From: ${text}.`));

/** Of a request that is over: nothing is left to stop, and the account can still be locked. */
const notMine = (values: Values): Block[] => [
  paragraph(
    'Was the request not yours? Open the link below and press This was not me: the account is locked ' +
      'anew at once, and all sessions end.',
  ),
  link('This was not me', values.link('notMe')),
];

const mayBeginAgain = ({ endedBy }: Values) =>
  endedBy === null || endedBy === 'withdrawn' || endedBy === 'expired';

const tryAgain = (values: Values): Block[] =>
  values.mayRetry
    ? [
        paragraph('You can start again from the beginning: log in, and a new request begins.'),
        paragraph('What we can say about the reasons stands behind the link below.'),
      ]
    : [];

/** With [Disable your account] at the end of the mail, that link is the way to say no. */
function notMeOrDisable(values: Values): Block[] {
  if (values.linkOrNull('notMe') !== null) return [link('This was not me', values.link('notMe'))];
  values.link('disable');
  return [];
}

export const ENGLISH: Texts = {
  locale: 'en-GB',
  who: ({ browser, network }) => `${browser}, network ${network}`,
  words: ENGLISH_WORDS,
  neverAsk: 'We never ask for your password or for a code by e-mail or on the phone.',
  disable: {
    text: 'If anything here worries you, you can lock your account yourself. No log-in is needed.',
    label: 'Disable your account',
  },
  mails: {
    confirm_reactivation: (v) => ({
      subject: `Confirm that you want your ${v.service} account back`,
      blocks: [
        paragraph(`Somebody asked to reactivate the account ${v.account} on ${v.at}.`),
        ...who(v),
        paragraph(
          'If that was you, open the link and press Confirm Reactivate. Your request then goes on ' +
            'to the next check; this alone does not unlock the account.',
        ),
        link('Open the confirmation page', v.link('confirm')),
        ...when(v.until, (until) => paragraph(`The link works once, until ${until}.`)),
        ...notMe(v),
      ],
    }),
    handoff_link: (v) => ({
      subject: `Go on with your ${v.service} request on your phone`,
      blocks: [
        paragraph(
          `Somebody at a computer asked on ${v.at} to go on with the request for the account ${v.account} on a phone.`,
        ),
        ...who(v),
        paragraph(
          'If that is you, and the computer is in front of you, open the link on your phone. It then ' +
            'shows a number that you type on the computer.',
        ),
        link('Go on on this phone', v.link('phone')),
        ...when(v.until, (until) => paragraph(`The link works once, until ${until}.`)),
        paragraph('Was this not you? Do not open it, and give nobody a number.'),
      ],
    }),
    unlock_started: (v) => ({
      subject: `Somebody asked to unlock your ${v.service} account`,
      blocks: [
        paragraph(
          `Somebody logged in to the account ${v.account} and asked to unlock it on ${v.at}.`,
        ),
        ...who(v),
        ...when(v.readyAt, (at) => paragraph(`It can be unlocked from ${at} onwards.`)),
        paragraph('If that was you, you need not do anything. The page tells you what comes next.'),
        ...notMe(v),
      ],
    }),
    ready_to_unlock: (v) => ({
      subject: `You can unlock your ${v.service} account now`,
      blocks: [
        paragraph(
          `The waiting time for the account ${v.account} is over. You asked us to tell you.`,
        ),
        paragraph('Log in and press Unlock to go on.'),
        ...logIn(v),
        ...notMe(v),
      ],
    }),
    delay_over: (v) => ({
      subject: `Your ${v.service} request goes on`,
      blocks: [
        paragraph(
          `The waiting time in the request for the account ${v.account} is over. It is your turn again.`,
        ),
        paragraph('Log in to go on. Everything you did is kept.'),
        ...logIn(v),
        ...progress(v),
        ...notMe(v),
      ],
    }),
    case_submitted: (v) => ({
      subject: `Your ${v.service} request is under review`,
      blocks: [
        paragraph(
          `We have everything we need to decide about the account ${v.account}. A person looks at it.`,
        ),
        ...when(v.reviewMinutes, (minutes) =>
          paragraph(`Nine of ten recent requests were decided within ${minutes} minutes.`),
        ),
        ...progress(v),
        ...notMe(v),
      ],
    }),
    resubmission: (v) => ({
      subject: `One more thing is needed for your ${v.service} account`,
      blocks: [
        paragraph(
          `To decide about the account ${v.account} we need one thing again. The rest is kept.`,
        ),
        ...progress(v),
        paragraph('Log in to go on. The page shows what to do and why.'),
        ...logIn(v),
        ...notMe(v),
      ],
    }),
    appeal_received: (v) => ({
      subject: `Your ${v.service} appeal is being read`,
      blocks: [
        paragraph(
          `Somebody asked on ${v.at} that another reviewer looks at the decision about the account ${v.account}.`,
        ),
        paragraph(
          'A person who had no part in the first decision reads everything anew. You get an e-mail ' +
            'with the result. Until then the account stays locked.',
        ),
        ...progress(v),
        ...notMe(v),
      ],
    }),
    more_needed: (v) => ({
      subject: `More is needed for your ${v.service} account`,
      blocks: [
        paragraph(
          `Something about the account ${v.account} changed while we looked at it. Before we decide we ask for more checks. What you did is kept.`,
        ),
        ...progress(v),
        paragraph('Log in to go on. The page shows what to do and why.'),
        ...logIn(v),
        ...notMe(v),
      ],
    }),
    decided_approved: (v) => ({
      subject: `Your ${v.service} account is unlocked`,
      blocks: [
        paragraph(`The account ${v.account} was unlocked on ${v.at}. All old sessions have ended.`),
        ...when(v.until, (until) => paragraph(`Sensitive actions stay off until ${until}.`)),
        paragraph('Log in and choose a new password.'),
        ...logIn(v),
        paragraph(
          'Was this not you? Open the link below and press This was not me: the account is locked again at once.',
        ),
        link('This was not me', v.link('notMe')),
      ],
    }),
    decided_declined: (v) => ({
      subject: `About your request to unlock your ${v.service} account`,
      blocks: [
        paragraph(`We could not unlock the account ${v.account}. It stays locked.`),
        ...tryAgain(v),
        ...when(v.appealUntil, (until) =>
          paragraph(
            `Until ${until} you can appeal: open the link below, and another reviewer reads it anew.`,
          ),
        ),
        ...progress(v),
        ...notMe(v),
      ],
    }),
    restriction_ended: (v) => ({
      subject: `A limit on your ${v.service} account has ended`,
      blocks: [
        paragraph(
          `A limit that protected the account ${v.account} after your request ended on ${v.at}: ${v.limit}.`,
        ),
        ...(v.limitsLeft ?? []).map(({ limit, until }) =>
          paragraph(`Still limited until ${until}: ${limit}.`),
        ),
        ...(v.limitsLeft?.length === 0 ? [paragraph('It was the last one of that request.')] : []),
        paragraph('Was the request not yours? Lock the account at once with the link below.'),
        ...notMeOrDisable(v),
      ],
    }),
    owner_stopped: (v) => ({
      subject: `The request for your ${v.service} account was stopped`,
      blocks: [
        paragraph(`Somebody pressed This was not me for the account ${v.account} on ${v.at}.`),
        paragraph('The request has ended and the account is locked. All sessions have ended.'),
        paragraph(
          'To unlock it, log in and begin again. Choose a new password for your mailbox too.',
        ),
        ...logIn(v),
      ],
    }),
    case_ended: (v) => ({
      subject: `The request for your ${v.service} account has ended`,
      blocks: [
        paragraph(`The request to unlock the account ${v.account} has ended.`),
        paragraph(
          v.endedBy === null ? 'The account stays locked.' : ENGLISH_WORDS.endings[v.endedBy],
        ),
        ...(mayBeginAgain(v) ? [paragraph('You can begin again: log in and press Unlock.')] : []),
        ...logIn(v),
        ...notMine(v),
      ],
    }),
    vouch_request: (v) => ({
      subject: `Somebody asks you to speak for them at ${v.service}`,
      blocks: [
        paragraph(
          `The owner of the account ${v.account} named you as a person who knows them. Somebody who says they are the owner asks for your word, to get back into the account.`,
        ),
        paragraph(
          'Have you just spoken with them, seen or heard that it is really them, and did they tell you ' +
            'a code of six digits? Then open the link and type the code. If not, do nothing: without ' +
            'your word nothing happens. Do not ring a number from a message; use the one you know.',
        ),
        link('Open the page', v.link('vouch')),
        ...when(v.until, (until) => paragraph(`The link works once, until ${until}.`)),
      ],
    }),
    frozen: (v) => ({
      subject: `Your ${v.service} account is locked`,
      blocks: [
        paragraph(`The account ${v.account} was locked on ${v.at}. All sessions have ended.`),
        ...who(v),
        ...when(v.readyAt, (at) => paragraph(`It can be unlocked from ${at} onwards.`)),
        paragraph('To get it back, log in and press Unlock. We then check that it is you.'),
        ...logIn(v),
        ...when(v.linkOrNull('notMe'), (url) => link('This was not me', url)),
      ],
    }),
    former_address: (v) => ({
      subject: `About a ${v.service} account that once had this address`,
      blocks: [
        paragraph(
          `This address belonged to the account ${v.account} until it was removed. On ${v.at}, for this account: ${v.about}.`,
        ),
        paragraph(
          'Is the account yours, and was this not you? Write to the support through the website or app. ' +
            'If it is not yours, you need not do anything.',
        ),
      ],
    }),
    recovery_started: (v) => ({
      subject: `Somebody reported something of your ${v.service} account as lost`,
      blocks: [
        paragraph(
          `On ${v.at} somebody who is logged in to the account ${v.account} told us: lost is ${v.lost}.`,
        ),
        ...who(v),
        paragraph('Nothing has changed yet. We check who it is, and a person decides.'),
        ...notMe(v),
      ],
    }),
    recovery_done: (v) => ({
      subject: `What was lost of your ${v.service} account was reset`,
      blocks: [
        paragraph(
          `For the account ${v.account} we reset on ${v.at}: ${v.lost}. All old sessions have ended.`,
        ),
        ...when(v.until, (until) => paragraph(`Sensitive actions stay off until ${until}.`)),
        paragraph('Log in and bind a new one.'),
        ...logIn(v),
        paragraph(
          'Was this not you? Open the link below and press This was not me: the account is locked at once.',
        ),
        link('This was not me', v.link('notMe')),
      ],
    }),
    recovery_declined: (v) => ({
      subject: `About what you lost of your ${v.service} account`,
      blocks: [
        paragraph(`We could not reset anything of the account ${v.account}. Nothing has changed.`),
        ...tryAgain(v),
        ...when(v.appealUntil, (until) =>
          paragraph(`You can ask for another reviewer until ${until}.`),
        ),
        ...progress(v),
        ...notMe(v),
      ],
    }),
    recovery_ended: (v) => ({
      subject: `The request about your ${v.service} account has ended`,
      blocks: [
        paragraph(
          `The request to reset ${v.lost} of the account ${v.account} has ended. Nothing was reset.`,
        ),
        ...logIn(v),
        ...notMine(v),
      ],
    }),
    code: (v) => ({
      subject: `Your code for ${v.service}`,
      blocks: [
        paragraph(`The code for the account ${v.account} is ${v.code()}.`),
        ...when(v.until, (until) => paragraph(`It works once, until ${until}.`)),
        ...who(v),
        paragraph('Type it on the page that asked for it, and tell it to nobody.'),
        ...notMe(v),
      ],
    }),
  },
  sms: {
    handoff_link: (v) =>
      `${v.service}: go on on this phone, only with your computer in front of you: ${v.link('phone')}`,
    unlock_started: (v) =>
      `${v.service}: somebody asked to unlock your account. Not you? ${v.link('notMe')}`,
    ready_to_unlock: (v) =>
      `${v.service}: you can unlock your account now. Log in. Not you? ${v.link('notMe')}`,
    delay_over: (v) =>
      `${v.service}: your unlock request goes on. Log in. Not you? ${v.link('notMe')}`,
    case_submitted: (v) =>
      `${v.service}: your unlock request is under review. Not you? ${v.link('notMe')}`,
    resubmission: (v) =>
      `${v.service}: one thing is needed again. Log in. Not you? ${v.link('notMe')}`,
    appeal_received: (v) =>
      `${v.service}: another reviewer reads your appeal. Not you? ${v.link('notMe')}`,
    more_needed: (v) =>
      `${v.service}: more checks are needed. Log in to go on. Not you? ${v.link('notMe')}`,
    decided_approved: (v) => `${v.service}: your account is unlocked. Not you? ${v.link('notMe')}`,
    decided_declined: (v) =>
      `${v.service}: your account stays locked.${v.mayRetry ? ' You can start again.' : ''} Not you? ${v.link('notMe')}`,
    restriction_ended: (v) =>
      `${v.service}: ${v.limitsLeft?.length === 0 ? 'the last' : 'a'} limit on your account has ended. Not you? ${v.linkOrNull('notMe') ?? v.link('disable')}`,
    owner_stopped: (v) => `${v.service}: the request was stopped. Your account is locked.`,
    case_ended: (v) =>
      v.endedBy === 'thawed_elsewhere'
        ? `${v.service}: your account is not locked any more. Not you? ${v.link('notMe')}`
        : `${v.service}: the unlock request has ended. Still locked. Not you? ${v.link('notMe')}`,
    frozen: (v) => `${v.service}: your account is locked. Log in and press Unlock to get it back.`,
    former_address: (v) => `${v.service}: account formerly with this number: ${v.about}.`,
    recovery_started: (v) => `${v.service}: somebody reported a loss. Not you? ${v.link('notMe')}`,
    recovery_done: (v) => `${v.service}: what was lost was reset. Not you? ${v.link('notMe')}`,
    recovery_declined: (v) => `${v.service}: nothing was reset. Not you? ${v.link('notMe')}`,
    recovery_ended: (v) =>
      `${v.service}: the request about what was lost ended. Not you? ${v.link('notMe')}`,
    code: (v) =>
      `${v.service}: ${v.code()} is your code for our page. Tell nobody. Not you? ${v.link('notMe')}`,
  },
};
