# Die Seite eines Datensatzes.
record-timeline = Verlauf
record-details = Details
record-details-of = Details: { $what }
record-related = Verknüpft
record-sections = Abschnitte
record-system = Datensatz
record-edit = Bearbeiten
record-edit-field = { $field } bearbeiten
record-show = Anzeigen
record-task = Aufgabe
record-as-of-wrong = Schreiben Sie einen Tag wie 2026-01-31 oder einen Zeitpunkt wie 2026-01-31T17:00:00Z
record-back-to-today = Zurück zu heute
record-step-done = Erledigt:
record-empty = leer
record-somebody = Jemand
record-follow = Folgen
record-unfollow = Nicht mehr folgen
record-followed = Sie folgen { $title }: zu finden auf der Startseite
record-unfollowed = Sie folgen { $title } nicht mehr
record-previous = Voriger Datensatz (K)
record-next = Nächster Datensatz (J)
record-is-first = Das ist der erste der Liste
record-is-last = Das ist der letzte der Liste

# Ein Wert, an Ort und Stelle geändert
record-field-not-saved = { $field } wurde nicht gespeichert.
record-both = Dort: { $theirs }. Ihr Wert: { $yours }.
record-keep-mine = Meinen behalten
record-take-theirs = Anderen übernehmen

# Wie er war
record-past = Stand vom { $at }.
record-past-more = Was später geschah, wird nicht gezeigt.
record-past-day = Anderer Tag
record-past-slider = Änderung für Änderung
record-past-step = { $step } von { $count }
record-today = Heute: { $value }
record-bin = Im Papierkorb seit { $since }.
record-bin-more = Nach 30 Tagen wird er endgültig gelöscht.
record-restore = Wiederherstellen
record-destroy = Endgültig löschen

# Woher ein Wert kommt
record-why = Woher der Wert von { $field } kommt
record-why-box = Woher kommt dieser Wert?
record-why-hint = { $field }: Woher kommt dieser Wert?
record-why-nobody = Hier hat noch niemand etwas eingetragen.
record-why-made = beim Anlegen
record-why-derived = berechnet aus { $fields }
record-why-with = zusammen mit { $fields }
record-put-back = Zurücksetzen
record-now = Jetzt
record-in-timeline = Im Verlauf
record-reverted = { $field } ist wie zuvor
record-not-reverted = Nicht zurückgesetzt. { $why }

# Der Verlauf
record-timeline-empty = Noch nichts vorhanden.
record-timeline-parts = Im Verlauf zeigen
record-show-all = Alles
record-show-notes = Notizen
record-show-activities = Aufgaben und Anrufe
record-show-related = Verknüpft
record-show-changes = Änderungen
record-show-files = Dateien
record-history-of = Verlauf von { $field }
record-older = Älteres
record-newest = Neuestes
record-did-create = hat angelegt: { $what }
record-did-delete = hat dies in den Papierkorb gelegt
record-did-restore = hat dies aus dem Papierkorb geholt
record-did-destroy = hat dies endgültig gelöscht
record-did-attach = hat eine Datei hinzugefügt
record-did-detach = hat eine Datei entfernt
record-did-move = hat dies nach { $stage } verschoben
record-did-change = hat { $field } geändert
record-did-change-many = hat { $count } Felder geändert
record-did-write = hat geschrieben: { $what }
record-did-call = hat erfasst: { $what }
record-call = Anruf
record-did-meet = hat erfasst: { $what }
record-meeting = Besprechung
record-did-plan = hat geplant: { $what }
record-did-finish = hat erledigt: { $what }
record-did-change-guest = hat geändert: { $what }
record-did-add = hat angelegt: { $object } { $what }
record-did-end = hat { $object } { $what } auf { $stage } gesetzt
record-becomes = wird zu
record-tick = Erledigt
record-by-import = durch Import
record-by-undo = durch Zurücknehmen einer Änderung
record-by-bulk = zusammen mit anderen
record-by-demo = als Beispiel
record-by-api = über die API
record-by-token = durch das Token { $name }

# Listen verknüpfter Datensätze
record-related-none = Nichts verweist auf diesen Datensatz.
record-related-edit = { $list } ändern
record-related-add = Zu { $list } hinzufügen
record-related-all = Alle { $what }
record-none-yet = Noch keine

# Das Eingabefeld
record-compose = Zum Verlauf hinzufügen
record-compose-kind = Art des Eintrags
record-note = Notiz
record-log-call = Anruf erfassen
record-meeting-tab = Besprechung
record-write = Notiz schreiben. @ spricht jemanden an
record-people = Personen
record-attach = Datei anhängen
record-mention = Jemanden ansprechen
record-follow-up = Nachfassen in { $days } Tagen
record-follow-up-with = Nachfassen: { $title }
record-may-not-write = Ihre Rolle darf hier nichts schreiben
record-write-first = Schreiben Sie zuerst etwas
record-call-without-words = Anruf
record-written = Gespeichert

# Dateien
record-files = Dateien
record-files-add = Dateien hinzufügen
record-files-send = Senden
record-files-hint = Dateien auf die Seite ziehen, höchstens je { $size }
record-files-none = Es wurde keine Datei ausgewählt
record-file-too-large = Größer als { $size }
record-files-failed = Nicht gesendet
record-files-added =
    { $count ->
        [one] 1 Datei hinzugefügt
       *[other] { $count } Dateien hinzugefügt
    }
record-file-remove = { $name } entfernen
record-file-removed = { $name } entfernt

# Verknüpfen
record-link = Verknüpfen: { $what }
record-link-words = Der gewählte Datensatz verweist dann auf { $what } ({ $field }).
record-link-do = Verknüpfen
record-link-choose = Wählen Sie einen Datensatz
record-linked = { $title } verknüpft
record-unlinked = { $title } ist nicht mehr verknüpft
record-unlink = Verknüpfung mit { $title } lösen

# Ein Datensatz neben seiner Liste
record-peek-open = Öffnen
record-peek-close = Schließen (Esc)
record-peek-last = Was zuletzt geschah
record-peek-more = Alles, was geschah
record-place = { $place } von { $count }
record-place-far = { $most }+ von { $count }
record-did-submit = hat das Formular { $form } noch einmal gesendet
record-did-there = { $what }, bei { $object } { $record }
record-by-form = über das Formular { $name }
record-by-card = aus einer Visitenkarte
record-by-conversion = durch Umwandeln eines Leads
record-by-customer = durch den Kunden
record-by-rule = nach Regel
record-line = Zeile { $row }
record-line-field = Zeile { $row }, { $field }
record-line-net = Zeile { $row } ergibt
record-line-remove = Entfernen
record-lines-edit = Zeilen bearbeiten
record-lines-more = Mehr Zeilen
record-lines-none = Noch keine Zeilen. Fügen Sie hinzu, was Sie verkaufen.
record-lines-of = Zeilen von { $what }
record-lines-save = Zeilen speichern
record-lines-saved = Zeilen gespeichert
record-lines-totals = Was die Zeilen ergeben
record-did-accept = nahm das Ja des Kunden entgegen
record-did-decline = nahm das Nein des Kunden entgegen
record-written-unreached = Gespeichert. Niemand war zu erreichen: Mit U fassen Sie nach
