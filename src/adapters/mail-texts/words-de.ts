import type { Words } from './texts.ts';

export const GERMAN_WORDS: Words = {
  about: {
    unlock_started: 'jemand möchte es entsperren',
    decided_approved: 'es wurde entsperrt',
    decided_declined: 'eine Anfrage, es zu entsperren, wurde abgelehnt',
    recovery_started: 'jemand hat einen Verlust gemeldet',
    recovery_done: 'ein gemeldeter Verlust wurde behoben',
    recovery_declined: 'eine Anfrage zu einem Verlust wurde abgelehnt',
    recovery_ended: 'eine Anfrage zu einem Verlust ist zu Ende',
    owner_stopped: 'eine Anfrage wurde gestoppt',
    case_ended: 'eine Anfrage, es zu entsperren, ist zu Ende',
    frozen: 'es wurde gesperrt',
    other: 'es ist etwas geschehen',
  },
  lost: {
    email: 'das Postfach',
    sms: 'die Telefonnummer',
    totp: 'die Authenticator-App',
    passkey: 'der Passkey',
  },
  limits: {
    withdrawals: 'Auszahlungen',
    contact_change: 'E-Mail-Adresse oder Telefonnummer ändern',
    password_change: 'Passwort ändern',
    api_keys: 'neue API-Schlüssel',
    transfers: 'Überweisungen',
    other: 'einige heikle Vorgänge',
  },
  endings: {
    withdrawn: 'Sie wurde zurückgezogen. Das Konto bleibt gesperrt.',
    expired: 'Sie wurde nicht rechtzeitig abgeschlossen. Das Konto bleibt gesperrt.',
    owner_said_not_me: 'Jemand hat „Das war ich nicht“ gedrückt. Das Konto bleibt gesperrt.',
    newer_freeze:
      'Inzwischen wurde das Konto neu gesperrt. Melden Sie sich an, um zu sehen, was Sie tun können.',
    thawed_elsewhere:
      'Das Konto ist nicht mehr gesperrt: der Dienst hat es von sich aus entsperrt.',
    host_refused: 'Der Dienst konnte das Konto nicht entsperren. Sein Support weiß mehr.',
    channel_lost: 'Sie geht als Anfrage über Verlorenes weiter. Das Konto bleibt gesperrt.',
  },
};
