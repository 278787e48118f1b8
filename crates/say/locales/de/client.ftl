# Was Skripte sagen.
client-silent = Nicht gespeichert: Der Server hat nicht geantwortet
client-unconnected = Nicht gespeichert: keine Verbindung
client-leave = Ohne Speichern verlassen? Was Sie hier geändert haben, geht verloren.
client-ago = vor { $count } Min.
