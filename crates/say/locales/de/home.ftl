# Die Startseite.
home-mine = Meine
home-team = Mein Team
home-everyone = Alle
home-whose = Wessen Zahlen
home-morning = Guten Morgen, { $name }
home-afternoon = Guten Tag, { $name }
home-evening = Guten Abend, { $name }
home-recent = Zuletzt angesehen
home-changed = Zuletzt geändert
home-following = Gefolgt
home-first-steps = Erste Schritte
home-first-count = { $done } von { $all }
home-first-dismiss = Erste Schritte ausblenden
home-first-dismissed = Die ersten Schritte sind ausgeblendet
home-step-done = Erledigt:
home-step-company = Firma benennen
home-step-goal = Ein Ziel setzen
home-step-import = Kontakte übernehmen
home-step-deal = Erstes Geschäft anlegen
home-step-pipeline = Phasen ansehen
home-step-task = Erste Aufgabe notieren
home-step-people = Kollegin oder Kollegen einladen
home-step-field = Eigenes Feld anlegen
home-demo = Demodaten
home-demo-in = { $name } enthält Demodaten.
home-demo-remove = Demodaten entfernen
home-nothing-due = Heute ist nichts fällig.
home-due =
    { $count ->
        [one] Heute ist eine Sache zu tun.
       *[other] Heute sind { $count } Dinge zu tun.
    }
home-due-late =
    { $count ->
        [one] Eine Sache ist zu tun, und sie ist überfällig.
       *[other] Heute sind { $count } Dinge zu tun, davon { $late } überfällig.
    }
home-today = Heute
home-upcoming = Demnächst
home-delegated = Delegiert
home-which-tasks = Welche Aufgaben
home-no-tasks = Nichts ist fällig. Aufgaben erscheinen hier am Tag ihrer Fälligkeit.
home-no-upcoming = Nichts ist geplant.
home-no-delegated = Sie haben niemandem eine offene Aufgabe gegeben.
home-all-tasks = Alle { $count }
home-mark-done = „{ $task }“ als erledigt markieren
home-done = Als erledigt markieren
home-late = Überfällig:
home-close-passed = Abschluss überfällig
home-closes-today = Abschluss heute
home-closes-tomorrow = Abschluss morgen
home-closes-in = Abschluss in { $count } Tagen
home-quiet = Seit { $count } Tagen still
home-no-next = Kein nächster Schritt
home-my-pipeline = Meine Pipeline
home-team-pipeline = Pipeline meines Teams
home-pipeline = Pipeline
home-in = { $value } in { $deals }
home-no-deals = Kein Geschäft braucht Aufmerksamkeit.
home-attention = Geschäfte, die Aufmerksamkeit brauchen
home-why = Warum
home-when = Wann
home-amount = Betrag
home-won = Gewonnen im Quartal
home-win-rate = Gewinnquote im Quartal
home-open-pipeline = Offene Pipeline
home-average = Mittleres Geschäft im Quartal
home-open-board = Board öffnen
home-again = Sie wiederholt sich
