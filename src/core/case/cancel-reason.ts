/** Why a case ended without a decision that holds; a person's pages and mails have words for each. */
export type CancelReason =
  | 'withdrawn'
  | 'owner_said_not_me'
  | 'newer_freeze'
  /** The host ended the freeze by itself: there is nothing left to ask for. */
  | 'thawed_elsewhere'
  | 'host_refused'
  | 'channel_lost';
