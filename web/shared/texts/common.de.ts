export const texts = {
  'shell.leave': 'Später weitermachen',
  'shell.leave.title': 'Sie können jederzeit gehen',
  'shell.leave.stay': 'Hier bleiben',
  'shell.help': 'Hilfe',
  'shell.help.title': 'Hilfe',
  'shell.help.text':
    'Wenn Sie nicht weiterkommen, schreiben Sie dem Support von {service} über dessen eigene Website oder App. Dort ist zu sehen, wie weit Sie sind, aber nichts von dem, was Sie gesendet haben.',
  'shell.help.never': 'Niemand vom Support fragt nach Ihrem Passwort, einem Code oder einem Link.',
  'shell.help.close': 'Schließen',
  'common.loading': 'Einen Moment',
  'common.continue': 'Weiter',
  'common.submit': 'Absenden',
  'common.back': 'Zurück',
  'common.noAnswer': 'Gerade besteht keine Verbindung. Ihre Eingaben bleiben erhalten.',
  'common.retry': 'Noch einmal versuchen',
  'error.unknown':
    'Etwas hat nicht funktioniert. Ihre Eingaben bleiben erhalten. Versuchen Sie es noch einmal.',
  'error.offline':
    'Gerade besteht keine Verbindung. Ihre Eingaben bleiben erhalten. Versuchen Sie es noch einmal.',
};
