/** Only reasons that may be told have a sentence here; all others read as `reason.other`. */
export const texts = {
  'reason.other':
    'Etwas ließ sich nicht prüfen. Versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.',
  'reason.image_blurry': 'Das Bild ist unscharf. Halten Sie kurz still und nehmen Sie es dann auf.',
  'reason.image_glare':
    'Auf dem Dokument spiegelt sich Licht. Kippen Sie es etwas oder gehen Sie von der Lampe weg.',
  'reason.image_dark': 'Das Bild ist zu dunkel. Machen Sie Licht oder gehen Sie ans Fenster.',
  'reason.image_cropped': 'Ein Rand fehlt. Zeigen Sie alle vier Ecken.',
  'reason.image_too_small': 'Das Bild ist zu klein zum Lesen. Gehen Sie näher heran.',
  'reason.image_greyscale': 'Das Bild hat keine Farben. Nehmen Sie das Original, in Farbe.',
  'reason.no_document': 'Es ist kein Dokument zu sehen. Legen Sie es flach in den Rahmen.',
  'reason.face_not_visible':
    'Das Gesicht ist nicht klar zu sehen. Schauen Sie gerade in die Kamera, bei gleichmäßigem Licht.',
  'reason.face_covered':
    'Ein Teil des Gesichts ist verdeckt. Nehmen Sie Sonnenbrille, Maske oder Mütze ab.',
  'reason.multiple_faces':
    'Es ist mehr als ein Gesicht zu sehen. Achten Sie darauf, dass sonst niemand im Bild ist.',
  'reason.front_missing': 'Die Vorderseite fehlt noch.',
  'reason.back_missing': 'Die Rückseite fehlt noch.',
  'reason.wrong_side': 'Das sieht nach der anderen Seite aus. Drehen Sie das Dokument um.',
  'reason.document_type_not_accepted':
    'Diese Art von Dokument gilt hier nicht. Wählen Sie eine andere.',
  'reason.country_not_accepted':
    'Dokumente dieses Landes gelten hier nicht. Wählen Sie ein anderes.',
  'reason.document_expired': 'Dieses Dokument ist abgelaufen. Nehmen Sie ein gültiges.',
  'reason.file_type': 'Wir lesen Bilder als JPEG, PNG und WebP. Wählen Sie eines davon.',
  'reason.file_too_large': 'Diese Datei ist größer als 12 MB. Wählen Sie eine kleinere.',
  'reason.too_early': 'Dafür ist es noch zu früh.',
  'reason.upload_not_live': 'Eine Datei gilt hier nicht. Nehmen Sie die Kamera.',
  'reason.camera_denied':
    'Der Browser lässt diese Seite nicht an die Kamera. Erlauben Sie die Kamera in der Adresszeile oder den Einstellungen und versuchen Sie es noch einmal.',
  'reason.camera_missing':
    'Hier gibt es keine Kamera. Nehmen Sie ein anderes Gerät oder einen anderen Weg.',
  'reason.camera_unsupported':
    'Die Kamera lässt sich gerade nicht benutzen. Schließen Sie andere Apps mit Kamera oder nehmen Sie einen anderen Browser.',
  'reason.handoff_expired': 'Der Code ist zu alt. Erzeugen Sie einen neuen.',
  'reason.handoff_code_wrong':
    'Die Zahl war nicht die auf dem Telefon. Beginnen Sie die Übergabe noch einmal.',
  'reason.upload_interrupted': 'Das Bild kam nicht ganz an. Senden Sie es noch einmal.',
  'reason.dependency_unavailable':
    'Ein Teil des Dienstes ruht. Nichts geht verloren. Versuchen Sie es später noch einmal.',
  'reason.consent_declined':
    'Sie möchten Ihr Gesicht nicht prüfen lassen. Stattdessen prüfen Menschen.',
  'reason.withdrawn': 'Sie haben den Antrag zurückgezogen.',
  'reason.owner_said_not_me': 'Die Person, der das Konto gehört, hat den Antrag nicht gestellt.',
  'reason.abandoned': 'Der Antrag wurde nicht rechtzeitig abgeschlossen.',
  'reason.channel_changed': 'Dieser Weg wurde vor Kurzem geändert, deshalb geht kein Code dorthin.',
  'reason.code_wrong': 'Das ist nicht der gesendete Code.',
  'reason.code_expired': 'Der Code ist zu alt. Fordern Sie einen neuen an.',
  'reason.code_tries_used':
    'Das war der letzte Versuch mit diesem Code. Fordern Sie einen neuen an.',
  'reason.link_used': 'Der Link wurde schon benutzt.',
  'reason.link_expired': 'Der Link ist zu alt. Fordern Sie einen neuen an.',
  'reason.send_limit': 'Vorerst keine weiteren Mails. Warten Sie eine Stunde.',
  'reason.challenge_not_followed':
    'Die Bewegungen kamen nicht wie erbeten an. Machen Sie langsam, eine nach der anderen.',
  'reason.no_face':
    'Wir konnten kein Gesicht sehen. Suchen Sie mehr Licht und bleiben Sie im Oval.',
  'reason.face_timeout':
    'Die Zeit war um. Versuchen Sie es in Ruhe noch einmal; eine halbe Minute genügt.',
  'place.document_front': 'Die Vorderseite Ihres Ausweises: hier',
  'place.document_back': 'Die Rückseite Ihres Ausweises: hier',
  'place.selfie': 'Das Bild Ihres Gesichts: hier',
  'place.marked': 'Die Stelle ist rot markiert.',
};
