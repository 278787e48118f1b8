# Das Protokoll des Arbeitsbereichs.
log-entries =
    { $count ->
        [one] { $count } Eintrag
       *[other] { $count } Einträge
    }
log-nothing-here = Nichts dergleichen unter den durchgesehenen Ereignissen. Unten geht es weiter zurück.
log-nothing = Nichts dergleichen ist geschehen.
log-when = Wann
log-who = Wer
log-what = Was
log-action = Aktion
log-rondo = Rondo selbst
log-schema = Schema
log-roles = Rollen
log-filter = Protokoll filtern
log-anybody = Alle Personen
log-object = Objekt
log-any-object = Alle Objekte
log-done = Was getan wurde
log-anything = Alles
log-from = Von
log-to = Bis
log-filter-button = Filtern
log-somebody = Jemand
log-details = Details
log-cause = durch { $cause }
log-created = { $what } { $title } angelegt
log-verb-created = Angelegt
log-updated = { $what } { $title } geändert
log-verb-updated = Geändert
log-deleted = { $what } { $title } gelöscht
log-verb-deleted = Gelöscht
log-restored = { $what } { $title } wiederhergestellt
log-verb-restored = Wiederhergestellt
log-destroyed = { $what } { $title } endgültig gelöscht
log-verb-destroyed = Endgültig gelöscht
log-verb-changed = Verändert
log-changed-schema = Objekte und Felder geändert
log-changed-role = Eine Rolle geändert
log-changed-settings = Einstellungen geändert
log-record = Datensatz
log-verb = Getan
log-changes = Änderungen
log-first-200 = Das sind die ersten 200.
log-batch = Vorgang
log-by-import = durch einen Import
log-by-undo = durch Rückgängigmachen
log-by-bulk = mit anderen zugleich
log-by-demo = als Beispiel
log-by-setup = bei der Einrichtung
log-by-rondo = durch Rondo selbst ({ $name })
