/** Keys under which print and machine-readable zone are the same whatever became of accents. */

/** Letters without a decomposition; two-letter spellings fold to one letter below. */
const PLAIN: Readonly<Record<string, string>> = {
  Æ: 'A',
  Ø: 'O',
  Œ: 'O',
  ß: 'SS',
  ẞ: 'SS',
  Ð: 'D',
  Đ: 'D',
  Þ: 'TH',
  Ł: 'L',
  Ħ: 'H',
  ı: 'I',
  İ: 'I',
};

/** Capitals A-Z and figures of a text, accents dropped: `Öztürk-Åström` is `OZTURKASTROM`. */
export function plainText(text: string): string {
  return [...text.toUpperCase()]
    .map((letter) => PLAIN[letter] ?? letter.normalize('NFD'))
    .join('')
    .replace(/[^A-Z0-9]/g, '');
}

/**
 * Key of a name: also the zone's two-letter spellings fold, so that `OEZTUERK`, `Öztürk` and an `OZTURK` that
 * was read without its dots are one. Figures become the letters that they are read for.
 */
export function nameKey(text: string): string {
  return plainText(text)
    .replaceAll('0', 'O')
    .replaceAll('1', 'I')
    .replaceAll('5', 'S')
    .replaceAll('8', 'B')
    .replace(/[^A-Z]/g, '')
    .replace(/AE|AA/g, 'A')
    .replace(/OE/g, 'O')
    .replace(/UE|UXX/g, 'U')
    .replace(/NXX/g, 'N');
}

/** Key of a number: letters and figures that readers confuse are one. */
export function numberKey(text: string): string {
  return plainText(text).replace(/[OQD]/g, '0').replace(/[IL]/g, '1').replaceAll('B', '8');
}
