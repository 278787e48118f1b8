# Aufgaben, Anrufe und Besprechungen: was man mit ihnen tut.
task-snooze-command = Später erinnern
task-delegate-command = Abgeben
task-log-command = Anruf festhalten
task-skip-command = Dieses Mal auslassen
task-stop-command = Nicht mehr wiederholen
task-invitation-command = Einladung (.ics)
task-follow-up-command = Nachfassen
task-snooze-title = Später erinnern: { $task }
task-later = Heute später
task-tomorrow = Morgen früh
task-next-week = Nächste Woche
task-until = Oder bis
task-snooze = Später erinnern
task-snoozed = Aufgeschoben bis { $day }, { $at }
task-delegate-title = Abgeben: { $task }
task-to = An wen
task-words = Ein Wort dazu
task-words-hint = Es steht in der Mitteilung und bleibt als Notiz bei der Aufgabe.
task-delegate = Abgeben
task-delegated = Abgegeben an { $name }
task-log-title = Anruf festhalten: { $task }
task-said = Was besprochen wurde
task-log = Festhalten und abhaken
task-logged = Festgehalten, und die Aufgabe ist erledigt
task-skipped = Ausgelassen: Dies ist die nächste
task-stopped = Es wiederholt sich nicht mehr
task-follow-up-title = Nachfassen: { $record }
task-what = Was zu tun ist
task-when = Wann
task-in-days =
    { $days ->
        [one] Morgen
       *[other] In { $days } Tagen
    }
task-on = Oder an einem Tag
task-follow-up = Nachfassen
task-follow-up-made = Sie fassen nach am { $day }
