export const texts = {
  'error.timeout':
    'Die Antwort dauert zu lange. Ihre Eingaben bleiben erhalten. Versuchen Sie es noch einmal.',
  'error.unreadable':
    'Zwischen Ihnen und uns funktioniert etwas nicht. Versuchen Sie es in einer Minute noch einmal.',
  'error.internal':
    'Bei uns ist etwas ausgefallen. Nichts geht verloren. Versuchen Sie es in einer Minute noch einmal.',
  'error.unavailable':
    'Ein Teil des Dienstes ruht gerade. Nichts geht verloren. Versuchen Sie es in einigen Minuten noch einmal.',
  'error.not_found': 'Diese Seite gibt es nicht mehr.',
  'error.no_contact':
    'Von hier geht keine Nachricht. Scannen Sie den Code oder nehmen Sie einen anderen Weg.',
  'error.not_now': 'Dieser Schritt ist gerade nicht offen.',
  'error.conflict': 'Inzwischen hat sich etwas geändert. Hier ist der jetzige Stand.',
  'error.already_done': 'Das ist schon erledigt.',
  'error.bad_request':
    'Das konnten wir nicht lesen. Prüfen Sie Ihre Eingabe und versuchen Sie es noch einmal.',
  'error.csrf': 'Diese Seite gilt nicht mehr. Laden Sie sie neu und versuchen Sie es noch einmal.',
  'error.forbidden': 'Das geht von hier aus nicht.',
  'error.session_missing': 'Diese Sitzung ist zu Ende.',
  'error.session_ended': 'Diese Sitzung ist zu Ende.',
  'error.file_type': 'Wir lesen Bilder als JPEG, PNG und WebP. Wählen Sie eines davon.',
  'error.file_too_large': 'Diese Datei ist größer als 12 MB. Wählen Sie eine kleinere.',
  'error.bad_picture':
    'Dieses Bild lässt sich nicht öffnen. Wählen Sie ein anderes oder nehmen Sie ein neues auf.',
  'error.too_many_pixels': 'Dieses Bild hat zu viele Pixel. Wählen Sie ein kleineres.',
  'error.quota': 'Das war vorerst der letzte Versuch.',
  'error.too_many': 'Das war viel in kurzer Zeit.',
  'error.too_early': 'Dafür ist es noch zu früh.',
  'error.token_used': 'Dieser Link wurde schon benutzt.',
  'error.token_expired': 'Dieser Link ist zu alt.',
  'error.code_wrong':
    'Das ist nicht die erwartete Zahl. Sehen Sie noch einmal nach und geben Sie sie erneut ein.',
  'error.handoff_gone': 'Dieser Code ist zu alt. Ein neuer ist unterwegs.',
  'error.wait': 'In etwa {minutes} Min. können Sie es wieder versuchen.',
  'error.reference': 'Kennzeichen für den Support: {id}',
};
