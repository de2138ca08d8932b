/** Machine-readable zones as ICAO Doc 9303 writes them: lines of A-Z, 0-9 and the filler `<`. */

export type Sex = 'F' | 'M' | 'X';

export interface Holder {
  readonly surname: string;
  readonly givenNames: string;
  /** ISO dates, `YYYY-MM-DD`. */
  readonly birthDate: string;
  readonly expiryDate: string;
  readonly sex: Sex;
  readonly documentNumber: string;
  /** ICAO three-letter code. */
  readonly nationality: string;
}

export interface MrzRequest {
  readonly holder: Holder;
  /** One or two letters: `P`, `I`, `ID`. */
  readonly documentCode: string;
  readonly issuingState: string;
  /** Personal number or whatever the state likes; blank when left out. */
  readonly optionalData?: string;
}

/** ICAO Doc 9303-3, section 5: letters that do not simply lose their accent. */
const LETTERS: Readonly<Record<string, string>> = {
  Ä: 'AE',
  Å: 'AA',
  Æ: 'AE',
  Ð: 'D',
  Đ: 'D',
  Ħ: 'H',
  Ĳ: 'IJ',
  Ł: 'L',
  Ŋ: 'N',
  Ö: 'OE',
  Ø: 'OE',
  Œ: 'OE',
  ẞ: 'SS',
  Þ: 'TH',
  Ŧ: 'T',
  Ü: 'UE',
};

/** A name as the zone holds it: `Lindqvist-Öztürk` becomes `LINDQVIST<OEZTUERK`. */
export function transliterate(name: string): string {
  const upper = name.normalize('NFC').replaceAll('ß', 'ẞ').replaceAll('ı', 'I').toUpperCase();
  const latin = [...upper]
    .map((letter) => LETTERS[letter] ?? letter.normalize('NFD').replace(/\p{M}/gu, ''))
    .join('')
    .replace(/['’.]/g, '')
    .replace(/[\s,-]+/g, '<');
  const unknown = latin.replace(/[A-Z0-9<]/g, '');
  if (unknown) throw new RangeError(`no transliteration for ${JSON.stringify(unknown)}`);
  return latin;
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** ICAO Doc 9303-3, section 4.9: weights 7, 3, 1 repeating, modulo 10, fillers count 0. */
export function checkDigit(text: string): string {
  let sum = 0;
  for (let i = 0; i < text.length; i++)
    sum += Math.max(0, ALPHABET.indexOf(text[i]!)) * [7, 3, 1][i % 3]!;
  return String(sum % 10);
}

const withCheck = (text: string) => text + checkDigit(text);

function pad(text: string, length: number): string {
  return text.slice(0, length).padEnd(length, '<');
}

function shortDate(iso: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) throw new RangeError(`not an ISO date: ${iso}`);
  return iso.slice(2).replaceAll('-', '');
}

function names(holder: Holder, length: number): string {
  const surname = transliterate(holder.surname);
  const given = transliterate(holder.givenNames);
  // 9303-3, 4.6: when both do not fit, at least one letter of the given names stays.
  return pad(`${surname.slice(0, length - 3)}<<${given}`, length);
}

const sexOf = (holder: Holder) => (holder.sex === 'X' ? '<' : holder.sex);

function numberOf(holder: Holder, length: number): string {
  const number = holder.documentNumber.toUpperCase();
  if (!/^[A-Z0-9]+$/.test(number) || number.length > length)
    throw new RangeError(`document numbers are 1 to ${length} letters and digits`);
  return pad(number, length);
}

/** Passports: two lines of 44 (Doc 9303-4). */
export function td3Lines({ holder, documentCode, issuingState, optionalData }: MrzRequest) {
  const number = withCheck(numberOf(holder, 9));
  const birth = withCheck(shortDate(holder.birthDate));
  const expiry = withCheck(shortDate(holder.expiryDate));
  const personal = pad(optionalData ?? '', 14);
  const personalChecked = personal + (optionalData ? checkDigit(personal) : '<');
  const overall = checkDigit(number + birth + expiry + personalChecked);
  return [
    pad(documentCode, 2) + pad(issuingState, 3) + names(holder, 39),
    `${number}${pad(holder.nationality, 3)}${birth}${sexOf(holder)}${expiry}${personalChecked}${overall}`,
  ];
}

/** Cards of credit-card size: three lines of 30 (Doc 9303-5), longer numbers run into the option. */
export function td1Lines({ holder, documentCode, issuingState, optionalData }: MrzRequest) {
  const whole = holder.documentNumber.toUpperCase();
  const long = whole.length > 9;
  const number = long
    ? `${whole.slice(0, 9)}<${whole.slice(9)}${checkDigit(whole)}<`
    : withCheck(numberOf(holder, 9));
  const head = pad(number + (optionalData ?? ''), 25);
  const birth = withCheck(shortDate(holder.birthDate));
  const expiry = withCheck(shortDate(holder.expiryDate));
  const optional = pad('', 11);
  const overall = checkDigit(head + birth + expiry + optional);
  return [
    pad(documentCode, 2) + pad(issuingState, 3) + head,
    `${birth}${sexOf(holder)}${expiry}${pad(holder.nationality, 3)}${optional}${overall}`,
    names(holder, 30),
  ];
}

/** The larger card: two lines of 36 (Doc 9303-6). */
export function td2Lines({ holder, documentCode, issuingState, optionalData }: MrzRequest) {
  const number = withCheck(numberOf(holder, 9));
  const birth = withCheck(shortDate(holder.birthDate));
  const expiry = withCheck(shortDate(holder.expiryDate));
  const optional = pad(optionalData ?? '', 7);
  const overall = checkDigit(number + birth + expiry + optional);
  return [
    pad(documentCode, 2) + pad(issuingState, 3) + names(holder, 31),
    `${number}${pad(holder.nationality, 3)}${birth}${sexOf(holder)}${expiry}${optional}${overall}`,
  ];
}

/** The same lines with a document number whose check digit is one too high. */
export function spoilCheckDigit(lines: readonly string[]): string[] {
  const line = lines.length === 3 ? 0 : 1;
  const column = lines.length === 3 ? 14 : 9;
  return lines.map((text, index) => {
    if (index !== line) return text;
    const wrong = (Number(text[column]) + 1) % 10;
    return `${text.slice(0, column)}${wrong}${text.slice(column + 1)}`;
  });
}
