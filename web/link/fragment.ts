/** Tokens travel in the fragment, so that no server log and no Referer ever holds them. */

/**
 * The parameters of the fragment; the address bar and the history lose them at once, so that a
 * glance, a screenshot or the Back button does not give the token away.
 */
export function takeFragment(
  place: Pick<Location, 'hash' | 'pathname'> = location,
  past: Pick<History, 'replaceState'> = history,
): ReadonlyMap<string, string> {
  const params = readFragment(place.hash);
  if (place.hash !== '') past.replaceState(null, '', place.pathname);
  return params;
}

/** `#c=TOKEN` and alike. Tokens are base64url; mail programs may put spaces and breaks in. */
export function readFragment(hash: string): ReadonlyMap<string, string> {
  const pairs = new URLSearchParams(hash.replace(/^#/, ''));
  return new Map([...pairs].map(([name, value]) => [name, value.replace(/\s/g, '')]));
}

/**
 * A second scan or link may reopen this same tab with nothing but another fragment: begin anew.
 * Returns the function that ends it.
 */
export function restartOnNewFragment(): () => void {
  const restart = () => location.reload();
  window.addEventListener('hashchange', restart);
  return () => window.removeEventListener('hashchange', restart);
}
