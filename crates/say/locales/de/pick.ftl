# Pick.
pick-create = { $name } anlegen
