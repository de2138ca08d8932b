import { type Answer, clockOnly } from './host-api.ts';

const inWords = (seconds: number) => {
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
};

/** How long a login has to wait, and the way that is open meanwhile. Says nothing about the account. */
export function waitText({ body, retryAfterSeconds }: Answer): string {
  const { state, until } = body;
  if (state === 'shut') {
    return 'There were too many wrong passwords from devices that we do not know. Log in on a device on which you logged in before, or write to support@northwind.example.';
  }
  const at = typeof until === 'string' ? `, at ${clockOnly(until)}` : '';
  return `There were too many wrong passwords. You can try again in ${inWords(retryAfterSeconds)}${at}. A device on which you logged in before does not wait for others.`;
}
