# Das Protokoll des Arbeitsbereichs.
log-entries =
    { $count ->
        [one] { $count } Eintrag
       *[other] { $count } Einträge
    }
log-nothing-here = Nichts dergleichen unter den durchgesehenen Ereignissen. Unten geht es weiter zurück.
log-nothing = Nichts dergleichen ist geschehen.
log-when = Wann
log-who = Wer
log-what = Was
log-action = Aktion
log-rondo = Rondo selbst
log-schema = Schema
log-roles = Rollen
log-filter = Protokoll filtern
log-anybody = Alle Personen
log-object = Objekt
log-any-object = Alle Objekte
log-done = Was getan wurde
log-anything = Alles
log-from = Von
log-to = Bis
log-filter-button = Filtern
log-somebody = Jemand
log-details = Details
log-cause = durch { $cause }
log-created = { $what } { $title } angelegt
log-verb-created = Angelegt
log-updated = { $what } { $title } geändert
log-verb-updated = Geändert
log-deleted = { $what } { $title } gelöscht
log-verb-deleted = Gelöscht
log-restored = { $what } { $title } wiederhergestellt
log-verb-restored = Wiederhergestellt
log-destroyed = { $what } { $title } endgültig gelöscht
log-verb-destroyed = Endgültig gelöscht
log-verb-changed = Verändert
log-changed-schema = Objekte und Felder geändert
log-changed-settings = Einstellungen geändert
log-record = Datensatz
log-verb = Getan
log-changes = Änderungen
log-first-200 = Das sind die ersten 200.
log-batch = Vorgang
log-by-import = durch einen Import
log-by-undo = durch Rückgängigmachen
log-by-bulk = mit anderen zugleich
log-by-demo = als Beispiel
log-by-setup = bei der Einrichtung
log-by-rondo = durch Rondo selbst ({ $name })
log-views = Geteilte Ansichten
log-tokens = Token
log-invites = Einladungen
log-role-made = Rolle { $role } angelegt
log-role-changed = Rolle { $role } geändert
log-view-shared = Ansicht { $view } geteilt
log-view-changed = Geteilte Ansicht { $view } geändert
log-view-deleted = Geteilte Ansicht { $view } gelöscht
log-view-restored = Geteilte Ansicht { $view } wiederhergestellt
log-token-made = Token { $token } für { $user } angelegt
log-token-revoked = Token { $token } von { $user } widerrufen
log-invite-made = { $name } eingeladen
log-invite-renewed = Neuen Link für { $name } angelegt
log-invite-accepted = { $name } hat über die Einladung ein Passwort gesetzt
log-verb-revoked = Widerrufen
log-verb-renewed = Erneuert
log-verb-accepted = Angenommen
log-more =
    { $count ->
        [one] und { $count } weitere
       *[other] und { $count } weitere
    }
log-part-scopes = Darf verwendet werden für
log-part-goals = Ziele
log-part-admin = Administration
log-part-layout = Darstellung
log-part-columns = Spalten
log-part-by = Angeordnet nach
log-part-until = Gültig bis
log-stays-schema = Das lässt sich hier nicht rückgängig machen: Datensätze können inzwischen Werte haben. Ändern Sie es dort zurück, wo Objekte und Felder eingestellt werden.
log-stays-role = Eine angelegte Rolle bleibt, denn Personen können sie haben. Nehmen Sie sie ihnen, oder ändern Sie ihre Rechte.
log-stays-token = Ein Token wird nicht rückgängig gemacht, sondern in der Liste der Token widerrufen.
log-stays-revoked = Was widerrufen ist, bleibt es. Legen Sie ein neues Token an.
log-stays-accepted = Ein gesetztes Passwort wird nicht zurückgenommen. Deaktivieren Sie die Person, oder geben Sie ihr einen neuen Link.
log-stays-invite = Ein Link wird nicht rückgängig gemacht: Ein neuer beendet ihn, ebenso das Deaktivieren der Person.
log-stays-setting = Das Bild wird nicht aufbewahrt, sobald ein anderes an seine Stelle tritt. Wählen Sie es in den Einstellungen neu.
log-settings = Einstellungen
log-rates = Wechselkurse
log-rates-imported = hat Wechselkurse gespeichert
log-stays-rates = Kurse werden ersetzt, indem man die richtigen sendet
