export interface Person {
  readonly accountId: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly document: 'passport' | 'id_card';
  readonly shows: string;
  /** Strangers shut the log-in: only a known device, or support, lets the person in. */
  readonly isShutOut: boolean;
  /** What the person's authenticator app shows now; null without one. */
  readonly appCode: string | null;
  readonly lock: {
    readonly cause: string;
    readonly unlockable: string;
    readonly since: string;
    readonly earliestUnlockAt: string | null;
  } | null;
  readonly limitedUntil: string | null;
}

export interface Mail {
  readonly id: string;
  readonly at: string;
  readonly to: string;
  readonly messageId: string | null;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Sms {
  readonly id: string;
  readonly at: string;
  readonly to: string;
  readonly text: string;
}

export interface Hook {
  readonly id: string;
  readonly at: string;
  readonly body: string;
}

export interface Clock {
  readonly now: string;
  readonly aheadSeconds: number;
}

export interface Places {
  readonly links: readonly { readonly label: string; readonly url: string }[];
  readonly staff: readonly {
    readonly name: string;
    readonly email: string;
    readonly password: string;
  }[];
}

export interface World {
  readonly people: readonly Person[];
  readonly mails: readonly Mail[];
  readonly sms: readonly Sms[];
  readonly webhooks: readonly Hook[];
  readonly clock: Clock;
  readonly places: Places;
}

const TIMEOUT_MS = 15_000;

async function get<T>(path: string): Promise<T> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(path, { signal, cache: 'no-store' });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as T;
}

/** Rejects when the desk does not answer. */
export async function readWorld(): Promise<World> {
  const [{ people }, { mails }, { sms }, { webhooks }, clock, places] = await Promise.all([
    get<Pick<World, 'people'>>('/api/people'),
    get<Pick<World, 'mails'>>('/api/mails'),
    get<Pick<World, 'sms'>>('/api/sms'),
    get<Pick<World, 'webhooks'>>('/api/webhooks'),
    get<Clock>('/api/clock'),
    get<Places>('/api/places'),
  ]);
  return { people, mails, sms, webhooks, clock, places };
}

export async function change(path: string, body: object): Promise<void> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
}
