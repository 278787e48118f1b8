# Filter: Bausteine, ihr Formular, Zeiträume.
filter-not = nicht: { $what }
filter-is-in = liegt in
filter-has = enthält
filter-is = ist
filter-has-not = enthält nicht
filter-is-not = ist nicht
filter-before = liegt vor
filter-up-to = liegt bis
filter-after = liegt nach
filter-from = liegt ab
filter-below = ist unter
filter-at-most = ist höchstens
filter-above = ist über
filter-at-least = ist mindestens
filter-contains = enthält
filter-contains-not = enthält nicht
filter-any-of = ist eines von
filter-none-of = ist keines von
filter-empty = ist leer
filter-filled = ist ausgefüllt
filter-yes = ja
filter-no = nein
filter-minutes-ago =
    { $count ->
        [one] vor einer Minute
       *[other] vor { $count } Minuten
    }
filter-in-minutes =
    { $count ->
        [one] in einer Minute
       *[other] in { $count } Minuten
    }
filter-hours-ago =
    { $count ->
        [one] vor einer Stunde
       *[other] vor { $count } Stunden
    }
filter-in-hours =
    { $count ->
        [one] in einer Stunde
       *[other] in { $count } Stunden
    }
filter-days-ago =
    { $count ->
        [one] vor einem Tag
       *[other] vor { $count } Tagen
    }
filter-in-days =
    { $count ->
        [one] in einem Tag
       *[other] in { $count } Tagen
    }
filter-weeks-ago =
    { $count ->
        [one] vor einer Woche
       *[other] vor { $count } Wochen
    }
filter-in-weeks =
    { $count ->
        [one] in einer Woche
       *[other] in { $count } Wochen
    }
filter-months-ago =
    { $count ->
        [one] vor einem Monat
       *[other] vor { $count } Monaten
    }
filter-in-months =
    { $count ->
        [one] in einem Monat
       *[other] in { $count } Monaten
    }
filter-quarters-ago =
    { $count ->
        [one] vor einem Quartal
       *[other] vor { $count } Quartalen
    }
filter-in-quarters =
    { $count ->
        [one] in einem Quartal
       *[other] in { $count } Quartalen
    }
filter-years-ago =
    { $count ->
        [one] vor einem Jahr
       *[other] vor { $count } Jahren
    }
filter-in-years =
    { $count ->
        [one] in einem Jahr
       *[other] in { $count } Jahren
    }
filter-today = heute
filter-yesterday = gestern
filter-tomorrow = morgen
filter-this-week = diese Woche
filter-last-week = letzte Woche
filter-next-week = nächste Woche
filter-this-month = dieser Monat
filter-last-month = letzter Monat
filter-next-month = nächster Monat
filter-this-quarter = dieses Quartal
filter-last-quarter = letztes Quartal
filter-next-quarter = nächstes Quartal
filter-this-year = dieses Jahr
filter-last-year = letztes Jahr
filter-next-year = nächstes Jahr
filter-now = jetzt
filter-me = ich
filter-last-days = letzte { $count } Tage
filter-next-days = nächste { $count } Tage
filter-named = Filter: { $what }
filter-remove = Filter { $what } entfernen
filter-say-with = Geben Sie an, womit verglichen wird
filter-find-field = Feld suchen
filter-show = Anzeigen
filter-value = Wert
filter-yes-large = Ja
filter-no-large = Nein
filter-time-example = 2026-01-31 oder last_30_days
filter-how = Art des Vergleichs
filter-me-named = Ich ({ $name })
filter-by = Filtern nach
filter-by-field = Filtern nach { $field }
filter-through = { $field }: was dazu gehört
filter-offers = Was folgen kann
filter-either = { $one } oder { $other }
