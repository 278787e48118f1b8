# The page of a record.
record-timeline = Timeline
record-details = Details
record-details-of = { $what } details
record-related = Related
record-sections = Sections
record-system = Record
record-edit = Edit
record-edit-field = edit { $field }
record-show = Show
record-task = Task
record-as-of-wrong = Write a day like 2026-01-31, or an instant like 2026-01-31T17:00:00Z
record-back-to-today = Back to today
record-step-done = Done:
record-empty = empty
record-somebody = Somebody
record-follow = Follow
record-unfollow = Stop following
record-followed = You follow { $title }: it stands on Home
record-unfollowed = You no longer follow { $title }
record-previous = Previous record (K)
record-next = Next record (J)
record-is-first = This is the first of the list
record-is-last = This is the last of the list

# A value changed in place
record-field-not-saved = { $field } was not saved.
record-both = Theirs: { $theirs }. Yours: { $yours }.
record-keep-mine = Keep mine
record-take-theirs = Take theirs

# As it was
record-past = As it was on { $at }.
record-past-more = What happened later is not shown.
record-past-day = Another day
record-past-slider = Change by change
record-past-step = { $step } of { $count }
record-today = Today: { $value }
record-bin = In the bin since { $since }.
record-bin-more = It is destroyed 30 days later.
record-restore = Restore
record-destroy = Destroy

# Why is this value here
record-why = Why { $field } is what it is
record-why-box = Why is this value here?
record-why-hint = { $field }: why is this value here?
record-why-nobody = Nobody has put a value here yet.
record-why-made = when it was made
record-why-derived = worked out from { $fields }
record-why-with = together with { $fields }
record-put-back = Put back
record-now = Now
record-in-timeline = In the timeline
record-reverted = { $field } is what it was
record-not-reverted = Not put back. { $why }

# The timeline
record-timeline-empty = Nothing here yet.
record-timeline-parts = Show in timeline
record-show-all = All
record-show-notes = Notes
record-show-activities = Tasks and calls
record-show-related = Related
record-show-changes = Changes
record-show-files = Files
record-history-of = History of { $field }
record-older = Older
record-newest = Newest
record-did-create = added this { $what }
record-did-delete = moved it to the bin
record-did-restore = took it back from the bin
record-did-destroy = destroyed it
record-did-attach = added a file
record-did-detach = removed a file
record-did-move = moved it to { $stage }
record-did-change = changed { $field }
record-did-change-many = changed { $count } fields
record-did-write = wrote a { $what }
record-did-call = logged a { $what }
record-call = call
record-did-meet = logged a { $what }
record-meeting = meeting
record-did-plan = planned a { $what }
record-did-finish = finished a { $what }
record-did-change-guest = changed a { $what }
record-did-add = added the { $object } { $what }
record-did-end = moved the { $object } { $what } to { $stage }
record-becomes = to
record-tick = Done
record-by-import = by import
record-by-undo = by undoing a change
record-by-bulk = with others
record-by-demo = as an example
record-by-api = through the API
record-by-token = by the token { $name }

# Related lists
record-related-none = Nothing points to this record.
record-related-edit = Change { $list }
record-related-add = Add to { $list }
record-related-all = All { $what }
record-none-yet = None yet

# The composer
record-compose = Add to the timeline
record-compose-kind = Kind of entry
record-note = Note
record-log-call = Log call
record-meeting-tab = Meeting
record-write = Write a note. @ mentions a colleague
record-people = People
record-attach = Attach a file
record-mention = Mention somebody
record-follow-up = Follow up in { $days } days
record-follow-up-with = Follow up with { $title }
record-may-not-write = Your role may not write here
record-write-first = Write something first
record-call-without-words = Call
record-written = Saved

# Files
record-files = Files
record-files-add = Add files
record-files-send = Send
record-files-hint = Drop files on the page, at most { $size } each
record-files-none = No file was chosen
record-file-too-large = Larger than { $size }
record-files-failed = Not sent
record-files-added =
    { $count ->
        [one] 1 file added
       *[other] { $count } files added
    }
record-file-remove = Remove { $name }
record-file-removed = { $name } removed

# Linking
record-link = Link an existing { $what }
record-link-words = It will point to { $what } as its { $field }.
record-link-do = Link
record-link-choose = Choose one
record-linked = { $title } linked
record-unlinked = { $title } is no longer linked
record-unlink = Unlink { $title }

# A record beside its list
record-peek-open = Open
record-peek-close = Close (Esc)
record-peek-last = What happened last
record-peek-more = Everything that happened
record-place = { $place } of { $count }
record-place-far = { $most }+ of { $count }
record-did-submit = sent the form { $form } again
record-did-there = { $what }, at the { $object } { $record }
record-by-form = by the form { $name }
record-by-card = from a business card
record-by-conversion = by converting a lead
record-by-customer = by the customer
record-by-rule = by rule
record-line = Line { $row }
record-line-field = Line { $row }, { $field }
record-line-net = Line { $row } comes to
record-line-remove = Remove
record-lines-edit = Edit lines
record-lines-more = More lines
record-lines-none = No lines yet. Add what you sell.
record-lines-of = Lines of { $what }
record-lines-save = Save lines
record-lines-saved = Lines saved
record-lines-totals = What the lines come to
record-did-accept = took the customer’s yes
record-did-decline = took the customer’s no
record-written-unreached = Saved. Nobody was reached: press U to follow up
