import { type Answer, clockOnly } from './host-api.ts';

const inWords = (seconds: number) => {
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
};

/** How long a login has to wait, and the way that is open meanwhile. Says nothing about the account. */
export function waitText(answer: Answer): string {
  return answer.body['state'] === 'shut'
    ? 'There were too many wrong passwords from devices that we do not know. Log in on a device on which you logged in before, or write to support@northwind.example.'
    : `${untilThen(answer)} A device on which you logged in before does not wait for others.`;
}

/** The wait alone. */
export function untilThen({ body, retryAfterSeconds }: Answer): string {
  const { until } = body;
  const at = typeof until === 'string' ? `, at ${clockOnly(until)}` : '';
  return `There were too many wrong passwords. You can try again in ${inWords(retryAfterSeconds)}${at}.`;
}
