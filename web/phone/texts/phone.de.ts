export const texts = {
  'phone.service': 'Gesichtsprüfung',
  'phone.where': 'Schritt {step} von {total} auf diesem Telefon',
  'phone.unread': 'Der Code ließ sich nicht lesen',
  'phone.offline':
    'Gerade besteht keine Verbindung. Diese Seite geht von selbst weiter, sobald sie wieder da ist.',
  'phone.close': 'Sie können diese Seite schließen.',
  'phone.report': 'Melden',
  'phone.origin.title': 'Haben Sie das an einem Computer vor sich begonnen?',
  'phone.origin.service': 'Dienst',
  'phone.origin.account': 'Konto',
  'phone.origin.computer': 'Computer',
  'phone.origin.started': 'Begonnen',
  'phone.origin.text':
    'Fahren Sie nur fort, wenn Sie diese Anfrage gerade auf Ihrem eigenen Computer sehen. Wenn Ihnen jemand den Code geschickt oder Sie gebeten hat, ihn zu scannen, melden Sie es: Es endet sofort, und Ihre Kamera bleibt aus.',
  'phone.origin.accept': 'Ja, weiter',
  'phone.number.title': 'Geben Sie diese Zahl am Computer ein',
  'phone.number.waiting':
    'Diese Seite geht von selbst weiter, sobald die Zahl dort eingegeben ist.',
  'phone.number.until': 'Sie haben Zeit bis {time}.',
  'phone.number.never':
    'Nennen Sie diese Zahl niemandem, auch nicht am Telefon. Sie gehört in den Computer vor Ihnen.',
  'phone.face.title': 'Gesichtsprüfung',
  'phone.face.again':
    'Es waren nicht alle Bewegungen zu sehen. Versuchen Sie es noch einmal, etwas langsamer.',
  'phone.face.other': 'Keine Kamera oder lieber ein anderer Weg?',
  'phone.face.other.text':
    'Es geht auch ohne Kamera: Am Computer sagen Sie mit eigenen Worten, was war, und Menschen sehen es an. Das dauert länger.',
  'phone.face.other.choose': 'Den anderen Weg wählen',
  'phone.face.other.stay': 'Bei der Kamera bleiben',
  'phone.other.title': 'Weiter am Computer',
  'phone.other.text': 'Die Kamera ist aus. Die Seite am Computer zeigt den anderen Weg.',
  'phone.done.title': 'Fertig: Sehen Sie auf Ihren Computer',
  'phone.done.text': 'Alles ist angekommen. Die Seite auf Ihrem Computer geht von selbst weiter.',
  'phone.reported.title': 'Danke, das ist beendet',
  'phone.reported.text':
    'Von diesem Telefon wurde nichts aufgenommen, und der Computer kommt mit diesem Code nicht weiter. Wenn das Konto Ihnen gehört, kennt vielleicht jemand Ihr Passwort: Ändern Sie es.',
  'phone.cancelled.title': 'Das wurde am Computer beendet',
  'phone.cancelled.text':
    'Die Kamera ist aus. Um weiterzumachen, lassen Sie den Computer einen neuen Code zeigen und scannen Sie ihn.',
  'phone.expired.title': 'Die Zeit dafür ist um',
  'phone.expired.text':
    'Die Kamera ist aus. Nichts ist verloren: Lassen Sie den Computer einen neuen Code zeigen und scannen Sie ihn.',
  'phone.used.title': 'Dieser Code ist benutzt oder zu alt',
  'phone.used.text':
    'Jeder Code gilt einmal und nur kurz. Sehen Sie auf den Computer: Er zeigt von selbst einen neuen. Scannen Sie diesen. Wenn ein anderes Telefon ihn gescannt hat und Sie das nicht waren, brechen Sie am Computer ab.',
  'phone.gone.title': 'Das ist vorbei',
  'phone.gone.text':
    'Die Kamera ist aus. Um weiterzumachen, lassen Sie den Computer einen neuen Code zeigen und scannen Sie ihn.',
  'phone.none.title': 'Scannen Sie den Code auf Ihrem Computer',
  'phone.none.text':
    'Diese Seite gehört zu einem Code, den Ihr Computer zeigt. Öffnen Sie die Kamera dieses Telefons und richten Sie sie auf den Code.',
};
