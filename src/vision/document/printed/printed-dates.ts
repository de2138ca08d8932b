/** Dates as documents print them: figures in any order, or a month's name in one or two languages. */

/** Beginnings of month names, January first, in the languages of the documents seen (no accents). */
const MONTH_NAMES: readonly (readonly string[])[] = [
  ['JAN', 'ENE', 'GEN', 'STY', 'SAU', 'LED', 'OCA', 'TAMMI'],
  ['FEB', 'FEV', 'LUT', 'UNO', 'SUB', 'HELMI', 'VAS'],
  ['MAR', 'MRZ', 'MAE', 'MRT', 'MAA', 'BRE', 'OZU'],
  ['APR', 'AVR', 'ABR', 'AVL', 'KWI', 'DUB', 'NIS', 'HUHTI'],
  ['MAY', 'MAI', 'MAJ', 'MEI', 'MAG', 'KVE', 'TOUKO'],
  ['JUN', 'JUIN', 'GIU', 'CZE', 'CER', 'HAZ', 'KESA'],
  ['JUL', 'JUIL', 'LUG', 'LIP', 'SRP', 'TEM', 'HEINA'],
  ['AUG', 'AOU', 'AGO', 'SIE', 'AGU', 'ELO'],
  ['SEP', 'SET', 'WRZ', 'ZAR', 'EYL', 'SYYS'],
  ['OCT', 'OKT', 'OUT', 'OTT', 'PAZ', 'RIJ', 'EKI', 'LOKA'],
  ['NOV', 'LIS', 'KAS', 'MARRAS'],
  ['DEC', 'DEZ', 'DIC', 'GRU', 'PRO', 'ARA', 'DES', 'JOULU'],
];

const IN_FIGURES = /(?<!\d)(\d{1,4})[ ]?[.\-/, ][ ]?(\d{1,2})[ ]?[.\-/, ][ ]?(\d{2,4})(?!\d)/g;
const WITH_NAME = /(?<!\d)(\d{1,2})[ .\-/]*((?:[A-Z]{3,}[ .\-/]*){1,3})(\d{4}|\d{2})(?!\d)/g;

/** Every ISO date that the text can mean; two-digit years are given in both centuries. */
export function datesIn(text: string): string[] {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase();
  const dates = new Set<string>();
  for (const [, first = '', second = '', third = ''] of plain.matchAll(IN_FIGURES)) {
    if (first.length === 4) add(dates, first, second, third);
    else if (first.length <= 2) {
      add(dates, third, second, first);
      add(dates, third, first, second);
    }
  }
  for (const [, day = '', names = '', year = ''] of plain.matchAll(WITH_NAME)) {
    for (const month of monthsOf(names)) add(dates, year, String(month), day);
  }
  return [...dates];
}

/** Months that a name, or two names of one month with a stroke between, can mean: 1..12. */
function monthsOf(names: string): number[] {
  const words = names.split(/[ .\-/]+/).filter((word) => word !== '');
  const found = words.map((word) =>
    MONTH_NAMES.flatMap((starts, index) =>
      starts.some((start) => word.replaceAll('0', 'O').startsWith(start)) ? [index + 1] : [],
    ),
  );
  const known = found.filter((months) => months.length > 0);
  const [first = [], ...others] = known;
  const common = first.filter((month) => others.every((months) => months.includes(month)));
  return common.length > 0 ? common : [...new Set(known.flat())];
}

function add(dates: Set<string>, year: string, month: string, day: string): void {
  const [m, d] = [Number(month), Number(day)];
  if (m < 1 || m > 12 || d < 1 || d > 31 || day.length > 2) return;
  const years = year.length === 4 ? [year] : year.length === 2 ? [`19${year}`, `20${year}`] : [];
  for (const full of years) {
    dates.add(`${full}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
  }
}
