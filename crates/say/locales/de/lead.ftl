# Leads: Umwandlung, Visitenkarten und was für alle eingestellt ist.
lead-convert = Umwandeln
lead-convert-title = Was wird aus { $lead }?
lead-convert-hint = Vorhandene Datensätze behalten, was sie haben; nur Leeres wird gefüllt. Alles wird zusammen rückgängig gemacht.
lead-convert-it = Lead umwandeln
lead-not-converted = Der Lead wurde nicht umgewandelt
lead-converted = { $lead } umgewandelt
lead-converted-deal = { $lead } umgewandelt, mit einem Geschäft
lead-changed-meanwhile = Jemand hat { $lead } geändert, nachdem Sie die Seite geöffnet hatten. Sehen Sie nach und wandeln Sie dann um.
lead-make-new = Neu: { $what }
lead-other = Anderer Datensatz: { $what }
lead-other-name = Name: { $what }
lead-fills-empty = Nur was dort leer ist, wird gefüllt.
lead-no-contact = Kein Kontakt
lead-no-company = Keine Firma
lead-no-deal = Kein Geschäft
lead-same-email = gleiche E-Mail-Adresse
lead-same-phone = gleiche Telefonnummer
lead-same-domain = gleiche Web-Domain
lead-same-name = gleicher Name
lead-similar-name = ähnlicher Name
lead-cards = Leads aus Visitenkarten
lead-cards-hint = Adressbücher und Telefone speichern Visitenkarten als vCards, Dateien mit der Endung .vcf. Aus jeder Karte wird ein Lead.
lead-cards-file = Dateien mit Karten
lead-cards-make = Leads anlegen
lead-cards-made = { $count ->
    [one] Ein Lead aus einer Karte angelegt
   *[other] { $count } Leads aus Karten angelegt
}
lead-cards-left = { $count ->
    [one] Eine Karte fehlt: ohne Ende, ohne Namen und Adresse oder nach den ersten tausend.
   *[other] { $count } Karten fehlen: ohne Ende, ohne Namen und Adresse oder nach den ersten tausend.
}
lead-no-cards = In dieser Datei ist keine Visitenkarte. Wählen Sie eine Datei mit der Endung .vcf.
lead-settings-hint = Wer neue Leads bekommt, wie sie benotet werden und was bei der Umwandlung wohin kommt.
lead-assignment = Wer neue Leads bekommt
lead-assignment-hint = Für Leads, die über Formular, Import oder API ohne Zuständige kommen. Die erste passende Regel gilt.
lead-rule-add = Regel hinzufügen
lead-rule-number = Regel { $number }
lead-rule-name = Name
lead-rule-up = Einen Platz höher
lead-rule-remove = Entfernen
lead-rule-remove-it = Regel { $rule } entfernen
lead-territory = Welche Leads
lead-territory-hint = Ein Filter, etwa country IN ("DE", "AT"). Leer: alle.
lead-turn = Wie sie sich abwechseln
lead-turn-round = Reihum
lead-turn-load = Wer die wenigsten offenen Leads hat
lead-hours = Nur zu Geschäftszeiten
lead-people = Wer sie bekommt
lead-fallback = Sonst
lead-fallback-hint = Wer bekommt, worauf keine Regel passt.
lead-nobody = Niemand
lead-grades = Noten
lead-grades-hint = Die beste Antwort auf ein Kriterium zählt ganz, die letzte nicht. Der Anteil an allen Gewichten ergibt die Note. Eine Änderung gilt für Leads ab ihrer nächsten Änderung.
lead-weight = Gewicht: { $criterion }
lead-grade-from = { $grade } ab … Prozent
lead-map = Was wohin kommt
lead-map-hint = Wohin die Felder eines Leads bei der Umwandlung kommen. Eigene Felder mit gleichem Namen und gleicher Art gehen von selbst mit.
lead-map-of = { $field } von { $lead } kommt in dieses Feld von { $object }
lead-map-nowhere = Nirgendwohin
