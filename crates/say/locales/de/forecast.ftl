forecast-title = Prognose
forecast-period = Zeitraum
forecast-length = Monat oder Quartal
forecast-month = Monat
forecast-quarter = Quartal
forecast-rows = Zeilen
forecast-by-owner = Zuständig
forecast-by-team = Team
forecast-by-pipeline = Pipeline
forecast-as-of-day = Stand
forecast-show = Zeigen
forecast-as-of = Stand am Ende des { $day }.
forecast-whole = { $period } insgesamt
forecast-table = Prognose für { $period }
forecast-won = Gewonnen
forecast-commit = Zugesagt
forecast-best-case = Bester Fall
forecast-pipeline = Pipeline
forecast-omitted = Ausgelassen
forecast-by-chance = Nach Chance
forecast-category-of = Prognose von { $what }
forecast-weighted = Gewichtet
forecast-open = Offen, nach Verlauf
forecast-new = Noch nicht eröffnet, nach Verlauf
forecast-adjusted = Angepasst
forecast-called = Prognose
forecast-quota = Vorgabe
forecast-gap = Lücke
forecast-all = Alle
forecast-nobody = Niemand
forecast-method-category = Nach Kategorie
forecast-method-weighted = Gewichtet
forecast-method-history = Nach Verlauf
forecast-won-and-commit = Gewonnen und zugesagt
forecast-won-and-weighted = Gewonnen und offen mal Chance
forecast-deals = { $count ->
    [one] { $count } Deal
   *[other] { $count } Deals
}
forecast-between = { $low } bis { $high } in 4 von 5 Fällen
forecast-short-of = { $amount } fehlen
forecast-over = { $amount } darüber
forecast-thin-short = Zu wenig Verlauf
forecast-thin-closed = Es gibt zu wenig Verlauf, um daraus zu lernen: { $closed } Deals abgeschlossen und { $won } gewonnen, nötig sind { $needs } und { $wins }. Bis dahin wird nach Verlauf nichts gesagt.
forecast-thin-unchecked = Es gibt keinen früheren Zeitraum, an dem die Prognose nach Verlauf geprüft werden könnte. Bis dahin wird nach Verlauf nichts gesagt.
forecast-set-quota = Vorgabe setzen
forecast-adjust = Anpassen
forecast-no-score = Für einzelne Deals wird keine Chance gezeigt: Aus Phase und Alter lässt sich nicht sagen, wer gewinnt, nur wie viele.
forecast-undated = { $count ->
    [one] { $count } offener Deal hat keinen erwarteten Abschluss und zählt im laufenden Zeitraum.
   *[other] { $count } offene Deals haben keinen erwarteten Abschluss und zählen im laufenden Zeitraum.
}
forecast-guessed = { $count ->
    [one] { $count } offener Deal hat keinen Betrag und zählt mit dem Mittel gewonnener Deals seines Produkts oder seiner Pipeline oder dem Listenpreis.
   *[other] { $count } offene Deals haben keinen Betrag und zählen mit dem Mittel gewonnener Deals ihres Produkts oder ihrer Pipeline oder dem Listenpreis.
}
forecast-unconverted = { $count ->
    [one] { $count } Betrag hat keinen Wechselkurs und zählt nicht.
   *[other] { $count } Beträge haben keinen Wechselkurs und zählen nicht.
}
forecast-learnt = Nach Verlauf: aus { $deals } Deals, die in den letzten { $days } Tagen abgeschlossen wurden; die Chancen offener Deals mal { $open }, die kommender mal { $new }, so wie { $periods ->
    [one] der letzte Zeitraum
   *[other] die letzten { $periods } Zeiträume
} ausgegangen sind.
forecast-past = Wie gut sie war
forecast-past-hint = Was jede Methode am letzten Tag vor einem Zeitraum sagte und wie weit das von dem entfernt war, was hereinkam.
forecast-came = Hereingekommen
forecast-from = Woher
forecast-kept = In jener Nacht festgehalten
forecast-again = Aus dem Protokoll neu berechnet
forecast-bad-period = { $given } ist kein Zeitraum: Schreiben Sie ein Quartal wie 2026-Q4 oder einen Monat wie 2026-11
forecast-bad-day = { $given } ist kein Tag wie 2026-01-31
forecast-bad-by = { $given } ist keines von owner, team, pipeline
forecast-no-pipeline = Es gibt keine Pipeline { $name }
forecast-future = Eine Prognose hat den Stand von heute oder einem Tag davor
forecast-quota-negative = Eine Vorgabe ist 0 oder mehr
forecast-one-of-both = Nennen Sie eine Person oder ein Team, nicht beides
forecast-only-managers = Vorgaben und Anpassungen pflegen Manager und Administratoren
forecast-adjust-nothing = Sagen Sie, wie viel mehr, oder mit einem Minus, wie viel weniger
forecast-far = Eine Prognose reicht zwei Jahre voraus
