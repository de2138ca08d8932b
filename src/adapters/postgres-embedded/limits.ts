/** How long a start waits for the server, crash recovery included. */
export const startTimeoutMs = 120_000;
/** How long a fast shutdown may take before an immediate one follows. */
export const fastShutdownMs = 30_000;
/** How long an immediate shutdown may take before the stop is reported as failed. */
export const immediateShutdownMs = 10_000;
/** How long one process waits for another that starts or stops the same folder. */
export const lockTimeoutMs = 180_000;
/** How long a server without an owner lives on, so that a restart can adopt it. */
export const adoptionGraceMs = 8_000;
/** Retries while children of a killed postmaster still hold its shared memory. */
export const sharedMemoryWaitMs = 10_000;
/** sun_path is 108 bytes on Linux and 104 on macOS; the socket's own name takes up to 15. */
export const socketDirBytesMax = 85;
