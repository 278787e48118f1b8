# Boards: Spalten, Karten und wie Karten bewegt werden. Was zwischen Prozentzeichen steht, setzt das Skript der Seite ein.
board-region = { $objects } nach { $field }
board-hint = Mit den Pfeiltasten gehen Sie von Karte zu Karte. Umschalt mit links oder rechts verschiebt die Karte in die nächste Spalte; die Leertaste hebt sie an, Pfeile tragen sie, Eingabe legt sie ab, Escape legt sie zurück.
board-hint-still = Mit den Pfeiltasten gehen Sie von Karte zu Karte.
board-said-lifted = %title% aus %lane% angehoben. Links und rechts wählen eine Spalte, Eingabe legt ab, Escape legt zurück.
board-said-over = %title% über %lane%
board-said-moved = %title% nach %lane% verschoben
board-said-back = %title% bleibt in %lane%
board-offline = Nicht verschoben: Der Server ist nicht erreichbar.
board-unfold = { $lane } zeigen
board-fold = Einklappen
board-fold-named = { $lane } einklappen
board-add = Zu { $lane } hinzufügen
board-add-named = { $what } zu { $lane } hinzufügen
board-of-total = { $percent } % der Summe
board-weighted = { $sum } bei { $percent } %
board-drop-here = Zum Abschließen hier ablegen
board-asking = { $lane }, nach dem Grund fragen
board-not-now = Jetzt nicht
board-not-now-days = Jetzt nicht, { $count } Tage
board-none = Ohne { $field }
board-today = heute
board-tomorrow = morgen
board-yesterday = gestern
board-task-late = { $task }, überfällig seit { $day }
board-late = Überfällig:
board-owner = Zuständig: { $name }
board-quiet =
    { $count ->
        [one] Seit { $count } Tag still
       *[other] Seit { $count } Tagen still
    }
board-no-step = Kein nächster Schritt
board-in-list = Alle als Liste zeigen
board-move = Verschieben
board-move-title = { $title } verschieben
board-move-to = Nach { $lane } verschieben
board-moves-to = { $title } kommt nach { $lane }
board-here = hier ist es
board-moved = { $title } nach { $lane } verschoben
board-put-off = { $title }: { $field } ist jetzt { $day }
board-not-moved = Es wurde nicht verschoben.
board-asks = { $lane } verlangt diese Angabe
board-forecast = Prognose
board-won = Gewonnen
board-commit = Zugesagt
board-best-case = Wahrscheinlich
board-pipeline = Pipeline
board-expected = Gewichtete Prognose
board-expected-of = Nach den Chancen der Phasen sind { $percent } % von { $total } zu erwarten.
