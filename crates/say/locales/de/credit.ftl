# Gutschriften: was nicht geht, das Formular, das Papier.
credit-form = Gutschrift zu { $number }
credit-form-hint = Geben Sie an, wie viel von jeder Zeile gutgeschrieben wird. Rabatte gehen anteilig mit. Eine erteilte Gutschrift bleibt.
credit-form-issue = Gutschrift erteilen
credit-form-left = von { $left } { $unit }
credit-form-quantity = Menge der Gutschrift
credit-form-reason = Grund
credit-issued = Gutschrift erteilt
credit-no-line = Das ist keine Zeile dieser Rechnung
credit-no-lines = Geben Sie für mindestens eine Zeile eine Menge an
credit-not-issued = Die Gutschrift wurde nicht erteilt
credit-nothing-left = Diese Rechnung ist schon ganz gutgeschrieben
credit-pdf-credited = Gutgeschrieben
credit-pdf-of-invoice = Rechnung
credit-pdf-title = Gutschrift { $number }
credit-too-much = Es bleiben { $left }, die gutgeschrieben werden können: Geben Sie das oder weniger an
credit-wrong-quantity = Geben Sie eine Menge über null an
