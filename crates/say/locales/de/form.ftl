# Formulare: anlegen, bearbeiten, Entwürfe, Konflikte, Auswahl verknüpfter Datensätze.
form-new = { $what } anlegen
form-edit = { $what } bearbeiten
form-create = { $what } anlegen
form-create-another = Anlegen und noch einmal
form-save = Speichern
form-save-another = Speichern und neu
form-cancel = Abbrechen
form-owner = Zuständig
form-not-saved = { $count ->
    [one] Nicht gespeichert ({ $what }). Eine Angabe muss geändert werden.
   *[other] Nicht gespeichert ({ $what }). { $count } Angaben müssen geändert werden.
}
form-added = { $what } { $title } angelegt
form-saved = { $what } gespeichert
form-leave = Ohne Speichern verlassen? Was Sie geschrieben haben, bleibt als Entwurf auf diesem Gerät.
form-leave-dialog = Ohne Speichern schließen? Was Sie hier geschrieben haben, geht verloren.
form-draft-found = Es gibt einen nicht gespeicherten Entwurf von Ihnen, vom
form-draft-restore = Wiederherstellen
form-draft-discard = Verwerfen
form-draft-kept = Als Entwurf auf diesem Gerät gesichert
form-make-with = { $name } mit anlegen
form-many-add = { $field } hinzufügen
form-many-remove = { $field } entfernen
form-shown-when = Nur gefragt, wenn: { $condition }

form-when-field = Nur fragen, wenn
form-when-hint = Eine Bedingung an den Datensatz, wie in einem Filter: stage = won. Leer: immer. Was verborgen ist, behält seinen Wert.
form-when-group = Die Gruppe { $group } nur fragen, wenn

form-signed-out = Sie wurden abgemeldet. Melden Sie sich an: Was Sie geschrieben haben, geht mit.
form-signed-in-again = Sie sind wieder angemeldet
form-still-here = Was Sie geschrieben haben, ist noch da.
form-carry-on = Jetzt speichern
form-drop-it = Verwerfen
form-busy = Andere ändern diesen Datensatz gerade
