const FACTOR_NAMES: Readonly<Record<string, string>> = {
  totp: 'authenticator app',
  sms: 'phone number',
  passkey: 'passkey',
  email: 'e-mail address',
  password: 'password',
};

export const namesOf = (factors: readonly string[]): string =>
  factors.map((factor) => FACTOR_NAMES[factor] ?? factor).join(' and ');
