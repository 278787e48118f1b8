# Die Palette: Überschriften und Zeilen.
palette-best = Bester Treffer
palette-nothing = Nichts gefunden
palette-recent = Zuletzt
palette-create = Anlegen
palette-go = Gehe zu
palette-anywhere = Überall
palette-records = Datensätze
palette-for = Für { $who }
palette-open = Öffnen
palette-all = Alle { $what }
palette-all-results = Alle Ergebnisse für { $words }
palette-view = { $object }: { $view }
palette-made-of = { $new }: { $name }
