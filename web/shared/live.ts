const pollMs = 3000;

/** Beside a working stream: an event can be lost, and a proxy can hold a stream back. */
const pollBesideStreamMs = 20_000;

/**
 * Calls `onChange` when the service says that the view changed: server-sent events (`event: changed`)
 * while they work, polling every 3 s while they do not (and now and then in any case). Returns the function that ends it.
 */
export function listen(url: string, onChange: () => void): () => void {
  let poll: ReturnType<typeof setInterval> | undefined;
  let source: EventSource | undefined;
  let everyMs = 0;

  const pollEvery = (ms: number) => {
    // A broken stream fails again every few seconds: starting anew each time would never get to ask.
    if (ms === everyMs) return;
    everyMs = ms;
    clearInterval(poll);
    poll = setInterval(onChange, ms);
  };
  const onVisible = () => {
    if (!document.hidden) onChange();
  };

  if (typeof EventSource === 'undefined') pollEvery(pollMs);
  else {
    source = new EventSource(url);
    source.addEventListener('changed', onChange);
    // A refused stream is closed for good and a broken one retries by itself; polling bridges both.
    source.onerror = () => pollEvery(pollMs);
    source.onopen = () => pollEvery(pollBesideStreamMs);
  }
  document.addEventListener('visibilitychange', onVisible);
  return () => {
    clearInterval(poll);
    source?.close();
    document.removeEventListener('visibilitychange', onVisible);
  };
}
