# Mitteilungen: was andere getan haben und einen angeht.
notice-title = Mitteilungen
notice-all = Alle
notice-unread = Ungelesen
notice-mentions = Erwähnungen
notice-which = Welche Mitteilungen
notice-read-all = Alle als gelesen markieren
notice-all-read = Alle Mitteilungen sind gelesen
notice-nothing = Keine Mitteilungen
notice-nothing-text = Hier erfahren Sie, wenn jemand Sie in einer Notiz anspricht, Ihnen einen Datensatz überträgt oder einen ändert, dem Sie folgen.
notice-settings = Auswählen, was Sie erfahren
notice-shown =
    { $count ->
        [one] { $count } Mitteilung
       *[other] { $count } Mitteilungen
    }
notice-is-unread = Ungelesen:
notice-mention = { $who } hat Sie bei { $title } erwähnt
notice-owner = { $who } hat Ihnen { $title } übertragen
notice-owners =
    { $count ->
        [one] { $who } hat Ihnen { $title } und { $count } weiteren Datensatz übertragen
       *[other] { $who } hat Ihnen { $title } und { $count } weitere Datensätze übertragen
    }
notice-changed = { $who } hat { $title } geändert
notice-changes = { $title } wurde { $count } Mal geändert, zuletzt von { $who }
notice-want-mention = Erwähnungen
notice-want-mention-hint = Jemand spricht Sie mit @ und Ihrem Namen an.
notice-want-owner = Übertragene Datensätze
notice-want-owner-hint = Jemand macht Sie zur zuständigen Person eines Datensatzes.
notice-want-changed = Datensätze, denen Sie folgen
notice-want-changed-hint = Jemand anderes ändert einen Datensatz, dem Sie folgen.
notice-reminder = Erinnerung: { $title }
notice-want-reminder = Erinnerungen
notice-want-reminder-hint = Die Zeit ist da, zu der Sie erinnert werden wollten.
