# Seiten ohne Inhalt: leer, nicht gefunden, nicht erlaubt, unser Fehler.
blank-not-found = Diese Seite gibt es nicht oder nicht mehr
blank-not-found-head = Seite nicht gefunden
blank-not-found-line = Der Datensatz wurde vielleicht gelöscht, oder Sie dürfen ihn nicht sehen. Gelöschtes liegt im Papierkorb.
blank-forbidden = Sie haben hierauf keinen Zugriff
blank-forbidden-head = Nicht erlaubt
blank-internal = Bei uns ist etwas schiefgegangen
blank-internal-head = Etwas ist schiefgegangen
blank-internal-line = Es ist als { $id } festgehalten. Nichts wurde geändert. Versuchen Sie es erneut, und sagen Sie es Ihrem Administrator, wenn es bleibt.
blank-home = Zur Startseite
blank-just-here = Hier waren Sie gerade
blank-decides = Administrator, entscheidet darüber
blank-ask = Zugriff erbitten
blank-ask-subject = Zugriff auf { $page }
