# What both a board and a calendar say of a record that is moved.
moving-refused = { $title } bleibt, wo es ist. { $why }
moving-fixed = Ihre Rolle darf { $field } nicht ändern.
