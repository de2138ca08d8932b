/** How every net of this room runs. */
export const SESSION_OPTIONS = {
  // One thread: two were twice as slow on nets this small, and each child has one task at a time.
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 3,
  graphOptimizationLevel: 'all',
  // What is smaller than 1e-38 counts as zero. Nets meet many such numbers behind their activations, and a processor
  // that reckons with them is several times slower. Holds for the whole thread, and only the first session of a process
  // is asked: so all have it.
  extra: { session: { set_denormal_as_zero: '1' } },
} as const;
