# Words used everywhere.
app-cancel = Cancel
app-save = Save
app-close = Close
app-undo = Undo
app-search = Search
app-records =
    { $count ->
        [one] { $count } record
       *[other] { $count } records
    }
app-by = { $what } by { $who }
