# Eine Liste als Datei.
export-title = Export: { $what }
export-count = { $count ->
    [one] Ein Eintrag kommt in die Datei ({ $what }).
   *[other] { $count } Einträge kommen in die Datei ({ $what }).
}
export-rights = Was Sie nicht sehen dürfen, ist nicht darin.
export-form = Form der Datei
export-csv = CSV
export-csv-text = Text mit Kommas, UTF-8: Jede Tabellenkalkulation und Rondo selbst lesen es.
export-xlsx = Excel-Arbeitsmappe
export-xlsx-text = Tage als Tage, Zahlen als Zahlen; bis zu 1.048.575 Zeilen.
export-json = JSON
export-json-text = Eine Liste ganzer Datensätze, für Programme.
export-jsonl = JSON-Zeilen
export-jsonl-text = Ein Datensatz je Zeile, für Programme und große Dateien.
export-vcard = vCard
export-vcard-text = Für Adressbücher.
export-columns = Spalten
export-shown = Wie in der Liste
export-shown-text = Die Spalten der Liste in ihrer Reihenfolge.
export-all = Alle
export-all-text = Jedes Feld, das Sie sehen dürfen.
export-download = Herunterladen
export-unknown-format = Das Format ist csv, xlsx, json, jsonl oder vcard.
export-workbook-full = Eine Arbeitsmappe fasst höchstens 1.048.575 Zeilen: Grenzen Sie die Liste ein, oder nehmen Sie CSV.
export-forbidden = Ihre Rolle darf nicht exportieren ({ $what })
