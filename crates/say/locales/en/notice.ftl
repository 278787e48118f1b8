# Notices: what others did that concerns one.
notice-title = Notices
notice-all = All
notice-unread = Unread
notice-mentions = Mentions
notice-which = Which notices
notice-read-all = Mark all read
notice-all-read = All notices are read
notice-nothing = Nothing to tell you
notice-nothing-text = You hear here when somebody speaks to you in a note, makes a record yours, or changes a record you follow.
notice-settings = Choose what you hear of
notice-shown =
    { $count ->
        [one] { $count } notice
       *[other] { $count } notices
    }
notice-is-unread = Unread:
notice-mention = { $who } mentioned you on { $title }
notice-owner = { $who } made you owner of { $title }
notice-owners =
    { $count ->
        [one] { $who } made you owner of { $title } and { $count } other
       *[other] { $who } made you owner of { $title } and { $count } others
    }
notice-changed = { $who } changed { $title }
notice-changes = { $title } was changed { $count } times, last by { $who }
notice-want-mention = Mentions
notice-want-mention-hint = Somebody speaks to you by @ and your name.
notice-want-owner = Records made yours
notice-want-owner-hint = Somebody makes you owner of a record.
notice-want-changed = Records you follow
notice-want-changed-hint = Somebody else changes a record you follow.
notice-reminder = Reminder: { $title }
notice-want-reminder = Reminders
notice-want-reminder-hint = The time has come that you wanted to be reminded at.
