# Boards: lanes, cards and how cards move. What stands between percent signs is filled in by the page's script.
board-region = { $objects } by { $field }
board-hint = Arrow keys go from card to card. Shift with left or right moves the card to the next lane; Space lifts it, arrows carry it, Enter drops it, Escape puts it back.
board-hint-still = Arrow keys go from card to card.
board-said-lifted = %title% lifted from %lane%. Left and right choose a lane, Enter drops it, Escape puts it back.
board-said-over = %title% over %lane%
board-said-moved = %title% moved to %lane%
board-said-back = %title% stays in %lane%
board-offline = Not moved: the server cannot be reached.
board-unfold = Show { $lane }
board-fold = Fold up
board-fold-named = Fold { $lane } up
board-add = Add to { $lane }
board-add-named = Add { $what } to { $lane }
board-of-total = { $percent }% of the total
board-weighted = { $sum } at { $percent }%
board-drop-here = Drop here to close
board-asking = { $lane }, ask for a reason
board-not-now = Not now
board-not-now-days = Not now, { $count } days
board-none = No { $field }
board-today = today
board-tomorrow = tomorrow
board-yesterday = yesterday
board-task-late = { $task }, late since { $day }
board-late = Late:
board-owner = Owner { $name }
board-quiet =
    { $count ->
        [one] Quiet for { $count } day
       *[other] Quiet for { $count } days
    }
board-no-step = No next step
board-in-list = Show all in a list
board-move = Move
board-move-title = Move { $title }
board-move-to = Move to { $lane }
board-moves-to = { $title } moves to { $lane }
board-here = it is here
board-moved = { $title } moved to { $lane }
board-put-off = { $title }: { $field } is { $day } now
board-not-moved = It was not moved.
board-asks = { $lane } asks for this
board-forecast = Forecast
board-won = Won
board-commit = Commit
board-best-case = Best case
board-pipeline = Pipeline
board-expected = Weighted forecast
board-expected-of = By the chances of its stages { $percent }% of { $total } is to be expected.
