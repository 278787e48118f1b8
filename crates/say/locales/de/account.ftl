# Anmelden, das eigene Passwort.
account-sign-in = Anmelden
account-sign-in-to = Bei { $workspace } anmelden
account-email = E-Mail
account-password = Passwort
account-none = Noch kein Konto? Bitten Sie einen Administrator darum.
account-change = Passwort ändern
account-change-yours = Ihr Passwort ändern
account-signs-out = { $name }, damit werden Sie überall sonst abgemeldet.
account-old = Bisheriges Passwort
account-new = Neues Passwort
