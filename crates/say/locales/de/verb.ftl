# Was die Schaltflächen eines Datensatzes tun.
verb-may-not-delete = Mit Ihrer Rolle dürfen Sie diesen Datensatz nicht löschen ({ $what })
verb-may-not-restore = Mit Ihrer Rolle dürfen Sie diesen Datensatz nicht wiederherstellen ({ $what })
verb-may-not-destroy = Mit Ihrer Rolle dürfen Sie diesen Datensatz nicht endgültig löschen ({ $what })
verb-not-saved = Nicht gespeichert. { $why }
verb-conflict = Nicht gespeichert: Jemand hat diesen Datensatz inzwischen geändert ({ $what }). Sehen Sie ihn an und versuchen Sie es noch einmal
verb-ticked = { $title }, { $field }: ja
verb-unticked = { $title }, { $field }: nein
verb-binned = { $title } in den Papierkorb verschoben
verb-back = { $title } ist wieder da
verb-destroy = { $title } endgültig löschen
verb-no-way-back = Das lässt sich nicht rückgängig machen.
verb-destroy-more = Der Datensatz und seine Werte sind dann für immer fort, Verknüpfungen zu ihm werden leer. Im Protokoll bleibt, dass es ihn gab.
verb-destroy-it = Endgültig löschen
verb-keep-it = Behalten
verb-destroyed = { $title } ist endgültig gelöscht
verb-not-undone = Nicht rückgängig gemacht. { $why }
verb-undone =
    { $count ->
        [one] Rückgängig gemacht: ein Datensatz ist wie zuvor
       *[other] Rückgängig gemacht: { $count } Datensätze sind wie zuvor
    }
verb-undone-left =
    { $count ->
        [one] Rückgängig gemacht: ein Datensatz ist wie zuvor.
       *[other] Rückgängig gemacht: { $count } Datensätze sind wie zuvor.
    } { $left ->
        [one] Eines blieb: { $why }
       *[other] { $left } Dinge blieben, das erste: { $why }
    }
