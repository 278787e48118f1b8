# How often something comes again: in words, and the control it is chosen with.
recurrence-none = Does not repeat
recurrence-daily-offer = Every day
recurrence-workdays-offer = Every working day (Monday to Friday)
recurrence-weekly-offer = Every week
recurrence-monthly-offer = Every month
recurrence-yearly-offer = Every year
recurrence-own = A rule of your own
recurrence-own-label = The rule, as calendars write it (RRULE)
recurrence-until-label = Until (this day counts)
recurrence-count-label = Or how many times
recurrence-daily =
    { $n ->
        [one] every day
       *[other] every { $n } days
    }
recurrence-workdays = every working day
recurrence-weekly =
    { $n ->
        [one] every week
       *[other] every { $n } weeks
    }
recurrence-weekly-on =
    { $n ->
        [one] every week on { $days }
       *[other] every { $n } weeks on { $days }
    }
recurrence-monthly =
    { $n ->
        [one] every month
       *[other] every { $n } months
    }
recurrence-monthly-day =
    { $n ->
        [one] every month on day { $day }
       *[other] every { $n } months on day { $day }
    }
recurrence-monthly-last =
    { $n ->
        [one] every month on its last day
       *[other] every { $n } months on the last day
    }
recurrence-monthly-nth =
    { $n ->
        [one]
            { $which ->
                [first] every month on the first { $day }
                [second] every month on the second { $day }
                [third] every month on the third { $day }
                [fourth] every month on the fourth { $day }
               *[last] every month on the last { $day }
            }
       *[other]
            { $which ->
                [first] every { $n } months on the first { $day }
                [second] every { $n } months on the second { $day }
                [third] every { $n } months on the third { $day }
                [fourth] every { $n } months on the fourth { $day }
               *[last] every { $n } months on the last { $day }
            }
    }
recurrence-yearly =
    { $n ->
        [one] every year
       *[other] every { $n } years
    }
recurrence-rule = by the rule { $rule }
recurrence-times =
    { $count ->
        [one] { $often }, this once more
       *[other] { $often }, { $count } times in all from here
    }
recurrence-until = { $often }, until { $day }
