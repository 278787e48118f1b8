# Die Suchseite.
search-begin = Alles durchsuchen
search-begin-more = Namen, Teile von E-Mail-Adressen und Telefonnummern, Wörter aus Notizen. Ein Tippfehler macht nichts.
search-everything = Alles
search-found-in = Gefunden in
search-show-all = Alle { $count } anzeigen: { $what }
search-nothing = Nichts gefunden für { $words }
search-nothing-more = Versuchen Sie weniger Wörter oder einen Wortanfang. Was Sie nicht sehen dürfen, wird nicht gefunden.
