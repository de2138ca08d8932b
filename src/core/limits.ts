/** Every bound of the service in one place. */
export const limits = {
  pictureBytesMax: 12 * 1024 * 1024,
  frameBytesMax: 400 * 1024,
  uploadsPerCaseMax: 20,
  uploadBytesPerCaseMax: 60 * 1024 * 1024,
  jsonBodyBytesMax: 16 * 1024,
  statementCharactersMax: 4000,
  statementVideoSeconds: 20,
  statementVideoBytesMax: 8 * 1024 * 1024,
  /** From the sentence to its recording's arrival. */
  statementSentenceSeconds: 10 * 60,
  /** A trusted contact was named to the host at least so long before the lock. */
  trustedContactDaysMin: 14,
  vouchLinkTtlSeconds: 3 * 86_400,
  vouchAsksMax: 3,
  vouchCodeTriesMax: 5,
  noteCharactersMax: 1000,
  caseLifetimeHours: 14 * 24,
  /** Of a delay that a policy plans: four days of a case's life are left for its steps. */
  delayHoursMax: 10 * 24,
  entryTokenTtlSeconds: 10 * 60,
  personSessionTtlSeconds: 12 * 3600,
  personSessionIdleSeconds: 2 * 3600,
  staffSessionTtlSeconds: 8 * 3600,
  staffSessionIdleSeconds: 15 * 60,
  emailLinkTtlSeconds: 10 * 60,
  emailSendsPerHourMax: 5,
  emailCodeTriesMax: 5,
  codeTtlSeconds: 10 * 60,
  codeSendsPerHourMax: 5,
  /** Codes sent in an hour without a try at one of them. */
  codesUnreadMax: 3,
  passkeyChallengeTtlSeconds: 5 * 60,
  passkeyChallengesPerHourMax: 20,
  codeTriesWindowSeconds: 24 * 3600,
  notMeLinkTtlDays: 30,
  disableLinkTtlDays: 7,
  /** An address that was removed stops what is asked for without its owner for this long. */
  formerContactStopsDays: 180,
  /** One that is new stops one thing in this time. */
  newContactStopsDays: 14,
  /** New ones together: a thief may add many. */
  newContactsStopMax: 3,
  progressLinkTtlDays: 60,
  qrTtlSeconds: 60,
  handoffTtlSeconds: 10 * 60,
  handoffNumberTriesMax: 3,
  handoffsPerHourMax: 20,
  handoffLinksPerHourMax: 5,
  questionSecondsEach: 60,
  questionSetsPerAccountADay: 10,
  questionSetsPerCase: 5,
  storedAnswersMax: 5,
  storedAnswerCharactersMax: 100,
  selfieFrames: 3,
  selfieFrameBytesMax: 3 * 1024 * 1024,
  /** From the nonce to the last frame: the person looks at the picture in between. */
  selfieCaptureSeconds: 180,
  faceSessionSeconds: 30,
  faceFramesPerSecond: 5,
  faceFramesMax: 200,
  /** More than any page sends; the judge has a bound of its own over the whole session. */
  faceFramesPerSecondMax: 15,
  faceFramesInFlightMax: 3,
  /** Of one process, beside those that are guided. */
  recordedSessionsMax: 40,
  /** Of one session, until its verdict; what comes beyond is looked at and not kept. */
  faceBytesKeptMax: 24 * 1024 * 1024,
  /** After the end of a session nobody finished; a verdict drops its frames at once. */
  faceFramesKeptSeconds: 180,
  faceFailuresBeforeWait: 5,
  faceWaitSeconds: 30,
  faceMovements: 4,
  faceColours: 8,
  eventStreamsPerCaseMax: 2,
  reviewLeaseSeconds: 20 * 60,
  /** More cases that wait are told as more than this. */
  queueCountMax: 1_000,
  /** Of a policy that is tried in the console, and of its tests. */
  policyTrialTextBytesMax: 200 * 1024,
  /** Both as JSON, in which a line's end and a quote take two bytes. */
  policyTrialBodyBytesMax: 2 * 2 * 200 * 1024 + 1024,
  policyTrialSeconds: 20,
  /** Of a difference in the console: the command line tries more. */
  policySituationsTriedMax: 100_000,
  /** Of one lead. Each reads the facts of past cases. */
  policyTrialsPerHour: 60,
  appealDays: 30,
  /** A head of the audit log is signed this often, where something happened. */
  auditHeadSeconds: 60,
  /** A message that is answered with a no is tried for this long (RFC 5321 4.5.4.1). */
  messageTriesDays: 5,
  /** And this often: days in which the server was away are no tries. */
  messageNoesMin: 24,
  /** Counters that ended and answers kept too long are looked for this often. */
  sweepSeconds: 3600,
  /** A request with the same idempotency key is given the same answer for this long. */
  idempotencyKeptSeconds: 48 * 3600,
  /** No job comes back to what it wrote down for longer. */
  notedDays: 90,
  /** More objects that no picture names, and more than a tenth of all, are a wrong database, not waste. */
  unnamedObjectsMax: 100,
  selfFreezeWaitSeconds: 2 * 3600,
} as const;
