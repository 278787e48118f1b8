# Lange Texte.
prose-more = Mehr
prose-less = Weniger
