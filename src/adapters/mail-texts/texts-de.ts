import { type Block, link, paragraph, type Texts, type Values, when } from './texts.ts';
import { GERMAN_WORDS } from './words-de.ts';

const notMe = (values: Values): Block[] => [
  paragraph(
    'Waren Sie das nicht? Öffnen Sie den Link und drücken Sie „This was not me“: die Anfrage endet ' +
      'sofort, Ihr Konto bleibt gesperrt.',
  ),
  link('Das war ich nicht', values.link('notMe')),
];

const progress = (values: Values): Block[] =>
  when(values.linkOrNull('progress'), (url) => link('Stand ansehen', url));

const logIn = (values: Values): Block[] =>
  when(values.linkOrNull('logIn'), (url) => link('Anmelden', url));

const who = (values: Values): Block[] => when(values.who, (text) => paragraph(`Von: ${text}.`));

/** Of a request that is over: nothing is left to stop, and the account can still be locked. */
const notMine = (values: Values): Block[] => [
  paragraph(
    'War die Anfrage nicht von Ihnen? Öffnen Sie den Link und drücken Sie „This was not me“: das Konto ' +
      'wird sofort neu gesperrt, alle Sitzungen enden.',
  ),
  link('Das war ich nicht', values.link('notMe')),
];

const mayBeginAgain = ({ endedBy }: Values) =>
  endedBy === null || endedBy === 'withdrawn' || endedBy === 'expired';

const tryAgain = (values: Values): Block[] =>
  values.mayRetry
    ? [
        paragraph(
          'Sie können von vorn beginnen: Melden Sie sich an, dann beginnt eine neue Anfrage.',
        ),
        paragraph('Was wir zu den Gründen sagen können, steht hinter dem Link unten.'),
      ]
    : [];

/** With [Disable your account] at the end of the mail, that link is the way to say no. */
function notMeOrDisable(values: Values): Block[] {
  if (values.linkOrNull('notMe') !== null) return [link('Das war ich nicht', values.link('notMe'))];
  values.link('disable');
  return [];
}

export const GERMAN: Texts = {
  locale: 'de-DE',
  who: ({ browser, network }) => `${browser}, Netz ${network}`,
  words: GERMAN_WORDS,
  neverAsk: 'Wir fragen nie per E-Mail oder am Telefon nach Ihrem Passwort oder einem Code.',
  disable: {
    text: 'Wenn Sie etwas beunruhigt, können Sie Ihr Konto selbst sperren, auch ohne Anmeldung.',
    label: 'Konto sperren',
  },
  mails: {
    confirm_reactivation: (v) => ({
      subject: `Bestätigen Sie, dass Sie Ihr Konto bei ${v.service} zurückhaben möchten`,
      blocks: [
        paragraph(`Am ${v.at} wurde darum gebeten, das Konto ${v.account} zu reaktivieren.`),
        ...who(v),
        paragraph(
          'Wenn Sie das waren, öffnen Sie den Link und drücken Sie „Confirm Reactivate“. Danach folgt ' +
            'die nächste Prüfung; das Konto wird dadurch allein nicht entsperrt.',
        ),
        link('Bestätigungsseite öffnen', v.link('confirm')),
        ...when(v.until, (until) => paragraph(`Der Link gilt einmal, bis ${until}.`)),
        ...notMe(v),
      ],
    }),
    handoff_link: (v) => ({
      subject: `Weiter mit Ihrer Anfrage bei ${v.service} auf dem Telefon`,
      blocks: [
        paragraph(
          `Jemand an einem Computer möchte seit ${v.at} die Anfrage für das Konto ${v.account} auf einem Telefon fortsetzen.`,
        ),
        ...who(v),
        paragraph(
          'Wenn Sie das sind und der Computer vor Ihnen steht, öffnen Sie den Link auf Ihrem Telefon. ' +
            'Es zeigt dann eine Zahl, die Sie am Computer eingeben.',
        ),
        link('Auf diesem Telefon weitermachen', v.link('phone')),
        ...when(v.until, (until) => paragraph(`Der Link gilt einmal, bis ${until}.`)),
        paragraph('Waren Sie das nicht? Öffnen Sie ihn nicht und nennen Sie niemandem eine Zahl.'),
      ],
    }),
    unlock_started: (v) => ({
      subject: `Jemand möchte Ihr Konto bei ${v.service} entsperren`,
      blocks: [
        paragraph(
          `Jemand hat sich am ${v.at} beim Konto ${v.account} angemeldet und darum gebeten, es zu entsperren.`,
        ),
        ...who(v),
        ...when(v.readyAt, (at) => paragraph(`Entsperrt werden kann es frühestens am ${at}.`)),
        paragraph('Wenn Sie das waren, müssen Sie nichts tun. Die Seite zeigt, wie es weitergeht.'),
        ...notMe(v),
      ],
    }),
    ready_to_unlock: (v) => ({
      subject: `Sie können Ihr Konto bei ${v.service} jetzt entsperren`,
      blocks: [
        paragraph(`Die Wartezeit für das Konto ${v.account} ist vorbei. Sie wollten das erfahren.`),
        paragraph('Melden Sie sich an und drücken Sie „Entsperren“.'),
        ...logIn(v),
        ...notMe(v),
      ],
    }),
    delay_over: (v) => ({
      subject: `Ihre Anfrage bei ${v.service} geht weiter`,
      blocks: [
        paragraph(
          `Die Wartezeit in der Anfrage für das Konto ${v.account} ist vorbei. Sie sind wieder an der Reihe.`,
        ),
        paragraph('Melden Sie sich an. Alles, was Sie getan haben, bleibt erhalten.'),
        ...logIn(v),
        ...progress(v),
        ...notMe(v),
      ],
    }),
    case_submitted: (v) => ({
      subject: `Ihre Anfrage bei ${v.service} wird geprüft`,
      blocks: [
        paragraph(`Für das Konto ${v.account} liegt alles vor. Ein Mensch sieht es sich an.`),
        ...when(v.reviewMinutes, (minutes) =>
          paragraph(`Neun von zehn Anfragen wurden zuletzt in ${minutes} Minuten entschieden.`),
        ),
        ...progress(v),
        ...notMe(v),
      ],
    }),
    resubmission: (v) => ({
      subject: `Für Ihr Konto bei ${v.service} fehlt noch etwas`,
      blocks: [
        paragraph(
          `Für das Konto ${v.account} brauchen wir eine Sache noch einmal. Alles andere bleibt erhalten.`,
        ),
        ...progress(v),
        paragraph('Melden Sie sich an. Die Seite zeigt, was zu tun ist und warum.'),
        ...logIn(v),
        ...notMe(v),
      ],
    }),
    appeal_received: (v) => ({
      subject: `Ihr Einspruch bei ${v.service} wird gelesen`,
      blocks: [
        paragraph(
          `Am ${v.at} wurde darum gebeten, dass ein anderer Mensch die Entscheidung über das Konto ${v.account} prüft.`,
        ),
        paragraph(
          'Jemand, der an der ersten Entscheidung nicht beteiligt war, liest alles von Neuem. Sie ' +
            'bekommen eine E-Mail mit dem Ergebnis. Bis dahin bleibt das Konto gesperrt.',
        ),
        ...progress(v),
        ...notMe(v),
      ],
    }),
    more_needed: (v) => ({
      subject: `Für Ihr Konto bei ${v.service} sind weitere Prüfungen nötig`,
      blocks: [
        paragraph(
          `Am Konto ${v.account} hat sich während unserer Prüfung etwas geändert. Bevor wir entscheiden, bitten wir um weitere Nachweise. Was Sie schon getan haben, bleibt erhalten.`,
        ),
        ...progress(v),
        paragraph('Melden Sie sich an. Die Seite zeigt, was zu tun ist und warum.'),
        ...logIn(v),
        ...notMe(v),
      ],
    }),
    decided_approved: (v) => ({
      subject: `Ihr Konto bei ${v.service} ist entsperrt`,
      blocks: [
        paragraph(
          `Das Konto ${v.account} wurde am ${v.at} entsperrt. Alle alten Sitzungen sind beendet.`,
        ),
        ...when(v.until, (until) =>
          paragraph(`Heikle Vorgänge bleiben bis ${until} ausgeschaltet.`),
        ),
        paragraph('Melden Sie sich an und wählen Sie ein neues Passwort.'),
        ...logIn(v),
        paragraph(
          'Waren Sie das nicht? Öffnen Sie den Link und drücken Sie „This was not me“: das Konto wird sofort wieder gesperrt.',
        ),
        link('Das war ich nicht', v.link('notMe')),
      ],
    }),
    decided_declined: (v) => ({
      subject: `Zu Ihrer Anfrage, Ihr Konto bei ${v.service} zu entsperren`,
      blocks: [
        paragraph(`Wir konnten das Konto ${v.account} nicht entsperren. Es bleibt gesperrt.`),
        ...tryAgain(v),
        ...when(v.appealUntil, (until) =>
          paragraph(
            `Bis ${until} können Sie Einspruch einlegen: Öffnen Sie den Link unten, dann liest ein anderer Mensch alles von Neuem.`,
          ),
        ),
        ...progress(v),
        ...notMe(v),
      ],
    }),
    restriction_ended: (v) => ({
      subject: `Eine Einschränkung Ihres Kontos bei ${v.service} ist beendet`,
      blocks: [
        paragraph(
          `Eine Einschränkung, die das Konto ${v.account} nach Ihrer Anfrage schützte, endete am ${v.at}: ${v.limit}.`,
        ),
        ...(v.limitsLeft ?? []).map(({ limit, until }) =>
          paragraph(`Noch eingeschränkt bis ${until}: ${limit}.`),
        ),
        ...(v.limitsLeft?.length === 0 ? [paragraph('Es war die letzte aus dieser Anfrage.')] : []),
        paragraph(
          'War die Anfrage nicht von Ihnen? Sperren Sie das Konto sofort mit dem Link unten.',
        ),
        ...notMeOrDisable(v),
      ],
    }),
    owner_stopped: (v) => ({
      subject: `Die Anfrage zu Ihrem Konto bei ${v.service} wurde beendet`,
      blocks: [
        paragraph(`Am ${v.at} hat jemand für das Konto ${v.account} „Das war ich nicht“ gedrückt.`),
        paragraph('Die Anfrage ist beendet, das Konto ist gesperrt, alle Sitzungen sind beendet.'),
        paragraph(
          'Zum Entsperren melden Sie sich an und beginnen neu. Ändern Sie auch das Passwort Ihres Postfachs.',
        ),
        ...logIn(v),
      ],
    }),
    case_ended: (v) => ({
      subject: `Die Anfrage zu Ihrem Konto bei ${v.service} ist beendet`,
      blocks: [
        paragraph(`Die Anfrage, das Konto ${v.account} zu entsperren, ist beendet.`),
        paragraph(
          v.endedBy === null ? 'Das Konto bleibt gesperrt.' : GERMAN_WORDS.endings[v.endedBy],
        ),
        ...(mayBeginAgain(v)
          ? [paragraph('Sie können neu beginnen: melden Sie sich an und drücken Sie „Entsperren“.')]
          : []),
        ...logIn(v),
        ...notMine(v),
      ],
    }),
    vouch_request: (v) => ({
      subject: `Jemand bittet Sie bei ${v.service} um Ihr Wort`,
      blocks: [
        paragraph(
          `Zum Konto ${v.account} wurden Sie als jemand genannt, der die Person kennt. Wer sagt, ihm gehöre das Konto, bittet um Ihr Wort, um wieder hineinzukommen.`,
        ),
        paragraph(
          'Haben Sie gerade mit der Person gesprochen, gesehen oder gehört, dass sie es wirklich ist, und ' +
            'hat sie Ihnen einen Code aus sechs Ziffern gesagt? Dann öffnen Sie den Link und geben Sie den ' +
            'Code ein. Wenn nicht, tun Sie nichts: Ohne Ihr Wort geschieht nichts. Rufen Sie keine Nummer ' +
            'aus einer Nachricht an, sondern die, die Sie kennen.',
        ),
        link('Seite öffnen', v.link('vouch')),
        ...when(v.until, (until) => paragraph(`Der Link gilt einmal, bis ${until}.`)),
      ],
    }),
    frozen: (v) => ({
      subject: `Ihr Konto bei ${v.service} ist gesperrt`,
      blocks: [
        paragraph(`Das Konto ${v.account} wurde am ${v.at} gesperrt. Alle Sitzungen sind beendet.`),
        ...who(v),
        ...when(v.readyAt, (at) => paragraph(`Entsperrt werden kann es frühestens am ${at}.`)),
        paragraph(
          'Um es zurückzubekommen, melden Sie sich an und drücken Sie „Entsperren“. Wir prüfen dann, ob Sie es sind.',
        ),
        ...logIn(v),
        ...when(v.linkOrNull('notMe'), (url) => link('Das war ich nicht', url)),
      ],
    }),
    former_address: (v) => ({
      subject: `Zu einem Konto bei ${v.service}, das einmal diese Adresse hatte`,
      blocks: [
        paragraph(
          `Diese Adresse gehörte zum Konto ${v.account}, bis sie entfernt wurde. Am ${v.at} bei diesem Konto: ${v.about}.`,
        ),
        paragraph(
          'Ist das Ihr Konto, und waren Sie das nicht? Schreiben Sie dem Support über Website oder App. ' +
            'Ist es nicht Ihres, müssen Sie nichts tun.',
        ),
      ],
    }),
    recovery_started: (v) => ({
      subject: `Bei Ihrem Konto bei ${v.service} wurde ein Verlust gemeldet`,
      blocks: [
        paragraph(
          `Am ${v.at} hat jemand, der beim Konto ${v.account} angemeldet ist, als verloren gemeldet: ${v.lost}.`,
        ),
        ...who(v),
        paragraph(
          'Noch hat sich nichts geändert. Wir prüfen, wer es ist, und ein Mensch entscheidet.',
        ),
        ...notMe(v),
      ],
    }),
    recovery_done: (v) => ({
      subject: `Verlorenes bei Ihrem Konto bei ${v.service} wurde zurückgesetzt`,
      blocks: [
        paragraph(
          `Beim Konto ${v.account} wurde am ${v.at} zurückgesetzt: ${v.lost}. Alle alten Sitzungen sind beendet.`,
        ),
        ...when(v.until, (until) =>
          paragraph(`Heikle Vorgänge bleiben bis ${until} ausgeschaltet.`),
        ),
        paragraph('Melden Sie sich an und verbinden Sie etwas Neues.'),
        ...logIn(v),
        paragraph(
          'Waren Sie das nicht? Öffnen Sie den Link und drücken Sie „This was not me“: das Konto wird sofort gesperrt.',
        ),
        link('Das war ich nicht', v.link('notMe')),
      ],
    }),
    recovery_declined: (v) => ({
      subject: `Zu Ihrer Verlustmeldung bei ${v.service}`,
      blocks: [
        paragraph(
          `Beim Konto ${v.account} konnten wir nichts zurücksetzen. Es hat sich nichts geändert.`,
        ),
        ...tryAgain(v),
        ...when(v.appealUntil, (until) =>
          paragraph(
            `Bis ${until} können Sie um eine andere Prüferin oder einen anderen Prüfer bitten.`,
          ),
        ),
        ...progress(v),
        ...notMe(v),
      ],
    }),
    recovery_ended: (v) => ({
      subject: `Die Anfrage zu Ihrem Konto bei ${v.service} ist beendet`,
      blocks: [
        paragraph(
          `Die Verlustmeldung zum Konto ${v.account} (${v.lost}) ist beendet. Nichts wurde zurückgesetzt.`,
        ),
        ...logIn(v),
        ...notMine(v),
      ],
    }),
    code: (v) => ({
      subject: `Ihr Code für ${v.service}`,
      blocks: [
        paragraph(`Der Code für das Konto ${v.account} ist ${v.code()}.`),
        ...when(v.until, (until) => paragraph(`Er gilt einmal, bis ${until}.`)),
        ...who(v),
        paragraph(
          'Geben Sie ihn auf der Seite ein, die danach fragt, und sagen Sie ihn niemandem.',
        ),
        ...notMe(v),
      ],
    }),
  },
  sms: {
    handoff_link: (v) =>
      `${v.service}: hier geht es auf dem Telefon weiter, nur mit Ihrem Computer vor Ihnen: ${v.link('phone')}`,
    unlock_started: (v) =>
      `${v.service}: Jemand möchte Ihr Konto entsperren. Nicht Sie? ${v.link('notMe')}`,
    ready_to_unlock: (v) =>
      `${v.service}: Sie können Ihr Konto jetzt entsperren. Nicht Sie? ${v.link('notMe')}`,
    delay_over: (v) =>
      `${v.service}: Ihre Anfrage geht weiter. Bitte anmelden. Nicht Sie? ${v.link('notMe')}`,
    case_submitted: (v) => `${v.service}: Ihre Anfrage wird geprüft. Nicht Sie? ${v.link('notMe')}`,
    resubmission: (v) =>
      `${v.service}: Eine Sache fehlt noch. Bitte anmelden. Nicht Sie? ${v.link('notMe')}`,
    appeal_received: (v) =>
      `${v.service}: Ein anderer Mensch liest Ihren Einspruch. Nicht Sie? ${v.link('notMe')}`,
    more_needed: (v) =>
      `${v.service}: Weitere Prüfungen sind nötig. Bitte anmelden. Nicht Sie? ${v.link('notMe')}`,
    decided_approved: (v) => `${v.service}: Ihr Konto ist entsperrt. Nicht Sie? ${v.link('notMe')}`,
    decided_declined: (v) =>
      `${v.service}: Ihr Konto bleibt gesperrt.${v.mayRetry ? ' Sie können neu beginnen.' : ''} Nicht Sie? ${v.link('notMe')}`,
    restriction_ended: (v) =>
      `${v.service}: ${v.limitsLeft?.length === 0 ? 'Die letzte' : 'Eine'} Einschränkung ist beendet. Nicht Sie? ${v.linkOrNull('notMe') ?? v.link('disable')}`,
    owner_stopped: (v) => `${v.service}: Die Anfrage wurde beendet. Ihr Konto ist gesperrt.`,
    case_ended: (v) =>
      v.endedBy === 'thawed_elsewhere'
        ? `${v.service}: Ihr Konto ist nicht mehr gesperrt. Nicht Sie? ${v.link('notMe')}`
        : `${v.service}: Die Anfrage ist beendet. Noch gesperrt. Nicht Sie? ${v.link('notMe')}`,
    frozen: (v) => `${v.service}: Ihr Konto ist gesperrt. Zum Entsperren bitte anmelden.`,
    former_address: (v) => `${v.service}: Konto, das diese Nummer hatte: ${v.about}.`,
    recovery_started: (v) =>
      `${v.service}: Ein Verlust wurde gemeldet. Nicht Sie? ${v.link('notMe')}`,
    recovery_done: (v) =>
      `${v.service}: Verlorenes wurde zurückgesetzt. Nicht Sie? ${v.link('notMe')}`,
    recovery_declined: (v) =>
      `${v.service}: Nichts wurde zurückgesetzt. Nicht Sie? ${v.link('notMe')}`,
    recovery_ended: (v) =>
      `${v.service}: Die Verlustmeldung ist beendet. Nicht Sie? ${v.link('notMe')}`,
    code: (v) =>
      `${v.service}: ${v.code()} ist Ihr Code für unsere Seite, für niemanden sonst. Nicht Sie? ${v.link('notMe')}`,
  },
};
