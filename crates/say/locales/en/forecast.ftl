forecast-title = Forecast
forecast-period = Period
forecast-length = Month or quarter
forecast-month = Month
forecast-quarter = Quarter
forecast-rows = Rows
forecast-by-owner = Owner
forecast-by-team = Team
forecast-by-pipeline = Pipeline
forecast-as-of-day = As of
forecast-show = Show
forecast-as-of = As of the end of { $day }.
forecast-whole = The whole of { $period }
forecast-table = Forecast for { $period }
forecast-won = Won
forecast-commit = Commit
forecast-best-case = Best case
forecast-pipeline = Pipeline
forecast-omitted = Omitted
forecast-by-chance = By chance
forecast-category-of = Forecast of { $what }
forecast-weighted = Weighted
forecast-open = Open, by history
forecast-new = Not yet opened, by history
forecast-adjusted = Adjusted
forecast-called = Forecast
forecast-quota = Quota
forecast-gap = Gap
forecast-all = All
forecast-nobody = Nobody
forecast-method-category = By category
forecast-method-weighted = Weighted
forecast-method-history = By history
forecast-won-and-commit = Won and committed
forecast-won-and-weighted = Won and open times chance
forecast-deals = { $count ->
    [one] { $count } deal
   *[other] { $count } deals
}
forecast-between = { $low } to { $high } in 4 of 5 cases
forecast-short-of = { $amount } short
forecast-over = { $amount } over
forecast-thin-short = Too little history
forecast-thin-closed = There is too little history to learn from: { $closed } deals closed and { $won } won, and it takes { $needs } and { $wins }. Until then nothing is said by history.
forecast-thin-unchecked = There is no earlier period the forecast by history could be checked with. Until there is, nothing is said by history.
forecast-set-quota = Set quota
forecast-adjust = Adjust
forecast-no-score = No chance is shown for a single deal: who wins cannot be told from stage and age alone, only how many.
forecast-undated = { $count ->
    [one] { $count } open deal has no expected close and counts in the period that runs.
   *[other] { $count } open deals have no expected close and count in the period that runs.
}
forecast-guessed = { $count ->
    [one] { $count } open deal has no amount and counts with the mean of won deals of its product or pipeline, or the list price.
   *[other] { $count } open deals have no amount and count with the mean of won deals of their product or pipeline, or the list price.
}
forecast-unconverted = { $count ->
    [one] { $count } amount has no exchange rate and is not counted.
   *[other] { $count } amounts have no exchange rate and are not counted.
}
forecast-learnt = By history: from { $deals } deals closed in the last { $days } days; the chances of open deals times { $open }, of deals to come times { $new }, as the last { $periods ->
    [one] period
   *[other] { $periods } periods
} came out.
forecast-past = How good it was
forecast-past-hint = What each method said on the last day before a period, and how far that was from what came in.
forecast-came = Came in
forecast-from = From
forecast-kept = Kept that night
forecast-again = Reckoned again from the log
forecast-bad-period = { $given } is no period: write a quarter like 2026-Q4 or a month like 2026-11
forecast-bad-day = { $given } is no day like 2026-01-31
forecast-bad-by = { $given } is none of owner, team, pipeline
forecast-no-pipeline = There is no pipeline { $name }
forecast-future = A forecast can be as of today or a day before
forecast-quota-negative = A quota is 0 or more
forecast-one-of-both = Name a person or a team, not both
forecast-only-managers = Quotas and adjustments are kept by managers and administrators
forecast-adjust-nothing = Say how much more, or with a minus how much less
forecast-far = A forecast reaches two years ahead
