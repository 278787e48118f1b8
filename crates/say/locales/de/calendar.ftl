# Kalender. Was zwischen Prozentzeichen steht, setzt das Skript der Seite ein.
calendar-before = Früher
calendar-next = Später
calendar-today = Heute
calendar-span = Zeigen
calendar-day = Tag
calendar-week = Woche
calendar-month = Monat
calendar-agenda = Agenda
calendar-date = Datum
calendar-from-until = { $from } bis { $until }
calendar-day-named =
    { $count ->
        [0] { $day }, nichts
        [one] { $day }, { $count } Eintrag
       *[other] { $day }, { $count } Einträge
    }
calendar-is-today = Heute, { $day }
calendar-more = +{ $count } weitere
calendar-all-of = Alle { $count } zeigen
calendar-all-day = ganztags
calendar-late = Überfällig:
calendar-nothing = An diesen Tagen steht nichts an.
calendar-add = { $what } am { $day } anlegen
calendar-add-here = An diesem Tag anlegen
calendar-hint = Mit den Pfeiltasten gehen Sie von Tag zu Tag. Umschalt mit einem Pfeil verschiebt einen Eintrag; die Leertaste hebt ihn an, Pfeile tragen ihn, Eingabe legt ihn ab, Escape legt ihn zurück.
calendar-said-lifted = %title% angehoben. Pfeile wählen einen Tag, Eingabe legt ab, Escape legt zurück.
calendar-said-over = %title% über %day%
calendar-said-moved = %title% auf %day% verschoben
calendar-said-back = %title% bleibt am %day%
calendar-offline = Nicht verschoben: Der Server ist nicht erreichbar.
calendar-move = Verschieben
calendar-move-title = { $title } auf einen anderen Tag verschieben
calendar-moved = { $title } auf { $day } verschoben
calendar-no-day = Schreiben Sie den Tag wie 2026-01-31
calendar-item-at = { $title }, { $at }
calendar-moved-to-hour = { $title } verschoben auf { $day }, { $at }
calendar-no-hour = Schreiben Sie die Uhrzeit wie 14:30
calendar-hour = Uhrzeit
calendar-hint-hours = Pfeiltasten gehen von Tag zu Tag. Umschalt mit Pfeil verschiebt einen Eintrag um einen Tag oder eine halbe Stunde; Leertaste hebt ihn auf, Pfeile tragen ihn, Eingabe legt ihn ab, Escape bringt ihn zurück.
