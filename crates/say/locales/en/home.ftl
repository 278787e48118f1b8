# The first page.
home-mine = Mine
home-team = My team
home-everyone = Everyone
home-whose = Whose numbers
home-morning = Good morning, { $name }
home-afternoon = Good afternoon, { $name }
home-evening = Good evening, { $name }
home-recent = Recent
home-changed = Changed last
home-following = Following
home-first-steps = First steps
home-first-count = { $done } of { $all }
home-first-dismiss = Put the first steps away
home-first-dismissed = The first steps are put away
home-step-done = Done:
home-step-company = Name your company
home-step-goal = Set a goal
home-step-import = Bring in contacts
home-step-deal = Add the first deal
home-step-pipeline = Look at your stages
home-step-task = Write down the first task
home-step-people = Invite a colleague
home-step-field = Add a field of your own
home-demo = Demo data
home-demo-in = { $name } holds demo data.
home-demo-remove = Remove the demo data
home-nothing-due = Nothing is due today.
home-due =
    { $count ->
        [one] One thing to do today.
       *[other] { $count } things to do today.
    }
home-due-late =
    { $count ->
        [one] One thing to do, and it is late.
       *[other] { $count } things to do today, { $late } of them late.
    }
home-today = Today
home-upcoming = Upcoming
home-delegated = Delegated
home-which-tasks = Which tasks
home-no-tasks = Nothing is due. Tasks show up here on the day they are due.
home-no-upcoming = Nothing is planned.
home-no-delegated = You have given no open task to somebody else.
home-all-tasks = All { $count }
home-mark-done = Mark “{ $task }” as done
home-done = Mark as done
home-late = Late:
home-close-passed = Close date passed
home-closes-today = Closes today
home-closes-tomorrow = Closes tomorrow
home-closes-in = Closes in { $count } days
home-quiet = Quiet for { $count } days
home-no-next = No next step
home-my-pipeline = My pipeline
home-team-pipeline = My team’s pipeline
home-pipeline = Pipeline
home-in = { $value } in { $deals }
home-no-deals = No deal needs a look.
home-attention = Deals that need attention
home-why = Why
home-when = When
home-amount = Amount
home-won = Won this quarter
home-win-rate = Win rate this quarter
home-open-pipeline = Open pipeline
home-average = Average deal this quarter
home-open-board = Open board
home-again = It repeats
