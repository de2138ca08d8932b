/** `mara@people.example` -> `m•••a@people.example`; enough to recognize, too little to learn. */
export function maskEmail(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 1) return '•••';
  const local = address.slice(0, at);
  const tail = local.length > 2 ? local.slice(-1) : '';
  return `${local.slice(0, 1)}•••${tail}${address.slice(at)}`;
}

/** Last two digits of a phone number. */
export function maskPhone(number: string): string {
  const digits = number.replace(/\D/g, '');
  return digits.length <= 4 ? '••••' : `•••• ${digits.slice(-2)}`;
}

/** Last four characters of a document number. */
export function maskNumber(number: string): string {
  return number.length <= 4 ? '••••' : `••••${number.slice(-4)}`;
}
