# Das eigene Profil.
profile-language = Sprache
profile-language-workspace = Wie der Arbeitsbereich
