export const texts = {
  'app.title': 'Your account',
  'app.where': 'Step {step} of {total}',
  'app.where.start': 'Before the first step',
  'app.where.done': 'All {total} steps done',
  'app.minutesLeft.one': 'about 1 minute left',
  'app.minutesLeft.other': 'about {n} minutes left',
  'app.leave':
    'Nothing is lost. What you have done is kept for 14 days from the start. Log in again, on this or another device, and you continue here.',
  'app.consent': 'Withdraw your consent to face checks',
  'app.consent.sure':
    'Pictures and measurements of your face are deleted. You write a statement instead.',
  'app.consent.yes': 'Yes, delete them',
  'app.withdraw': 'Withdraw the request instead',
  'app.withdraw.sure':
    'Then the request ends and the account stays locked. You can start a new one later.',
  'app.withdraw.yes': 'Yes, withdraw it',
  'app.movedOn': 'This went on in another window or device. Here is where things are now.',
  'app.ended': 'This session has ended',
  'app.ended.text':
    'Nothing is lost. Log in to the service again, and you continue where you were.',
  'app.logIn': 'Log in',
  'app.broken': 'We cannot show your request right now',
  'dialog.title': 'Your account is locked',
  'dialog.account': 'Account',
  'dialog.why': 'Why',
  'dialog.since': 'Since',
  'dialog.tooEarly':
    'You can unlock it from {time}. The wait is there so that nobody can undo a lock in a hurry.',
  'dialog.notify': 'Mail me at that time',
  'dialog.notified': 'We mail you at {time}. You can close this page.',
  'dialog.unlock.text':
    'You can unlock it yourself. We first check that it is you; that takes some minutes.',
  'dialog.unlock': 'Unlock',
  'lock.cause.self': 'You locked it yourself',
  'lock.cause.owner_email_link': 'It was locked with the link in a security e-mail',
  'lock.cause.risk': 'We saw something that may not have been you',
  'lock.cause.brute_force': 'Somebody tried many passwords',
  'lock.cause.admin': '{service} locked it',
  'lock.cause.legal': '{service} has to keep it locked for legal reasons',
  'lock.cause.payment': 'A payment needs to be settled',
  'lock.cause.other': '{service} locked it',
  'lock.review_only':
    'This lock cannot be undone here. The support of {service} looks at it with you: write to them through the website or app.',
  'lock.not_here':
    'This lock cannot be undone here. Contact {service} through its website or app; they tell you what is needed.',
  'reminder.title': 'Before we start',
  'reminder.intro': 'Please read each line and tick what is true.',
  'reminder.own_account': 'This account is mine.',
  'reminder.limits_48h':
    'I know that sensitive actions, such as withdrawals, can stay off for up to {hours} hours after the unlock.',
  'reminder.limits_none': 'I know that new limits can be set after the unlock.',
  'reminder.data_use':
    'I know that my data and pictures are used for this check only and deleted after {days} days.',
  'reminder.biometric_consent':
    'I agree that my face is compared by a computer with my document, for this check only.',
  'reminder.biometric_consent.note':
    'This box is free to choose. Without it people check your documents instead; that takes longer.',
  'reminder.false_statements': 'I know that false statements end this request.',
  'reminder.reactivate': 'Reactivate Account',
  'reminder.missing': 'The button works once all but the free box are ticked.',
};
