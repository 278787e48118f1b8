# Zwei Fassungen eines Datensatzes.
conflict-title = Zwei Änderungen an einem Datensatz ({ $what })
conflict-who = { $name } hat gespeichert ({ $what }, { $ago }), während Sie geschrieben haben.
conflict-nobody = Während Sie geschrieben haben, wurde gespeichert ({ $what }).
conflict-choose = Wählen Sie, was gelten soll, wo beide ein Feld geändert haben. Was Sie nicht wählen, bleibt im Verlauf.
conflict-before = Vorher
conflict-theirs = Dort gespeichert
conflict-yours = Ihre Eingabe
conflict-empty = Leer
conflict-field = Feld
conflict-apart = Nur von einer Seite geändert: beides gilt
conflict-save = Auswahl speichern
conflict-drop = Meine Änderungen verwerfen
