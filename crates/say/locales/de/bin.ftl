# Der Papierkorb.
bin-title = Papierkorb
bin-all = Alle
bin-kinds = Was gelöscht wurde
bin-nothing = Der Papierkorb ist leer
bin-nothing-text = Gelöschtes bleibt 30 Tage hier und lässt sich zurückholen.
bin-text = Gelöschtes bleibt 30 Tage hier, dann wird es vernichtet.
bin-empty-it = Papierkorb leeren
bin-choose = Auswählen
bin-choose-one = { $name } auswählen
bin-name = Name
bin-what = Was
bin-by = Gelöscht von
bin-when = Wann
bin-action = Aktion
bin-restore = Zurückholen
bin-restore-one = { $name } zurückholen
bin-destroy = Vernichten
bin-destroy-one = { $name } vernichten
bin-restore-chosen = Ausgewählte zurückholen
bin-destroy-chosen = Ausgewählte vernichten
bin-choose-first = Wählen Sie zuerst mindestens einen Eintrag
bin-restored = { $count ->
    [one] { $count } Datensatz ist wieder da
   *[other] { $count } Datensätze sind wieder da
}
bin-restored-some = { $count } Datensätze sind wieder da, { $left } dürfen Sie nicht zurückholen
bin-restored-none = Keinen davon dürfen Sie zurückholen
bin-destroyed = { $count ->
    [one] { $count } Datensatz ist vernichtet
   *[other] { $count } Datensätze sind vernichtet
}
bin-destroyed-some = { $count } Datensätze sind vernichtet, { $left } dürfen Sie nicht vernichten
bin-destroyed-none = Keinen davon dürfen Sie vernichten
bin-ask-title = { $count ->
    [one] { $count } Datensatz vernichten
   *[other] { $count } Datensätze vernichten
}
bin-ask-final = Das lässt sich nicht rückgängig machen.
bin-ask-text = Die Datensätze und ihre Werte sind endgültig weg, Verknüpfungen zu ihnen werden leer. Das Protokoll behält, dass es sie gab.
bin-ask-do = { $count ->
    [one] { $count } Datensatz vernichten
   *[other] { $count } Datensätze vernichten
}
bin-ask-keep = Behalten
