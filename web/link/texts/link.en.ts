export const texts = {
  'link.service': 'Account reactivation',
  'link.unread': 'This link could not be read',
  'link.close': 'You can close this page.',
  'link.asked.account': 'Account',
  'link.asked.at': 'Asked',
  'link.asked.browser': 'With',
  'link.asked.network': 'From',
  'link.confirm.title': 'Did you ask to have your account back?',
  'link.confirm.text':
    'If this was you, confirm it. It does not unlock the account by itself: the other steps still follow.',
  'link.confirm.press': 'Confirm Reactivate',
  'link.confirm.not_me':
    'Not you? Do not confirm. Open the link “This was not me” in the same e-mail: it stops the request.',
  'link.confirm.done.title': 'Confirmed',
  'link.confirm.done.text':
    'Go back to the page where you started. It moves on by itself in a few seconds.',
  'link.confirm.used.title': 'This link has been used already',
  'link.confirm.used.text':
    'If that was you, there is nothing more to do here: go back to the page where you started. If it was not you, open the link “This was not me” in the same e-mail.',
  'link.confirm.expired.title': 'This link is too old',
  'link.confirm.expired.text':
    'Nothing was confirmed. A newer e-mail replaces the ones before it. On the page where you started you can have another one sent.',
  'link.confirm.tries_used.title': 'That was the last try with this code',
  'link.confirm.tries_used.text':
    'Nothing was confirmed. Open the link of the e-mail in the browser in which you started; no code is needed there.',
  'link.code.label': 'Type the code shown on the device where you started',
  'link.code.hint': 'Six digits, on the page that is still open there.',
  'link.code.wrong': 'This is not the code on the other device. Look again.',
  'link.code.tries.one': 'One try is left.',
  'link.code.tries.other': '{n} tries are left.',
  'link.not_me.title': 'Was this not you?',
  'link.not_me.text':
    'One press stops this request at once. Every session that it opened ends, and the account stays frozen until you unlock it yourself.',
  'link.not_me.press': 'This was not me',
  'link.not_me.done.title': 'The request is stopped',
  'link.not_me.done.text':
    'The account is frozen and nobody is signed in. Somebody seems to know your password: choose a new one, here and wherever else you use it.',
  'link.not_me.used.title': 'The request is stopped already',
  'link.not_me.used.text':
    'The account is frozen and nobody is signed in. If you have not done so yet, choose a new password.',
  'link.not_me.expired.title': 'This link is too old',
  'link.not_me.expired.text':
    'Nothing was changed. If somebody else uses your account, write to the support of {service} through its own website or app.',
  'link.disable_account.title': 'Freeze your account?',
  'link.disable_account.text':
    'Nobody can sign in or move anything until you unlock it again. Every open session ends. Unlocking takes a few steps and is possible after two hours at the earliest.',
  'link.disable_account.press': 'Disable account',
  'link.disable_account.done.title': 'Your account is being frozen',
  'link.disable_account.done.text':
    'This takes effect within seconds. You get an e-mail about it. When you want the account back, sign in and press Unlock.',
  'link.disable_account.used.title': 'This link has been used already',
  'link.disable_account.used.text':
    'The account was frozen with it. When you want it back, sign in and press Unlock.',
  'link.disable_account.expired.title': 'This link is too old',
  'link.disable_account.expired.text':
    'Nothing was changed. Use the link in a newer e-mail, or the settings of your account.',
  'link.vouch.title': 'Do you know this person?',
  'link.vouch.text':
    'Somebody who says that this account is theirs asks for your word. Answer only if you have just spoken with them yourself, and it was really them. Your word alone opens nothing: people look at it together with the rest.',
  'link.vouch.press': 'I know this person and spoke with them',
  'link.vouch.code': 'Type the code they told you',
  'link.vouch.hint': 'Six digits. We never send it to you: only they can see it.',
  'link.vouch.wrong': 'This is not the code. Ask them to read it out once more.',
  'link.vouch.done.title': 'Thank you',
  'link.vouch.done.text': 'Your word has arrived. There is nothing more for you to do.',
  'link.vouch.used.title': 'This link has been used already',
  'link.vouch.used.text': 'Your word has arrived before. There is nothing more for you to do.',
  'link.vouch.expired.title': 'This link is too old',
  'link.vouch.expired.text':
    'Nothing was recorded. If you still want to help, tell the person to ask once more.',
  'link.vouch.tries_used.title': 'Too many wrong codes',
  'link.vouch.tries_used.text': 'Nothing was recorded. The person can go on without your word.',
  'link.unknown.title': 'This link does not lead anywhere',
  'link.unknown.text':
    'It may be cut off or out of use. Open it once more from the e-mail, whole. Nothing was changed.',
  'link.progress.expired.title': 'This link is too old',
  'link.progress.expired.text':
    'The request it belonged to is over. Sign in at {service} to see how things are.',
  'duration.minutes.one': '{n} minute',
  'duration.minutes.other': '{n} minutes',
  'duration.hours.one': '{n} hour',
  'duration.hours.other': '{n} hours',
  'duration.days.one': '{n} day',
  'duration.days.other': '{n} days',
  'progress.as_of': 'As of {time}. This page keeps itself up to date.',
  'progress.submitted': 'Everything arrived: {time}.',
  'progress.estimate':
    'Of the last {n} requests, half were decided within {half} and nine out of ten within {most}.',
  'progress.estimate.none':
    'There are too few recent requests to say how long it takes. You get an e-mail with the result.',
  'progress.draft.title': 'The request has not begun yet',
  'progress.draft.text': 'Sign in and press Unlock to begin.',
  'progress.open.title': 'Some steps are still open',
  'progress.open.text': 'Sign in again to go on. Everything you did is kept.',
  'progress.waiting_user.title': 'It is your turn',
  'progress.waiting_user.text': 'Sign in again to go on. Everything you did is kept.',
  'progress.waiting_delay.title': 'A waiting time is running',
  'progress.waiting_delay.text':
    'It protects your account. There is nothing for you to do; the request goes on by itself.',
  'progress.processing.title': 'Being checked',
  'progress.processing.text': 'What you sent is being read. This takes a moment.',
  'progress.in_review.title': 'Under review',
  'progress.in_review.text':
    'A person looks at what you sent. We will review your application as soon as possible.',
  'progress.waiting_resubmission.title': 'One thing is needed again',
  'progress.waiting_resubmission.text':
    'Sign in: the page shows what and why. Everything else is kept.',
  'progress.approved.title': 'Approved',
  'progress.approved.text': 'Your account is being thawed.',
  'progress.declined.title': 'Not approved',
  'progress.declined.text': 'The account stays frozen. You were sent an e-mail about what to do.',
  'progress.cancelled.title': 'The request was stopped',
  'progress.cancelled.text': 'The account stays frozen.',
  'progress.expired.title': 'The request has run out',
  'progress.expired.text': 'The account stays frozen. Sign in to begin again.',
  'result.approved.title': 'Your account is thawed',
  'result.approved.text': 'You can sign in to {service} again.',
  'result.thawing.title': 'Approved',
  'result.thawing.text': 'Your account is being thawed. This takes a moment.',
  'result.declined_retry.title': 'Not yet',
  'result.declined_retry.text':
    'The account stays frozen for now. You can start again from the beginning: sign in and press Unlock.',
  'result.declined_final.title': 'The request was declined',
  'result.declined_final.text': 'The account stays frozen.',
  'result.cancelled.title': 'The request was stopped',
  'result.cancelled.text':
    'The account stays frozen. If you want it back, sign in and begin again.',
  'result.thawed_elsewhere.title': 'Your account is not locked any more',
  'result.thawed_elsewhere.text': '{service} has unlocked it by itself, so this request has ended.',
  'result.reason.withdrawn': 'The request was withdrawn.',
  'result.reason.owner_said_not_me':
    'The owner of the account said that this request is not theirs.',
  'result.reason.newer_freeze': 'A new lock was put on the account in the meantime.',
  'result.reason.thawed_elsewhere':
    'The account is not locked any more: the service has unlocked it by itself.',
  'result.reason.host_refused':
    'The service could not unlock the account. Its support can tell you more.',
  'result.reason.channel_lost': 'It goes on as a request about what was lost.',
  'result.expired.title': 'The request has run out',
  'result.expired.text':
    'It was not finished in time. The account stays frozen. Sign in to begin again.',
  'recovery.done.title': 'What you lost no longer counts',
  'recovery.done.text':
    'Sign in to {service} and bind a new one. A frozen account is thawed with it.',
  'recovery.thawing.title': 'Approved',
  'recovery.thawing.text': 'What you lost is being reset. This takes a moment.',
  'recovery.declined.title': 'Nothing was reset',
  'recovery.declined.text': 'Nothing of the account has changed. You were sent an e-mail about it.',
  'recovery.ended.title': 'The request has ended',
  'recovery.ended.text': 'Nothing was reset.',
  'result.limited': 'Limited for now',
  'result.limited.withdrawals': 'Withdrawals: possible again from {time}',
  'result.limited.contact_change': 'Changing e-mail or phone: possible again from {time}',
  'result.limited.other': 'Some sensitive actions: possible again from {time}',
  'result.change': 'Change these now',
  'result.change.password': 'Your password',
  'result.change.second_factor': 'Your second factor',
  'progress.appeal.title': 'Your appeal is being read',
  'progress.appeal.text':
    'Another person, who had no part in the first decision, reads everything anew. You get an e-mail with the result.',
  'appeal.title': 'Ask another person to look',
  'appeal.text':
    'You can appeal until {time}, once. Somebody who had no part in this decision then reads everything anew.',
  'appeal.label': 'What should they know?',
  'appeal.hint':
    'At least {min} characters, in your own words. Never write a password or a code here.',
  'appeal.press': 'Appeal',
  'result.return': 'Go to {service}',
};
