# Importe: hochladen, Spalten zuordnen, prüfen, importieren, ausbessern, zurücknehmen.
import-title = Import: { $what }
import-crumb = Import
import-steps = Schritte des Imports
import-step-upload = Hochladen
import-step-match = Spalten zuordnen
import-step-check = Prüfen
import-step-import = Importieren
import-step-done = Erledigt:
import-state-planned = Wartet
import-state-questions = Zuzuordnen
import-state-running = Läuft
import-state-reading = Wird gelesen
import-state-done = Fertig
import-state-checked = Geprüft
import-state-failed = Fehlgeschlagen
import-state-stopped = Angehalten
import-state-undone = Zurückgenommen
import-rows = { $count ->
    [one] { $count } Zeile
   *[other] { $count } Zeilen
}
import-forbidden = Ihre Rolle darf nicht importieren. Leitung oder Administration kann es.
import-upload-title = Datei importieren
import-upload-text = Jede CSV-Datei: Trennzeichen, Zeichensatz und Datumsformat werden erkannt, Spalten anhand ihrer Überschriften zugeordnet. Nichts wird geschrieben, bevor Sie gesehen haben, was geschehen würde, und ein Import lässt sich als Ganzes zurücknehmen.
import-not-taken = Die Datei wurde nicht angenommen.
import-object = Was die Zeilen sind
import-file = Datei wählen
import-drop = oder hier ablegen
import-too-large = Die Datei ist größer als 1 GiB. Größere nimmt der Befehl rondo import.
import-workbook = Das ist eine Excel-Arbeitsmappe. Speichern Sie sie zuerst als CSV: Datei, Speichern unter, CSV UTF-8.
import-sending = Wird hochgeladen
import-bring-mapping = Zuordnung als Datei mitbringen
import-mapping-toml = Zuordnung (TOML)
import-mapping-too-large = Eine Zuordnung hat höchstens 2 MiB.
import-broken-form = Das Formular ist nicht lesbar: { $why }.
import-upload = Hochladen
import-earlier = Frühere Importe
import-col-file = Datei
import-col-what = Was
import-col-state = Stand
import-col-who = Von
import-col-when = Begonnen
import-created = Angelegt
import-updated = Geändert
import-unchanged = Unverändert
import-to-fix = Auszubessern
import-linked = Neu: { $what }
import-importing = { $count } Zeilen werden importiert: { $what }
import-importing-file = { $name } wird importiert
import-checking = { $name } wird geprüft
import-reading = { $name } wird gelesen
import-stop = Anhalten
import-leave-writing = Sie können diese Seite verlassen: Der Import läuft weiter, und alles lässt sich auf einmal zurücknehmen.
import-leave-reading = Sie können diese Seite verlassen und wiederkommen. Es wird nichts geschrieben.
import-reload = Stand ansehen
import-done-of = { $done } von { $total } erledigt
import-done-rows = { $done ->
    [one] { $done } Zeile gelesen
   *[other] { $done } Zeilen gelesen
}
import-rate = { $rate } Zeilen je Sekunde
import-left-seconds = noch etwa { $seconds } s
import-left-minutes = noch etwa { $minutes } min { $seconds } s
import-ended = { $count ->
    [one] { $count } Zeile importiert: { $what }
   *[other] { $count } Zeilen importiert: { $what }
}
import-stopped = { $name } wurde angehalten
import-failed = { $name } wurde nicht importiert
import-undone = { $name } wurde zurückgenommen
import-undo = Import zurücknehmen
import-see = Zur Liste: { $what }
import-another = Weitere Datei importieren
import-mapping-used = Die verwendete Zuordnung
import-mapping-download = Zuordnung herunterladen
import-stopped-stays = { $done } Zeilen sind erledigt und bleiben, { $left } stehen aus. Machen Sie weiter, oder nehmen Sie den Import zurück.
import-stopped-nothing = Es wurde nichts geschrieben.
import-continue = Weitermachen
import-back-columns = Zurück zu den Spalten
import-undone-records = { $count ->
    [one] { $count } Datensatz ist wie zuvor
   *[other] { $count } Datensätze sind wie zuvor
}
import-undone-left = { $count ->
    [one] Eines ließ sich nicht zurücknehmen, weil es später geändert wurde:
   *[other] { $count } Dinge ließen sich nicht zurücknehmen, weil sie später geändert wurden:
}
import-taken-back = { $name } zurückgenommen: { $count ->
    [one] { $count } Datensatz
   *[other] { $count } Datensätze
}
import-taken-back-left = { $name } zurückgenommen: { $count } Datensätze; { $left } wurden seither geändert und blieben
import-taking-back = { $name } wird zurückgenommen
import-saved = Gesichert, Sie können später wiederkommen
import-matched = { $matched } von { $count } Spalten zugeordnet.
import-none-open = Vor der Prüfung ist nichts mehr offen.
import-open = { $count ->
    [one] Eine braucht vor der Prüfung einen Blick.
   *[other] { $count } brauchen vor der Prüfung einen Blick.
}
import-show = Spalten zeigen
import-show-all = Alle { $count }
import-show-review = Offen { $count }
import-columns = Spalten der Datei
import-col-column = Spalte in Ihrer Datei
import-col-goes = Wird zu
import-col-result = Ergebnis
import-summary = Überblick
import-look-again = Neu ansehen
import-check = { $count ->
    [one] { $count } Zeile prüfen
   *[other] { $count } Zeilen prüfen
}
import-remembered = Die Spalten sind zugeordnet wie bei Ihrem letzten Import einer solchen Datei.
import-remembered-see = Diesen Import ansehen
import-pages = Seiten
import-page = Seite { $page } von { $pages }
import-page-before = Vorige Seite
import-page-next = Nächste Seite
import-page-note = Wählen Sie Seite für Seite: „Neu ansehen“ behält die Wahl.
import-field-for = Feld für { $column }
import-leave-out = Nicht importieren
import-other = Anderes
import-id-of = ID in { $source }
import-own-id = ID in Rondo
import-new-field = Neues Feld: { $name }
import-new-name = Name des neuen Felds für { $column }
import-new-kind = Art des neuen Felds für { $column }
import-new-wrong = Das neue Feld für { $column } braucht Namen und Art
import-meaning-of = Was { $value } bedeutet
import-choose = Bedeutung wählen
import-more-values = { $count ->
    [one] und ein weiterer Wert
   *[other] und { $count } weitere Werte
}
import-else = Werte ohne Bedeutung
import-else-create = Fehlende anlegen ({ $what })
import-else-choices = In die Liste aufnehmen
import-else-refuse = Ihre Zeilen ablehnen und später ausbessern
import-else-empty = Feld leer lassen
import-note-out = Wird ausgelassen
import-note-key = Schlüssel, um Vorhandenes zu finden ({ $what })
import-note-similar = Ähnliche Wörter, zu { $percent } % sicher
import-note-same = Die Überschrift passt
import-note-filled = { $count ->
    [one] { $count } Wert
   *[other] { $count } Werte
}
import-note-unknown = Bedeutung unbekannt
import-note-date = Tag oder Monat zuerst?
import-note-number = Punkt oder Komma vor Dezimalen?
import-note-link = { $count ->
    [one] { $count } Name ist unbekannt ({ $field })
   *[other] { $count } Namen sind unbekannt ({ $field })
}
import-note-choice = { $count ->
    [one] { $count } Wert fehlt in der Liste { $field }
   *[other] { $count } Werte fehlen in der Liste { $field }
}
import-note-choice-of = { $count } von { $all } Werten fehlen in der Liste { $field }
import-known-by = Zeilen erkennen an
import-known-none = Nichts: jede Zeile ist neu
import-known-hint = Mit einem Schlüssel wie der E-Mail werden vorhandene Einträge geändert statt verdoppelt.
import-known-found = Nach Schlüssel gefunden: { $known } werden geändert, { $twice } stehen doppelt in der Datei.
import-when-exists = Wenn es den Eintrag schon gibt ({ $what })
import-exists-fill = Leeres ausfüllen
import-exists-overwrite = Mit der Datei überschreiben
import-exists-keep = Unverändert lassen
import-when-twice = { $count ->
    [one] { $count } Zeile hat einen Schlüssel, der schon vorkam
   *[other] { $count } Zeilen haben einen Schlüssel, der schon vorkam
}
import-twice-update = Spätere Zeilen ändern, was frühere anlegten
import-twice-refuse = Spätere Zeilen ablehnen
import-tag = Neue markieren mit ({ $what })
import-derive = { $field }, aus Spalten gebildet
import-derive-hint = Keine Spalte liefert es. Überschriften in geschweiften Klammern: {"{"}Produkt{"}"} für {"{"}Firma{"}"}.
import-mapping-file = Zuordnung als Datei
import-mapping-lay-over = Eine Zuordnung (TOML) darüberlegen
import-day-first = Tag zuerst
import-month-first = Monat zuerst
import-checked = { $count ->
    [one] Geprüft: { $count } Zeile ({ $what })
   *[other] Geprüft: { $count } Zeilen ({ $what })
}
import-nothing-written = Noch ist nichts geschrieben. Das würde geschehen.
import-now = { $count ->
    [one] { $count } Zeile importieren
   *[other] { $count } Zeilen importieren
}
import-would-created = Würden angelegt
import-would-updated = Würden geändert
import-would-refused = Würden abgelehnt
import-would-nothing = So würde keine Zeile geschrieben. Gehen Sie zurück zu den Spalten, oder sehen Sie unten, was fehlt.
import-first-created = Erste Zeilen, die angelegt würden
import-first-updated = Erste Zeilen, die geändert würden
import-first-unchanged = Erste Zeilen, die nichts ändern
import-first-refused = { $count ->
    [one] Eine Zeile würde abgelehnt
   *[other] { $count } Zeilen würden abgelehnt
}
import-refused-later = Die anderen werden trotzdem importiert; diese lassen sich danach hier im Browser ausbessern.
import-line = Zeile
import-row = Inhalt
import-record = Eintrag
import-values = Werte
import-problem = Problem
import-fix = Ausbessern
import-skip = Auslassen
import-rows-to-fix = Zeilen zum Ausbessern
import-errors-csv = Fehler als CSV
import-try-again = { $count ->
    [one] Diese eine noch einmal
   *[other] Diese { $count } noch einmal
}
import-fix-leave = Verlassen, ohne es noch einmal zu versuchen? Was Sie ausgebessert haben, geht verloren.
import-kind-of-error = Art des Fehlers
import-other-cells = Andere Zellen dieser Zeile
import-empty-cell = (leer)
import-cell-label = { $column } in Zeile { $line }
import-share = { $count } Zeilen haben denselben Wert „{ $value }“ in { $column }.
import-share-to = Was an die Stelle von { $value } tritt
import-share-set = { $count ->
    [one] In einer Zeile setzen
   *[other] In allen { $count } setzen
}
import-skipped = Zeile { $line } wird ausgelassen
import-nothing-tried = Keine Zeile wurde versucht: Keine davon ist noch abgelehnt
import-still-wrong = { $count ->
    [one] Die Zeile hat noch ein Problem
   *[other] Alle { $count } Zeilen haben noch ein Problem
}
import-repaired = { $count ->
    [one] { $count } Zeile importiert
   *[other] { $count } Zeilen importiert
}
import-repaired-some = { $count } Zeilen importiert, { $left } haben noch ein Problem
