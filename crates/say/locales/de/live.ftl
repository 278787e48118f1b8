# Wer sonst noch auf einer Seite ist.
live-here = { $name } ist hier
live-editing = { $name } bearbeitet gerade
live-editing-more = { $name } und { $count } weitere bearbeiten gerade
