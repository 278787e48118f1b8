# What both a board and a calendar say of a record that is moved.
moving-refused = { $title } stays where it is. { $why }
moving-fixed = Your role may not change { $field }.
