# Filters: chips, their form, spans of time.
filter-not = not: { $what }
filter-is-in = is in
filter-has = has
filter-is = is
filter-has-not = does not have
filter-is-not = is not
filter-before = is before
filter-up-to = is up to
filter-after = is after
filter-from = is from
filter-below = is below
filter-at-most = is at most
filter-above = is above
filter-at-least = is at least
filter-contains = contains
filter-contains-not = does not contain
filter-any-of = is any of
filter-none-of = is none of
filter-empty = is empty
filter-filled = is filled in
filter-yes = yes
filter-no = no
filter-minutes-ago =
    { $count ->
        [one] { $count } minute ago
       *[other] { $count } minutes ago
    }
filter-in-minutes =
    { $count ->
        [one] in { $count } minute
       *[other] in { $count } minutes
    }
filter-hours-ago =
    { $count ->
        [one] { $count } hour ago
       *[other] { $count } hours ago
    }
filter-in-hours =
    { $count ->
        [one] in { $count } hour
       *[other] in { $count } hours
    }
filter-days-ago =
    { $count ->
        [one] { $count } day ago
       *[other] { $count } days ago
    }
filter-in-days =
    { $count ->
        [one] in { $count } day
       *[other] in { $count } days
    }
filter-weeks-ago =
    { $count ->
        [one] { $count } week ago
       *[other] { $count } weeks ago
    }
filter-in-weeks =
    { $count ->
        [one] in { $count } week
       *[other] in { $count } weeks
    }
filter-months-ago =
    { $count ->
        [one] { $count } month ago
       *[other] { $count } months ago
    }
filter-in-months =
    { $count ->
        [one] in { $count } month
       *[other] in { $count } months
    }
filter-quarters-ago =
    { $count ->
        [one] { $count } quarter ago
       *[other] { $count } quarters ago
    }
filter-in-quarters =
    { $count ->
        [one] in { $count } quarter
       *[other] in { $count } quarters
    }
filter-years-ago =
    { $count ->
        [one] { $count } year ago
       *[other] { $count } years ago
    }
filter-in-years =
    { $count ->
        [one] in { $count } year
       *[other] in { $count } years
    }
filter-today = today
filter-yesterday = yesterday
filter-tomorrow = tomorrow
filter-this-week = this week
filter-last-week = last week
filter-next-week = next week
filter-this-month = this month
filter-last-month = last month
filter-next-month = next month
filter-this-quarter = this quarter
filter-last-quarter = last quarter
filter-next-quarter = next quarter
filter-this-year = this year
filter-last-year = last year
filter-next-year = next year
filter-now = now
filter-me = me
filter-last-days = last { $count } days
filter-next-days = next { $count } days
filter-named = Filter: { $what }
filter-remove = Remove filter { $what }
filter-say-with = Say with what it is compared
filter-find-field = Find a field
filter-show = Show
filter-value = Value
filter-yes-large = Yes
filter-no-large = No
filter-time-example = 2026-01-31 or last_30_days
filter-how = How it is compared
filter-me-named = Me ({ $name })
filter-by = Filter by
filter-by-field = Filter by { $field }
filter-through = { $field }: what it has
filter-offers = What could come next
filter-either = { $one } or { $other }
