# Formulare für Fremde: der Bau und die Seite, die Fremde sehen.
webform-questions = Fragen
webform-questions-hint = Haken Sie an, wonach das Formular fragt und was beantwortet sein muss. Pfeile ändern die Reihenfolge.
webform-not-saved-questions = Die Fragen wurden nicht gespeichert
webform-saved = Fragen gespeichert
webform-changed-meanwhile = Jemand hat dieses Formular geändert, nachdem Sie es geöffnet hatten. Sehen Sie nach und ändern Sie es noch einmal.
webform-back = Zurück zum Formular
webform-must = Pflicht
webform-up = { $field }: einen Platz höher
webform-down = { $field }: einen Platz tiefer
webform-places = Wo es steht
webform-active = Aktiv
webform-inactive = Nicht aktiv
webform-inactive-hint = Niemand kann dieses Formular öffnen oder senden, bis es aktiv ist.
webform-address = Seine Adresse
webform-open = Formular öffnen
webform-snippet = Für eine eigene Seite
webform-snippet-hint = Fügen Sie es dort ein, wo das Formular stehen soll. Welche Websites es einbinden dürfen, sagt das Feld „Eingebunden auf“.
webform-send = Senden
webform-not-sent = Das wurde nicht gesendet
webform-send-again = Das war schneller, als Menschen schreiben, oder die Seite stand sehr lange offen. Bitte senden Sie es noch einmal.
webform-too-often = Das wurde zu oft aus Ihrem Netz gesendet. Versuchen Sie es wieder in { $count ->
    [one] einer Minute
   *[other] { $count } Minuten
}. „Zurück“ im Browser bringt, was Sie geschrieben haben.
webform-too-large = Das ist mehr, als das Formular annimmt. Kürzen Sie den Text und senden Sie es noch einmal.
webform-no-files = Dieses Formular nimmt keine Dateien an
webform-trap = Lassen Sie dies leer
webform-consent-label = Einwilligung
webform-thanks = Vielen Dank
webform-thanks-usual = Wir haben Ihre Angaben und melden uns.
webform-confirm = Bestätigen Sie Ihre E-Mail-Adresse
webform-confirm-it = Ja, das ist meine Adresse
webform-confirmed = Ihre Adresse ist bestätigt
webform-confirmed-more = Sie können diese Seite schließen.
webform-confirm-unknown = Dieser Link ist nicht bekannt. Öffnen Sie ihn so, wie er in der E-Mail steht.
