import type { SeededPerson } from './people.ts';
import { createDice } from './random.ts';

const DAY_MS = 24 * 3600_000;

export interface SeededHistory {
  readonly joinedAt: Date;
  readonly logins: readonly { readonly at: Date; readonly city: string; readonly device: string }[];
  readonly deposits: readonly {
    readonly at: Date;
    readonly amount: number;
    readonly method: string;
  }[];
}

function daysBefore(end: Date, days: number): Date {
  return new Date(end.getTime() - Math.round(days * DAY_MS));
}

/**
 * Two to five years of a person's use of the account, up to the freeze (or to `now`): mostly from home
 * with the usual device, now and then from elsewhere. The same person always gets the same history,
 * moved to end at `now`.
 */
export function historyOf(person: SeededPerson, now: Date): SeededHistory {
  const dice = createDice(`northwind/${person.name}`);
  const end = new Date(now.getTime() - (person.freeze?.minutesAgo ?? 60) * 60_000);
  const days = person.yearsWithUs * 365.25;
  const joinedAt = daysBefore(end, days);
  const [home, second] = person.home.cities;
  const [usual, other] = person.home.devices;
  const logins: SeededHistory['logins'][number][] = [];
  for (let ago = days - 0.01; ago > 0.05; ago -= dice.between(3, 12) + dice.next()) {
    logins.push({
      at: daysBefore(end, ago),
      city: dice.weighted([
        [home, 82],
        [second, 18],
      ] as const),
      device: dice.weighted([
        [usual, 78],
        [other, 22],
      ] as const),
    });
  }
  const [firstMethod, secondMethod] = person.depositMethods;
  const deposits: SeededHistory['deposits'][number][] = [];
  // The newest lies weeks back: a person remembers its month, a thief of the session may not.
  for (let ago = days - 0.5; ago > 20; ago -= dice.between(35, 110) + dice.next()) {
    const isFirst = deposits.length === 0;
    deposits.push({
      at: daysBefore(end, ago),
      amount: dice.between(3, 60) * (person.kycLevel === 2 ? 25 : 5),
      method: isFirst
        ? firstMethod
        : dice.weighted([
            [firstMethod, 60],
            [secondMethod, 40],
          ] as const),
    });
  }
  return { joinedAt, logins, deposits };
}
