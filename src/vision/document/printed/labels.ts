import type { PrintedField } from '../../facts.ts';
import { plainText } from './text-key.ts';

type FieldName = PrintedField['name'];

/**
 * Words that stand beside the fields, as ICAO Doc 9303 and the languages of the documents seen write them.
 * What a word could also mean elsewhere on a page (`name` in "names of the parents") is left out.
 */
const LABELS: Readonly<Record<FieldName, readonly string[]>> = {
  surname: ['SURNAME', 'LASTNAME', 'FAMILYNAME', 'APELLIDOS', 'COGNOME', 'NACHNAME', 'NAZWISKO'],
  given_names: ['GIVENNAMES', 'GIVENNAME', 'FIRSTNAME', 'VORNAMEN', 'PRENOMS', 'FORENAMES'],
  document_number: [
    'PASSPORTNO',
    'DOCUMENTNO',
    'CARDNO',
    'PASSNR',
    'PASSEPORTNO',
    'DOCUMENTNUMBER',
  ],
  birth_date: ['DATEOFBIRTH', 'GEBURTSDATUM', 'DATEDENAISSANCE', 'FECHADENACIMIENTO', 'BIRTHDATE'],
  expiry_date: [
    'DATEOFEXPIRY',
    'EXPIRYDATE',
    'DATEDEXPIRATION',
    'EXPIRATIONDATE',
    'DATEOFEXPIRATION',
  ],
};

/** Labels of North American licences, too short to be looked for within other words. */
const SHORT_LABELS: readonly (readonly [FieldName, RegExp])[] = [
  ['document_number', /^(4D)?(DLN|DLNO|LICNO|LICENSENO|DLNUMBER)$/],
  ['birth_date', /^3?(DOB|BIRTH)$/],
  ['expiry_date', /^(4B)?(EXP|EXPIRES)$/],
];

/** The field that a line is the label of; null for every other line, and for one with two labels. */
export function labelOf(text: string): FieldName | null {
  const plain = plainText(text);
  const short = SHORT_LABELS.find(([, label]) => label.test(plain));
  if (short !== undefined) return short[0];
  const found = (Object.keys(LABELS) as FieldName[]).filter((name) =>
    LABELS[name].some((label) => plain.includes(label)),
  );
  return found.length === 1 ? found[0]! : null;
}
