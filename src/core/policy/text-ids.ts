/**
 * Every text id that a policy may name, with the English sentence it stands for. The checker refuses
 * other ids, and the pages' catalogues are tested against this list.
 */
export const policyTexts = {
  'because.frozen_by_you': 'You froze this account yourself.',
  'because.frozen_by_risk': 'The service noticed something unusual and froze this account.',
  'because.frozen_after_wrong_passwords': 'Too many wrong passwords were typed.',
  'because.frozen_by_staff': 'A member of staff froze this account.',
  'because.low_value': 'Little is at stake, so fewer checks are needed.',
  'because.high_value': 'Much is at stake, so more checks are needed.',
  'because.lost_phone': 'You told us that your phone is lost.',
  'because.channel_lost': 'You told us that you lost a way to get codes.',
  'because.contact_changed': 'A contact of this account changed not long ago.',
  'because.stopped_before': 'The owner stopped a request for this account not long ago.',
  'because.full_check': 'For this account we ask for the full check.',
  'reason.questions.history': 'Some things about this account only you are likely to know.',
  'reason.codes.factors': 'These show that what you bound to this account is still in your hands.',
  'reason.email.mailbox': 'This shows that you can still read your mailbox.',
  'reason.document.identity': 'This shows that you are the person the account belongs to.',
  'reason.selfie.document': 'This shows that the document is yours.',
  'reason.face.present': 'This shows that you are here now, not just a picture of you.',
  'reason.delay.lost_channel':
    'This gives the owner time to stop it before anything of the account is changed.',
  'reason.delay.lost_phone': 'This gives the owner time to stop it, should you not be the owner.',
  'reason.delay.security_hold':
    'The owner is told at every address and has this time to stop it, should you not be the owner.',
  'plan.reason.statement_instead': 'A person will read this instead of a camera check.',
} as const;

export type PolicyTextId = keyof typeof policyTexts;

export function isPolicyTextId(id: string): id is PolicyTextId {
  return Object.hasOwn(policyTexts, id);
}
