/** The seeded people of the development world: invented names, drawn faces, documents of Utopia. */
import type { DocumentKind } from '../documents/layouts.ts';
import type { Holder } from '../documents/mrz-lines.ts';
import type { PersonName } from './persons.ts';

export interface CastMember {
  readonly id: PersonName;
  readonly holder: Holder;
  readonly documentKind: DocumentKind & ('passport' | 'id_card');
}

function member(
  id: PersonName,
  documentKind: CastMember['documentKind'],
  holder: Omit<Holder, 'nationality'>,
): CastMember {
  return { id, documentKind, holder: { ...holder, nationality: 'UTO' } };
}

export const CAST: readonly CastMember[] = [
  member('mara', 'passport', {
    surname: 'Lindqvist-Öztürk',
    givenNames: 'Mara',
    birthDate: '1991-04-17',
    sex: 'F',
    documentNumber: 'U12345678',
    expiryDate: '2031-06-30',
  }),
  member('ivo', 'id_card', {
    surname: 'Brandt',
    givenNames: 'Ivo',
    birthDate: '1984-11-02',
    sex: 'M',
    documentNumber: 'D23456781',
    expiryDate: '2031-03-14',
  }),
  member('sana', 'passport', {
    surname: 'Okafor',
    givenNames: 'Sana',
    birthDate: '1996-07-29',
    sex: 'F',
    documentNumber: 'U34567812',
    expiryDate: '2031-10-08',
  }),
  member('teo', 'id_card', {
    surname: 'Marchetti',
    givenNames: 'Teo',
    birthDate: '1979-01-23',
    sex: 'M',
    documentNumber: 'D45678123',
    expiryDate: '2031-01-22',
  }),
  member('lin', 'passport', {
    surname: 'Aalto',
    givenNames: 'Lin',
    birthDate: '1988-09-05',
    sex: 'F',
    documentNumber: 'U56781234',
    expiryDate: '2031-08-19',
  }),
  member('noor', 'id_card', {
    surname: 'Haddad',
    givenNames: 'Noor',
    birthDate: '2000-02-29',
    sex: 'F',
    documentNumber: 'D67812345',
    expiryDate: '2031-02-28',
  }),
];

/** @throws RangeError for an id that nobody has. */
export function castMember(id: string): CastMember {
  const found = CAST.find((one) => one.id === id);
  if (!found) throw new RangeError(`nobody in the cast is called ${JSON.stringify(id)}`);
  return found;
}
