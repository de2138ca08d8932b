/** RFC 5321 4.5.3.1: 64 octets, the at sign, 255 octets. */
const LOGIN_CHARACTERS_MAX = 320;

/**
 * One form of everything a person may type for the same address: full-width letters, capitals and
 * spaces around it do not make another account. Only for comparing; mail goes to the stored address.
 * Null when it is no identifier at all.
 */
export function canonicalLogin(typed: string): string | null {
  if (typed.length > LOGIN_CHARACTERS_MAX) return null;
  const canonical = typed.normalize('NFKC').trim().toLowerCase();
  return canonical === '' || /\p{C}/u.test(canonical) ? null : canonical;
}
