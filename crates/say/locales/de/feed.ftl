# Zeitleisten.
feed-undo-hint = Den vorherigen Stand wiederherstellen
feed-undo-all = Alles rückgängig
feed-undo-all-hint = Alles zurücknehmen, was gemeinsam geändert wurde
