/**
 * Names as a machine-readable zone writes them: A-Z and spaces (ICAO Doc 9303 part 3, section 6).
 * States differ (`Ö` is `OE` or `O`), so one name has several spellings.
 */

/** Letters that the decomposition of Unicode does not open. First spelling: the recommended one. */
const letters: Readonly<Record<string, readonly string[]>> = {
  Ä: ['AE', 'A'],
  Å: ['AA', 'A'],
  Æ: ['AE'],
  Ö: ['OE', 'O'],
  Ø: ['OE', 'O'],
  Œ: ['OE'],
  Ü: ['UE', 'U', 'UXX'],
  Ñ: ['N', 'NXX'],
  ß: ['SS'],
  ẞ: ['SS'],
  Ð: ['D'],
  Đ: ['D'],
  Þ: ['TH'],
  Ł: ['L'],
  Ħ: ['H'],
  Ŧ: ['T'],
  Ŋ: ['N'],
  ĸ: ['Q'],
  ı: ['I'],
  А: ['A'],
  Б: ['B'],
  В: ['V'],
  Г: ['G', 'H'],
  Ґ: ['G'],
  Д: ['D'],
  Е: ['E'],
  Ё: ['E'],
  Є: ['IE', 'YE'],
  Ж: ['ZH'],
  З: ['Z'],
  И: ['I', 'Y'],
  І: ['I'],
  Ї: ['I', 'YI'],
  Й: ['I', 'Y'],
  К: ['K'],
  Л: ['L'],
  М: ['M'],
  Н: ['N'],
  О: ['O'],
  П: ['P'],
  Р: ['R'],
  С: ['S'],
  Т: ['T'],
  У: ['U'],
  Ф: ['F'],
  Х: ['KH'],
  Ц: ['TS'],
  Ч: ['CH'],
  Ш: ['SH'],
  Щ: ['SHCH'],
  Ъ: ['IE', ''],
  Ы: ['Y'],
  Ь: [''],
  Э: ['E'],
  Ю: ['IU', 'YU'],
  Я: ['IA', 'YA'],
};

const spellingsMax = 64;

/**
 * Every spelling of a name, at most 64, words parted by single spaces; empty when a letter is of no
 * known script. Apostrophes vanish, hyphens and commas part words, as the standard says.
 */
export function spellings(name: string): readonly string[] {
  let made: string[] = [''];
  for (const letter of name.normalize('NFC').toUpperCase()) {
    const written = spellingsOf(letter);
    if (written === null) return [];
    // Past the limit only the recommended spelling goes on, so that the work stays bounded.
    const taken = made.length * written.length > spellingsMax ? written.slice(0, 1) : written;
    made = made.flatMap((head) => taken.map((tail) => head + tail));
  }
  return [...new Set(made.map(tidy))].filter((spelling) => spelling !== '');
}

function spellingsOf(letter: string): readonly string[] | null {
  if (/^[A-Z ]$/.test(letter)) return [letter];
  if (/^['’ʼ`´.]$/.test(letter)) return [''];
  if (/^[\s,\-‐‑–<]$/.test(letter)) return [' '];
  const known = Object.hasOwn(letters, letter) ? letters[letter] : undefined;
  if (known !== undefined) return known;
  // Accents fall: É is E. What stays must be a plain letter.
  const plain = letter.normalize('NFD').replaceAll(/\p{M}/gu, '');
  if (plain === '') return [''];
  return /^[A-Z]+$/.test(plain) ? [plain] : null;
}

function tidy(text: string): string {
  return text.replaceAll(/ +/g, ' ').trim();
}
