/** Text cut into plain parts and links. Only http and https; a closing bracket or full stop is text. */
export function splitLinks(
  text: string,
): readonly { readonly text: string; readonly isLink: boolean }[] {
  const parts = text.split(/(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/);
  return parts
    .map((part, index) => ({ text: part, isLink: index % 2 === 1 }))
    .filter((part) => part.text !== '');
}

const clockFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});

export function clockTime(iso: string): string {
  return clockFormat.format(new Date(iso));
}

/** `2 d 3 h 5 min`; `the real time` for nothing. */
export function aheadInWords(seconds: number): string {
  if (seconds < 60) return 'the real time';
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const parts = [days && `${days} d`, hours && `${hours} h`, minutes && `${minutes} min`];
  return `${parts.filter(Boolean).join(' ')} ahead`;
}

/** How an account stands, as the host sees it at `now`. */
export function standing(
  person: {
    readonly lock: {
      readonly cause: string;
      readonly unlockable: string;
      readonly earliestUnlockAt: string | null;
    } | null;
    readonly limitedUntil: string | null;
  },
  now: string,
): { readonly tone: 'open' | 'frozen' | 'limited'; readonly words: string } {
  const { lock, limitedUntil } = person;
  if (lock === null) {
    return limitedUntil === null
      ? { tone: 'open', words: 'open' }
      : { tone: 'limited', words: `thawed, limited until ${clockTime(limitedUntil)}` };
  }
  const cause = lock.cause.replaceAll('_', ' ');
  if (lock.unlockable !== 'self_service') {
    return { tone: 'frozen', words: `frozen: ${cause}, ${lock.unlockable.replaceAll('_', ' ')}` };
  }
  const { earliestUnlockAt } = lock;
  const isEarly = earliestUnlockAt !== null && earliestUnlockAt > now;
  const wait = isEarly ? `, from ${clockTime(earliestUnlockAt)}` : '';
  return { tone: 'frozen', words: `frozen: ${cause}${wait}` };
}
