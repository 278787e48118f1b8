# Die kleinen Teile jeder Seite.
part-breadcrumb = Pfad
part-back-to = Zurück zu { $what }
part-live = Live
part-offline = Offline
part-pages = Seiten
part-first-page = Erste Seite
part-next-page = Nächste Seite
