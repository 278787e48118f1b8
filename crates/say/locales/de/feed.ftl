# Zeitleisten.
feed-undo-hint = Den vorherigen Stand wiederherstellen
feed-undo-all = Alles rückgängig
feed-undo-all-hint = Alles zurücknehmen, was gemeinsam geändert wurde
feed-calendar-hint = Ihr Telefon und Ihr Kalenderprogramm können Ihre Aufgaben, Anrufe und Besprechungen neben allem anderen zeigen. Tragen Sie die Adresse dort als Kalender ein, den Sie abonnieren.
feed-calendar-mine = Meine Aufgaben, Anrufe und Besprechungen
feed-calendar-team = Kalender von { $team }
feed-calendar-address = Die Adresse; wer sie hat, liest den Kalender
feed-calendar-make = Adresse erstellen
feed-calendar-renew = Neue Adresse erstellen
feed-calendar-end = Abschalten
feed-calendar-renew-hint = Eine neue Adresse beendet die alte: Tun Sie es, wenn die alte in falsche Hände kam.
feed-calendar-made = Es gibt eine neue Adresse
feed-calendar-ended = Die Adresse ist abgeschaltet
feed-calendar-range = Er enthält ein Jahr zurück und zwei Jahre voraus, höchstens 2.000 Einträge, und nur, was Sie sehen dürfen.
