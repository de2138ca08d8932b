export const texts = {
  'app.title': 'Ihr Konto',
  'app.where': 'Schritt {step} von {total}',
  'app.where.start': 'Vor dem ersten Schritt',
  'app.where.done': 'Alle {total} Schritte erledigt',
  'app.minutesLeft.one': 'noch etwa 1 Minute',
  'app.minutesLeft.other': 'noch etwa {n} Minuten',
  'app.leave':
    'Nichts geht verloren. Was Sie erledigt haben, bleibt 14 Tage ab Beginn erhalten. Melden Sie sich wieder an, auf diesem oder einem anderen Gerät, dann geht es hier weiter.',
  'app.consent': 'Die Einwilligung in Gesichtsprüfungen zurückziehen',
  'app.consent.sure':
    'Bilder und Messungen Ihres Gesichts werden gelöscht. Sie schreiben stattdessen eine Erklärung.',
  'app.consent.yes': 'Ja, löschen',
  'app.withdraw': 'Den Antrag stattdessen zurückziehen',
  'app.withdraw.sure':
    'Wenn Sie ihn zurückziehen, endet der Antrag und das Konto bleibt gesperrt. Sie können später einen neuen stellen.',
  'app.withdraw.yes': 'Ja, zurückziehen',
  'app.movedOn':
    'In einem anderen Fenster oder auf einem anderen Gerät ging es weiter. Hier ist der jetzige Stand.',
  'app.ended': 'Diese Sitzung ist zu Ende',
  'app.ended.text':
    'Nichts geht verloren. Melden Sie sich beim Dienst wieder an, dann geht es dort weiter, wo Sie waren.',
  'app.logIn': 'Anmelden',
  'app.broken': 'Wir können Ihren Antrag gerade nicht zeigen',
  'dialog.title': 'Ihr Konto ist gesperrt',
  'dialog.account': 'Konto',
  'dialog.why': 'Warum',
  'dialog.since': 'Seit',
  'dialog.tooEarly':
    'Sie können es ab {time} entsperren. Die Wartezeit sorgt dafür, dass niemand eine Sperre in Eile aufhebt.',
  'dialog.notify': 'Dann eine Mail an mich senden',
  'dialog.notified': 'Wir schreiben Ihnen um {time}. Sie können diese Seite schließen.',
  'dialog.unlock.text':
    'Sie können es selbst entsperren. Vorher prüfen wir, dass Sie es sind; das dauert einige Minuten.',
  'dialog.unlock': 'Entsperren',
  'lock.cause.self': 'Sie haben es selbst gesperrt',
  'lock.cause.owner_email_link': 'Es wurde mit dem Link in einer Sicherheits-Mail gesperrt',
  'lock.cause.risk': 'Uns ist etwas aufgefallen, das vielleicht nicht Sie waren',
  'lock.cause.brute_force': 'Jemand hat viele Passwörter versucht',
  'lock.cause.admin': '{service} hat es gesperrt',
  'lock.cause.legal': '{service} muss es aus rechtlichen Gründen gesperrt halten',
  'lock.cause.payment': 'Eine Zahlung ist noch offen',
  'lock.cause.other': '{service} hat es gesperrt',
  'lock.review_only':
    'Diese Sperre lässt sich hier nicht aufheben. Der Support von {service} sieht sie sich mit Ihnen an: Schreiben Sie ihm über Website oder App.',
  'lock.not_here':
    'Diese Sperre lässt sich hier nicht aufheben. Wenden Sie sich über Website oder App an {service}; dort erfahren Sie, was nötig ist.',
  'reminder.title': 'Bevor es losgeht',
  'reminder.intro': 'Bitte lesen Sie jede Zeile und haken Sie an, was zutrifft.',
  'reminder.own_account': 'Dieses Konto gehört mir.',
  'reminder.limits_48h':
    'Mir ist bekannt, dass heikle Vorgänge wie Auszahlungen nach dem Entsperren bis zu {hours} Stunden lang aus bleiben können.',
  'reminder.limits_none':
    'Mir ist bekannt, dass nach dem Entsperren neue Beschränkungen gelten können.',
  'reminder.data_use':
    'Mir ist bekannt, dass meine Daten und Bilder nur für diese Prüfung benutzt und nach {days} Tagen gelöscht werden.',
  'reminder.biometric_consent':
    'Ich bin einverstanden, dass ein Computer mein Gesicht mit meinem Dokument vergleicht, nur für diese Prüfung.',
  'reminder.biometric_consent.note':
    'Dieses Feld ist freiwillig. Ohne es prüfen Menschen Ihre Unterlagen; das dauert länger.',
  'reminder.false_statements': 'Mir ist bekannt, dass falsche Angaben diesen Antrag beenden.',
  'reminder.reactivate': 'Konto reaktivieren',
  'reminder.missing': 'Der Knopf geht, sobald alle Felder außer dem freiwilligen angehakt sind.',
};
