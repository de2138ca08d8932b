/**
 * The sentence that is read aloud on a recorded statement: drawn anew each time, so that an old
 * recording, or one of somebody else's, does not fit. Odd on purpose, and easy to say.
 */

type Slots = readonly (readonly string[])[];

const english: Slots = [
  ['On Monday', 'On Tuesday', 'On Wednesday', 'On Thursday', 'On Friday', 'On Saturday', 'Today'],
  ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'eleven', 'twelve'],
  ['blue', 'green', 'yellow', 'silver', 'wooden', 'quiet', 'tiny', 'round', 'heavy', 'sleepy'],
  [
    'lanterns',
    'bicycles',
    'kettles',
    'pigeons',
    'umbrellas',
    'ladders',
    'tables',
    'foxes',
    'boats',
    'drums',
  ],
  ['wait', 'rest', 'meet', 'turn', 'glow', 'hide'],
  ['behind', 'beside', 'below', 'above', 'near', 'inside'],
  ['the old', 'the narrow', 'the empty', 'the distant', 'the sunny', 'the frozen'],
  [
    'harbour',
    'station',
    'bakery',
    'meadow',
    'library',
    'bridge',
    'garden',
    'market',
    'tower',
    'island',
  ],
];

const german: Slots = [
  ['Am Montag', 'Am Dienstag', 'Am Mittwoch', 'Am Donnerstag', 'Am Freitag', 'Am Samstag', 'Heute'],
  ['warten', 'ruhen', 'stehen', 'leuchten', 'schlafen', 'tanzen'],
  ['zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun', 'elf', 'zwölf'],
  [
    'blaue',
    'grüne',
    'gelbe',
    'silberne',
    'hölzerne',
    'stille',
    'winzige',
    'runde',
    'schwere',
    'müde',
  ],
  [
    'Laternen',
    'Fahrräder',
    'Kessel',
    'Tauben',
    'Schirme',
    'Leitern',
    'Tische',
    'Füchse',
    'Boote',
    'Trommeln',
  ],
  ['hinter', 'neben', 'unter', 'über', 'vor', 'in'],
  ['der alten', 'der engen', 'der leeren', 'der fernen', 'der sonnigen', 'der gefrorenen'],
  [
    'Brücke',
    'Bäckerei',
    'Wiese',
    'Bibliothek',
    'Insel',
    'Scheune',
    'Mühle',
    'Werkstatt',
    'Kirche',
    'Höhle',
  ],
];

export const sentenceSlots = english.length;
/** Whole numbers below this are drawn, one a slot; each slot's length divides nothing of note off it. */
export const sentenceBound = 2 ** 30;

function slotsOf(locale: string): Slots {
  return locale.toLowerCase().split(/[-_]/)[0] === 'de' ? german : english;
}

/** `drawn`: one uniform whole number below `sentenceBound` for each slot. */
export function sentenceOf(locale: string, drawn: readonly number[]): string {
  const words = slotsOf(locale).map((slot, index) => slot[(drawn[index] ?? 0) % slot.length]);
  return `${words.join(' ')}.`;
}

/** How many bits a guess of the sentence would have to get right. */
export function sentenceBits(locale: string): number {
  return slotsOf(locale).reduce((bits, slot) => bits + Math.log2(slot.length), 0);
}
