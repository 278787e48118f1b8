# Wörter, die überall vorkommen.
app-cancel = Abbrechen
app-save = Speichern
app-close = Schließen
app-undo = Rückgängig
app-search = Suchen
app-records =
    { $count ->
        [one] { $count } Datensatz
       *[other] { $count } Datensätze
    }
app-by = { $what } von { $who }
