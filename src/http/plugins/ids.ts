import { Type } from 'typebox';

/** An id of Thaw's own: a UUID in small letters. Anything else never reaches the database. */
export const id = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
});
