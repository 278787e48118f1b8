# Was Tasten in Listen, Boards und Kalendern tun, für die Übersicht der Tastenkürzel.
keys-rows = Nächste Zeile, Zeile davor
keys-open = Öffnen
keys-peek = Neben der Liste ansehen
keys-views = Erste bis neunte Ansicht
keys-cells = Zelle danach, Zelle davor
keys-cell-edit = Zelle bearbeiten
keys-select = Zeile auswählen
keys-select-to = Bis zu dieser Zeile auswählen
keys-select-all = Alles in der Ansicht auswählen
keys-cards = Von Karte zu Karte
keys-card-move = Karte in die Spalte daneben
keys-lift = Anheben; Pfeile tragen, Enter legt ab
keys-edit = Bearbeiten
keys-days = Von Tag zu Tag
keys-item-move = Auf den Tag davor, danach verschieben
