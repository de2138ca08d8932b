export const texts = {
  'link.service': 'Konto reaktivieren',
  'link.unread': 'Dieser Link ließ sich nicht lesen',
  'link.close': 'Sie können diese Seite schließen.',
  'link.asked.account': 'Konto',
  'link.asked.at': 'Angefragt',
  'link.asked.browser': 'Mit',
  'link.asked.network': 'Aus',
  'link.confirm.title': 'Möchten Sie Ihr Konto zurückhaben?',
  'link.confirm.text':
    'Wenn Sie darum gebeten haben, bestätigen Sie es. Das Konto wird dadurch allein nicht entsperrt: Die übrigen Schritte folgen noch.',
  'link.confirm.press': 'Confirm Reactivate',
  'link.confirm.not_me':
    'Das waren Sie nicht? Bestätigen Sie nicht. Öffnen Sie in derselben E-Mail den Link „Das war ich nicht“: Er beendet die Anfrage.',
  'link.confirm.done.title': 'Bestätigt',
  'link.confirm.done.text':
    'Gehen Sie zurück zu der Seite, auf der Sie begonnen haben. Sie geht in wenigen Sekunden von selbst weiter.',
  'link.confirm.used.title': 'Dieser Link wurde schon benutzt',
  'link.confirm.used.text':
    'Wenn Sie das waren, ist hier nichts mehr zu tun: Gehen Sie zurück zu der Seite, auf der Sie begonnen haben. Wenn nicht, öffnen Sie in derselben E-Mail den Link „Das war ich nicht“.',
  'link.confirm.expired.title': 'Dieser Link ist zu alt',
  'link.confirm.expired.text':
    'Es wurde nichts bestätigt. Eine neuere E-Mail ersetzt die früheren. Auf der Seite, auf der Sie begonnen haben, können Sie sich noch eine schicken lassen.',
  'link.confirm.tries_used.title': 'Das war der letzte Versuch mit diesem Code',
  'link.confirm.tries_used.text':
    'Es wurde nichts bestätigt. Öffnen Sie den Link der E-Mail in dem Browser, in dem Sie begonnen haben; dort braucht es keinen Code.',
  'link.code.label': 'Geben Sie den Code ein, den das Gerät zeigt, auf dem Sie begonnen haben',
  'link.code.hint': 'Sechs Ziffern, auf der Seite, die dort noch offen ist.',
  'link.code.wrong': 'Das ist nicht der Code auf dem anderen Gerät. Sehen Sie noch einmal nach.',
  'link.code.tries.one': 'Ein Versuch bleibt.',
  'link.code.tries.other': '{n} Versuche bleiben.',
  'link.not_me.title': 'Waren Sie das nicht?',
  'link.not_me.text':
    'Ein Druck beendet diese Anfrage sofort. Jede Sitzung, die sie geöffnet hat, endet, und das Konto bleibt gesperrt, bis Sie es selbst entsperren.',
  'link.not_me.press': 'Das war ich nicht',
  'link.not_me.done.title': 'Die Anfrage ist beendet',
  'link.not_me.done.text':
    'Das Konto ist gesperrt und niemand ist angemeldet. Jemand scheint Ihr Passwort zu kennen: Wählen Sie ein neues, hier und überall sonst, wo Sie es benutzen.',
  'link.not_me.used.title': 'Die Anfrage ist schon beendet',
  'link.not_me.used.text':
    'Das Konto ist gesperrt und niemand ist angemeldet. Wählen Sie ein neues Passwort, falls Sie das noch nicht getan haben.',
  'link.not_me.expired.title': 'Dieser Link ist zu alt',
  'link.not_me.expired.text':
    'Es wurde nichts geändert. Wenn jemand anderes Ihr Konto benutzt, schreiben Sie dem Support von {service} über dessen eigene Website oder App.',
  'link.disable_account.title': 'Ihr Konto sperren?',
  'link.disable_account.text':
    'Niemand kann sich anmelden oder etwas bewegen, bis Sie es wieder entsperren. Jede offene Sitzung endet. Das Entsperren braucht einige Schritte und ist frühestens nach zwei Stunden möglich.',
  'link.disable_account.press': 'Konto sperren',
  'link.disable_account.done.title': 'Ihr Konto wird gesperrt',
  'link.disable_account.done.text':
    'Das wirkt binnen Sekunden. Sie bekommen eine E-Mail dazu. Wenn Sie das Konto zurückhaben möchten, melden Sie sich an und drücken Sie „Unlock“.',
  'link.disable_account.used.title': 'Dieser Link wurde schon benutzt',
  'link.disable_account.used.text':
    'Das Konto wurde damit gesperrt. Wenn Sie es zurückhaben möchten, melden Sie sich an und drücken Sie „Unlock“.',
  'link.disable_account.expired.title': 'Dieser Link ist zu alt',
  'link.disable_account.expired.text':
    'Es wurde nichts geändert. Nehmen Sie den Link aus einer neueren E-Mail oder die Einstellungen Ihres Kontos.',
  'link.vouch.title': 'Kennen Sie diesen Menschen?',
  'link.vouch.text':
    'Wer sagt, ihm gehöre dieses Konto, bittet um Ihr Wort. Antworten Sie nur, wenn Sie gerade selbst mit ihm gesprochen haben und er es wirklich war. Ihr Wort allein öffnet nichts: Menschen sehen es zusammen mit dem Rest an.',
  'link.vouch.press': 'Ich kenne ihn und habe mit ihm gesprochen',
  'link.vouch.code': 'Geben Sie den Code ein, der Ihnen gesagt wurde',
  'link.vouch.hint': 'Sechs Ziffern. Wir schicken ihn Ihnen nie: Nur die andere Seite sieht ihn.',
  'link.vouch.wrong': 'Das ist nicht der Code. Lassen Sie ihn sich noch einmal vorlesen.',
  'link.vouch.done.title': 'Danke',
  'link.vouch.done.text': 'Ihr Wort ist angekommen. Sie müssen nichts weiter tun.',
  'link.vouch.used.title': 'Dieser Link wurde schon benutzt',
  'link.vouch.used.text': 'Ihr Wort ist schon angekommen. Sie müssen nichts weiter tun.',
  'link.vouch.expired.title': 'Dieser Link ist zu alt',
  'link.vouch.expired.text':
    'Nichts wurde festgehalten. Wenn Sie noch helfen möchten, lassen Sie noch einmal fragen.',
  'link.vouch.tries_used.title': 'Zu viele falsche Codes',
  'link.vouch.tries_used.text':
    'Nichts wurde festgehalten. Die andere Seite kann ohne Ihr Wort weitermachen.',
  'link.unknown.title': 'Dieser Link führt nirgendwohin',
  'link.unknown.text':
    'Vielleicht ist er abgeschnitten oder nicht mehr in Gebrauch. Öffnen Sie ihn noch einmal ganz aus der E-Mail. Es wurde nichts geändert.',
  'link.progress.expired.title': 'Dieser Link ist zu alt',
  'link.progress.expired.text':
    'Die Anfrage, zu der er gehörte, ist vorbei. Melden Sie sich bei {service} an, um den Stand zu sehen.',
  'duration.minutes.one': '{n} Minute',
  'duration.minutes.other': '{n} Minuten',
  'duration.hours.one': '{n} Stunde',
  'duration.hours.other': '{n} Stunden',
  'duration.days.one': '{n} Tag',
  'duration.days.other': '{n} Tagen',
  'progress.as_of': 'Stand {time}. Diese Seite hält sich selbst aktuell.',
  'progress.submitted': 'Alles kam an: {time}.',
  'progress.estimate':
    'Von den letzten {n} Anfragen wurde die Hälfte innerhalb von {half} entschieden, neun von zehn innerhalb von {most}.',
  'progress.estimate.none':
    'Zuletzt gab es zu wenige Anfragen, um eine Dauer zu nennen. Sie bekommen das Ergebnis per E-Mail.',
  'progress.draft.title': 'Die Anfrage hat noch nicht begonnen',
  'progress.draft.text': 'Melden Sie sich an und drücken Sie „Unlock“, um zu beginnen.',
  'progress.open.title': 'Einige Schritte sind noch offen',
  'progress.open.text':
    'Melden Sie sich wieder an, um weiterzumachen. Alles, was Sie getan haben, bleibt erhalten.',
  'progress.waiting_user.title': 'Sie sind an der Reihe',
  'progress.waiting_user.text':
    'Melden Sie sich wieder an, um weiterzumachen. Alles, was Sie getan haben, bleibt erhalten.',
  'progress.waiting_delay.title': 'Eine Wartezeit läuft',
  'progress.waiting_delay.text':
    'Sie schützt Ihr Konto. Sie müssen nichts tun; die Anfrage geht von selbst weiter.',
  'progress.processing.title': 'Wird geprüft',
  'progress.processing.text':
    'Was Sie gesendet haben, wird gerade gelesen. Das dauert einen Moment.',
  'progress.in_review.title': 'In Prüfung',
  'progress.in_review.text':
    'Ein Mensch sieht sich an, was Sie gesendet haben. Wir prüfen Ihre Anfrage so bald wie möglich.',
  'progress.waiting_resubmission.title': 'Eine Sache wird noch einmal gebraucht',
  'progress.waiting_resubmission.text':
    'Melden Sie sich an: Die Seite zeigt, was und warum. Alles andere bleibt erhalten.',
  'progress.approved.title': 'Genehmigt',
  'progress.approved.text': 'Ihr Konto wird gerade aufgetaut.',
  'progress.declined.title': 'Nicht genehmigt',
  'progress.declined.text': 'Das Konto bleibt gesperrt. In einer E-Mail steht, was Sie tun können.',
  'progress.cancelled.title': 'Die Anfrage wurde beendet',
  'progress.cancelled.text': 'Das Konto bleibt gesperrt.',
  'progress.expired.title': 'Die Anfrage ist abgelaufen',
  'progress.expired.text':
    'Das Konto bleibt gesperrt. Melden Sie sich an, um von vorn zu beginnen.',
  'result.approved.title': 'Ihr Konto ist aufgetaut',
  'result.approved.text': 'Sie können sich bei {service} wieder anmelden.',
  'result.thawing.title': 'Genehmigt',
  'result.thawing.text': 'Ihr Konto wird gerade aufgetaut. Das dauert einen Moment.',
  'result.declined_retry.title': 'Noch nicht',
  'result.declined_retry.text':
    'Das Konto bleibt vorerst gesperrt. Sie können von vorn beginnen: Melden Sie sich an und drücken Sie „Unlock“.',
  'result.declined_final.title': 'Die Anfrage wurde abgelehnt',
  'result.declined_final.text': 'Das Konto bleibt gesperrt.',
  'result.cancelled.title': 'Die Anfrage wurde beendet',
  'result.cancelled.text':
    'Das Konto bleibt gesperrt. Wenn Sie es zurückhaben möchten, melden Sie sich an und beginnen Sie von vorn.',
  'result.thawed_elsewhere.title': 'Ihr Konto ist nicht mehr gesperrt',
  'result.thawed_elsewhere.text':
    '{service} hat es von sich aus entsperrt, deshalb ist diese Anfrage beendet.',
  'result.reason.withdrawn': 'Die Anfrage wurde zurückgezogen.',
  'result.reason.owner_said_not_me':
    'Die Person, der das Konto gehört, hat die Anfrage nicht gestellt.',
  'result.reason.newer_freeze': 'Inzwischen wurde das Konto neu gesperrt.',
  'result.reason.thawed_elsewhere':
    'Das Konto ist nicht mehr gesperrt: Der Dienst hat es von sich aus entsperrt.',
  'result.reason.host_refused':
    'Der Dienst konnte das Konto nicht entsperren. Sein Support weiß mehr.',
  'result.reason.channel_lost': 'Sie geht als Anfrage über Verlorenes weiter.',
  'result.expired.title': 'Die Anfrage ist abgelaufen',
  'result.expired.text':
    'Sie wurde nicht rechtzeitig abgeschlossen. Das Konto bleibt gesperrt. Melden Sie sich an, um von vorn zu beginnen.',
  'recovery.done.title': 'Was Sie verloren haben, zählt nicht mehr',
  'recovery.done.text':
    'Melden Sie sich bei {service} an und verbinden Sie etwas Neues. Ein gesperrtes Konto ist damit entsperrt.',
  'recovery.thawing.title': 'Bewilligt',
  'recovery.thawing.text': 'Das Verlorene wird zurückgesetzt. Das dauert einen Moment.',
  'recovery.declined.title': 'Nichts wurde zurückgesetzt',
  'recovery.declined.text':
    'Am Konto hat sich nichts geändert. Sie haben dazu eine E-Mail bekommen.',
  'recovery.ended.title': 'Die Anfrage ist beendet',
  'recovery.ended.text': 'Nichts wurde zurückgesetzt.',
  'result.limited': 'Vorerst eingeschränkt',
  'result.limited.withdrawals': 'Auszahlungen: wieder möglich ab {time}',
  'result.limited.contact_change': 'E-Mail oder Telefon ändern: wieder möglich ab {time}',
  'result.limited.other': 'Einige heikle Vorgänge: wieder möglich ab {time}',
  'result.change': 'Ändern Sie jetzt',
  'result.change.password': 'Ihr Passwort',
  'result.change.second_factor': 'Ihren zweiten Faktor',
  'progress.appeal.title': 'Ihr Einspruch wird gelesen',
  'progress.appeal.text':
    'Ein anderer Mensch, der an der ersten Entscheidung nicht beteiligt war, liest alles von Neuem. Sie bekommen das Ergebnis per E-Mail.',
  'appeal.title': 'Einen anderen Menschen bitten',
  'appeal.text':
    'Bis {time} können Sie einmal Einspruch einlegen. Dann liest jemand, der an dieser Entscheidung nicht beteiligt war, alles von Neuem.',
  'appeal.label': 'Was soll dieser Mensch wissen?',
  'appeal.hint':
    'Mindestens {min} Zeichen, in Ihren eigenen Worten. Schreiben Sie hier nie ein Passwort oder einen Code.',
  'appeal.press': 'Einspruch einlegen',
  'result.return': 'Zu {service}',
};
