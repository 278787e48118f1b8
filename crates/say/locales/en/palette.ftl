# The palette: headings and lines.
palette-best = Best match
palette-nothing = Nothing found
palette-recent = Recent
palette-create = Create
palette-go = Go to
palette-anywhere = Anywhere
palette-records = Records
palette-for = For { $who }
palette-open = Open
palette-all = All { $what }
palette-all-results = All results for { $words }
palette-view = { $object }: { $view }
palette-made-of = { $new } { $name }
