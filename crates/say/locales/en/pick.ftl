# Pick.
pick-create = Create { $name }
