# Calendars. What stands between percent signs is filled in by the page's script.
calendar-before = Earlier
calendar-next = Later
calendar-today = Today
calendar-span = Show
calendar-day = Day
calendar-week = Week
calendar-month = Month
calendar-agenda = Agenda
calendar-date = Date
calendar-from-until = { $from } to { $until }
calendar-day-named =
    { $count ->
        [0] { $day }, nothing
        [one] { $day }, { $count } entry
       *[other] { $day }, { $count } entries
    }
calendar-is-today = Today, { $day }
calendar-more = +{ $count } more
calendar-all-of = Show all { $count }
calendar-all-day = all day
calendar-late = Late:
calendar-nothing = Nothing on these days.
calendar-add = Add { $what } on { $day }
calendar-add-here = Add on this day
calendar-hint = Arrow keys go from day to day. Shift with an arrow moves an entry; Space lifts it, arrows carry it, Enter drops it, Escape puts it back.
calendar-said-lifted = %title% lifted. Arrows choose a day, Enter drops it, Escape puts it back.
calendar-said-over = %title% over %day%
calendar-said-moved = %title% moved to %day%
calendar-said-back = %title% stays on %day%
calendar-offline = Not moved: the server cannot be reached.
calendar-move = Move
calendar-move-title = Move { $title } to another day
calendar-moved = { $title } moved to { $day }
calendar-no-day = Write the day like 2026-01-31
calendar-item-at = { $title }, { $at }
calendar-moved-to-hour = { $title } moved to { $day }, { $at }
calendar-no-hour = Write the time like 14:30
calendar-hour = Time
calendar-hint-hours = Arrow keys go from day to day. Shift with an arrow moves an entry by a day or by half an hour; Space lifts it, arrows carry it, Enter drops it, Escape puts it back.
