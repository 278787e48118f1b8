# Imports: upload, match columns, check, import, repair, undo.
import-title = Import { $what }
import-crumb = Import
import-steps = Import steps
import-step-upload = Upload
import-step-match = Match columns
import-step-check = Check
import-step-import = Import
import-step-done = Done:
import-state-planned = Waiting
import-state-questions = To match
import-state-running = Running
import-state-reading = Reading
import-state-done = Done
import-state-checked = Checked
import-state-failed = Failed
import-state-stopped = Stopped
import-state-undone = Undone
import-rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
import-forbidden = Your role may not import. A manager or an administrator can.
import-upload-title = Import a file
import-upload-text = Any CSV: separators, encodings and date styles are recognised, columns are matched by their headings. Nothing is written before you have seen what would happen, and an import can be undone as a whole.
import-not-taken = The file was not taken.
import-object = What the rows are
import-file = Choose a file
import-drop = or drop it here
import-too-large = The file is larger than 1 GiB. Larger ones go in by the command rondo import.
import-workbook = This is an Excel workbook. Save it as CSV first: File, Save as, CSV UTF-8.
import-sending = Uploading
import-bring-mapping = Bring a mapping file
import-mapping-toml = Mapping (TOML)
import-mapping-too-large = A mapping has at most 2 MiB.
import-broken-form = The form cannot be read: { $why }.
import-upload = Upload
import-earlier = Earlier imports
import-col-file = File
import-col-what = What
import-col-state = State
import-col-who = By
import-col-when = Begun
import-created = Created
import-updated = Updated
import-unchanged = Unchanged
import-to-fix = To fix
import-linked = New { $what }
import-importing = Importing { $count } { $what }
import-importing-file = Importing { $name }
import-checking = Checking { $name }
import-reading = Reading { $name }
import-stop = Stop
import-leave-writing = You can leave this page: the import goes on, and everything can be undone in one go.
import-leave-reading = You can leave this page and come back. Nothing is written.
import-reload = See how far it is
import-done-of = { $done } of { $total } done
import-done-rows = { $done ->
    [one] { $done } row read
   *[other] { $done } rows read
}
import-rate = { $rate } rows a second
import-left-seconds = about { $seconds } s left
import-left-minutes = about { $minutes } m { $seconds } s left
import-ended = { $count ->
    [one] { $count } row of { $what } imported
   *[other] { $count } rows of { $what } imported
}
import-stopped = { $name } was stopped
import-failed = { $name } was not imported
import-undone = { $name } was taken back
import-undo = Undo this import
import-see = See the { $what }
import-another = Import another file
import-mapping-used = The mapping that was used
import-mapping-download = Download the mapping
import-stopped-stays = { $done } rows are dealt with and stay, { $left } are left. Go on with them, or undo the import.
import-stopped-nothing = Nothing was written.
import-continue = Go on
import-back-columns = Back to the columns
import-undone-records = { $count ->
    [one] { $count } record was put back
   *[other] { $count } records were put back
}
import-undone-left = { $count ->
    [one] One thing could not be put back, since it was changed afterwards:
   *[other] { $count } things could not be put back, since they were changed afterwards:
}
import-taken-back = { $name } taken back: { $count ->
    [one] { $count } record
   *[other] { $count } records
}
import-taken-back-left = { $name } taken back: { $count } records; { $left } were changed since and left
import-taking-back = { $name } is being taken back
import-saved = Saved, you can come back later
import-matched = { $matched } of { $count } columns matched.
import-none-open = Nothing needs a look before the check.
import-open = { $count ->
    [one] One needs a look before the check.
   *[other] { $count } need a look before the check.
}
import-show = Show columns
import-show-all = All { $count }
import-show-review = To review { $count }
import-columns = Columns of the file
import-col-column = Column in your file
import-col-goes = Goes to
import-col-result = Result
import-summary = Import summary
import-look-again = Look again
import-check = { $count ->
    [one] Check { $count } row
   *[other] Check { $count } rows
}
import-remembered = The columns are matched as in your last import of such a file.
import-remembered-see = See that import
import-pages = Pages
import-page = Page { $page } of { $pages }
import-page-before = Page before
import-page-next = Next page
import-page-note = Choose on one page at a time: look again keeps it.
import-field-for = Field for { $column }
import-leave-out = Do not import
import-other = Something else
import-id-of = Id in { $source }
import-own-id = Id in Rondo
import-new-field = New field: { $name }
import-new-name = Name of the new field for { $column }
import-new-kind = Kind of the new field for { $column }
import-new-wrong = The new field for { $column } needs a name and a kind
import-meaning-of = What { $value } means
import-choose = Choose a meaning
import-more-values = { $count ->
    [one] and one more value
   *[other] and { $count } more values
}
import-else = Values without a meaning
import-else-create = Create the missing { $what }
import-else-choices = Add them to the list
import-else-refuse = Refuse their rows, to be fixed later
import-else-empty = Leave the field empty
import-note-out = Left out
import-note-key = Key to find existing { $what }
import-note-similar = Similar words, { $percent }% sure
import-note-same = The heading fits
import-note-filled = { $count ->
    [one] { $count } value
   *[other] { $count } values
}
import-note-unknown = Nobody knows what this is
import-note-date = Day or month first?
import-note-number = Point or comma before decimals?
import-note-link = { $count ->
    [one] { $count } name is not known as { $field }
   *[other] { $count } names are not known as { $field }
}
import-note-choice = { $count ->
    [one] { $count } value is not in the list of { $field }
   *[other] { $count } values are not in the list of { $field }
}
import-note-choice-of = { $count } of { $all } values not in the list of { $field }
import-known-by = Rows are known by
import-known-none = Nothing: every row is new
import-known-hint = With a key such as the e-mail, rows that are there already are changed instead of doubled.
import-known-found = Duplicates found by key: { $known } will be updated, { $twice } twice in the file.
import-when-exists = When the { $what } exists
import-exists-fill = Fill in what is empty
import-exists-overwrite = Overwrite with the file
import-exists-keep = Leave it alone
import-when-twice = { $count ->
    [one] { $count } row has a key that came before
   *[other] { $count } rows have a key that came before
}
import-twice-update = Later rows change what earlier ones made
import-twice-refuse = Refuse the later rows
import-tag = Tag new { $what } with
import-derive = { $field }, made of columns
import-derive-hint = No column gives it. Headings in braces: {"{"}Product{"}"} for {"{"}Account{"}"}.
import-mapping-file = Mapping as a file
import-mapping-lay-over = Lay a mapping (TOML) over this one
import-day-first = Day first
import-month-first = Month first
import-checked = { $count ->
    [one] Checked: { $count } row of { $what }
   *[other] Checked: { $count } rows of { $what }
}
import-nothing-written = Nothing is written yet. This is what would happen.
import-now = { $count ->
    [one] Import { $count } row
   *[other] Import { $count } rows
}
import-would-created = Would be created
import-would-updated = Would be updated
import-would-refused = Would be refused
import-would-nothing = No row would be written as it is. Go back to the columns, or see below what is wrong.
import-first-created = First rows that would be created
import-first-updated = First rows that would be updated
import-first-unchanged = First rows that change nothing
import-first-refused = { $count ->
    [one] One row would be refused
   *[other] { $count } rows would be refused
}
import-refused-later = The others are imported all the same; these can be fixed afterwards, here in the browser.
import-line = Line
import-row = Row
import-record = Record
import-values = Values
import-problem = Problem
import-fix = Fix
import-skip = Skip
import-rows-to-fix = Rows to fix
import-errors-csv = Errors as CSV
import-try-again = { $count ->
    [one] Try again this one
   *[other] Try again these { $count }
}
import-fix-leave = Leave without trying again? What you fixed here is lost.
import-kind-of-error = Kind of error
import-other-cells = Other cells of this row
import-empty-cell = (empty)
import-cell-label = { $column } in line { $line }
import-share = { $count } rows share the value “{ $value }” in { $column }.
import-share-to = What to put in place of { $value }
import-share-set = { $count ->
    [one] Set in one row
   *[other] Set in all { $count }
}
import-skipped = Line { $line } is passed over
import-nothing-tried = No row was tried: none of them is refused any more
import-still-wrong = { $count ->
    [one] The row still has a problem
   *[other] All { $count } rows still have a problem
}
import-repaired = { $count ->
    [one] { $count } row imported
   *[other] { $count } rows imported
}
import-repaired-some = { $count } rows imported, { $left } still have a problem
