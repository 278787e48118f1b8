# Tasks, calls and meetings: what is done with them.
task-snooze-command = Snooze
task-delegate-command = Delegate
task-log-command = Log the call
task-skip-command = Skip this one
task-stop-command = Stop repeating
task-invitation-command = Invitation (.ics)
task-follow-up-command = Follow up
task-snooze-title = Snooze { $task }
task-later = Later today
task-tomorrow = Tomorrow morning
task-next-week = Next week
task-until = Or until
task-snooze = Snooze
task-snoozed = Snoozed until { $day }, { $at }
task-delegate-title = Delegate { $task }
task-to = To whom
task-words = A word to go with it
task-words-hint = They read it in their notice, and it stays as a note on the task.
task-delegate = Delegate
task-delegated = Given to { $name }
task-log-title = Log the call: { $task }
task-said = What was said
task-log = Log and tick off
task-logged = Logged, and the task is done
task-skipped = Skipped: this is the next one
task-stopped = It does not repeat any more
task-follow-up-title = Follow up: { $record }
task-what = What to do
task-when = When
task-in-days =
    { $days ->
        [one] Tomorrow
       *[other] In { $days } days
    }
task-on = Or on a day
task-follow-up = Follow up
task-follow-up-made = You will follow up on { $day }
