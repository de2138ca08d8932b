/** What ends something that was started. */
export type Stop = () => Promise<void>;

/** Runs `work`, which adds how to stop each thing that it starts, and stops them all, the last first. */
export async function withStops<T>(work: (stops: Stop[]) => Promise<T>): Promise<T> {
  const { value, stop } = await keptRunning(work);
  await stop();
  return value;
}

/** The same for what goes on running: all of it is stopped where a part does not start. */
export async function keptRunning<T>(
  start: (stops: Stop[]) => Promise<T>,
): Promise<{ readonly value: T; readonly stop: Stop }> {
  const stops: Stop[] = [];
  try {
    return { value: await start(stops), stop: () => stopAll(stops) };
  } catch (error) {
    // Why it failed says more than what could not be stopped after it.
    await stopAll(stops).catch(() => {});
    throw error;
  }
}

/** Every one is tried, whatever the others do. */
async function stopAll(stops: readonly Stop[]): Promise<void> {
  let failure: unknown = null;
  for (const stop of stops.toReversed()) {
    await stop().catch((error: unknown) => {
      failure ??= error;
    });
  }
  if (failure !== null) throw failure;
}
