# Wie oft etwas wiederkommt: in Worten, und womit man es wählt.
recurrence-none = Wiederholt sich nicht
recurrence-daily-offer = Jeden Tag
recurrence-workdays-offer = Jeden Arbeitstag (Montag bis Freitag)
recurrence-weekly-offer = Jede Woche
recurrence-monthly-offer = Jeden Monat
recurrence-yearly-offer = Jedes Jahr
recurrence-own = Eine eigene Regel
recurrence-own-label = Die Regel, wie Kalender sie schreiben (RRULE)
recurrence-until-label = Bis (dieser Tag zählt noch)
recurrence-count-label = Oder wie viele Male
recurrence-daily =
    { $n ->
        [one] jeden Tag
       *[other] alle { $n } Tage
    }
recurrence-workdays = jeden Arbeitstag
recurrence-weekly =
    { $n ->
        [one] jede Woche
       *[other] alle { $n } Wochen
    }
recurrence-weekly-on =
    { $n ->
        [one] jede Woche am { $days }
       *[other] alle { $n } Wochen am { $days }
    }
recurrence-monthly =
    { $n ->
        [one] jeden Monat
       *[other] alle { $n } Monate
    }
recurrence-monthly-day =
    { $n ->
        [one] jeden Monat am { $day }.
       *[other] alle { $n } Monate am { $day }.
    }
recurrence-monthly-last =
    { $n ->
        [one] jeden Monat am letzten Tag
       *[other] alle { $n } Monate am letzten Tag
    }
recurrence-monthly-nth =
    { $n ->
        [one]
            { $which ->
                [first] jeden Monat am ersten { $day }
                [second] jeden Monat am zweiten { $day }
                [third] jeden Monat am dritten { $day }
                [fourth] jeden Monat am vierten { $day }
               *[last] jeden Monat am letzten { $day }
            }
       *[other]
            { $which ->
                [first] alle { $n } Monate am ersten { $day }
                [second] alle { $n } Monate am zweiten { $day }
                [third] alle { $n } Monate am dritten { $day }
                [fourth] alle { $n } Monate am vierten { $day }
               *[last] alle { $n } Monate am letzten { $day }
            }
    }
recurrence-yearly =
    { $n ->
        [one] jedes Jahr
       *[other] alle { $n } Jahre
    }
recurrence-rule = nach der Regel { $rule }
recurrence-times =
    { $count ->
        [one] { $often }, nur noch dieses Mal
       *[other] { $often }, ab hier { $count } Mal
    }
recurrence-until = { $often }, bis { $day }
