import { MRZ_CHARACTERS } from './line-net.ts';
import { PADDED_STATES } from './states.ts';

/** Nats in favour of a listed state: settles look-alikes, never overrules clear print. */
const LISTED_GAIN = 3;
/** Some specimens print digits where the state belongs; the net must be this sure of all three. */
const DIGITS_CHANCE_MIN = 0.4;

/**
 * The chances of a state's three places, narrowed to what was most likely meant: a listed state,
 * the letters as they are, or digits where only digits are printed.
 * @param raw chances by glyph alone
 * @param typed the same where only letters are expected
 */
export function narrowedState(
  raw: readonly Float64Array[],
  typed: readonly Float64Array[],
): readonly Float64Array[] {
  const digits = raw.map((place) => likeliest(place));
  const sure = raw.reduce((product, place, at) => product * chanceOf(place, digits[at]!), 1);
  if (digits.every((letter) => /\d/.test(letter)) && sure > DIGITS_CHANCE_MIN) return raw;
  let best = typed.map((place) => likeliest(place)).join('');
  let bestNats = natsOf(typed, best);
  for (const state of PADDED_STATES) {
    const nats = natsOf(typed, state) + LISTED_GAIN;
    if (nats > bestNats) {
      bestNats = nats;
      best = state;
    }
  }
  return typed.map((place, at) => {
    const chosen = MRZ_CHARACTERS.indexOf(best[at]!);
    return place.map((chance, index) => (index === chosen ? chance : 0));
  });
}

function natsOf(places: readonly Float64Array[], text: string): number {
  return places.reduce((sum, place, at) => sum + Math.log(chanceOf(place, text[at]!) + 1e-6), 0);
}

function chanceOf(place: Float64Array, letter: string): number {
  return place[MRZ_CHARACTERS.indexOf(letter)]!;
}

function likeliest(place: Float64Array): string {
  let best = 0;
  for (let index = 1; index < place.length; index++) if (place[index]! > place[best]!) best = index;
  return MRZ_CHARACTERS[best]!;
}
