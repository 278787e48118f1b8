# The log of the workspace.
log-entries =
    { $count ->
        [one] { $count } entry
       *[other] { $count } entries
    }
log-nothing-here = Nothing of this kind among the events looked through. Look further back below.
log-nothing = Nothing of this kind was done.
log-when = When
log-who = Who
log-what = What
log-action = Action
log-rondo = Rondo itself
log-schema = Schema
log-roles = Roles
log-filter = Filter the log
log-anybody = Anybody
log-object = Object
log-any-object = Any object
log-done = What was done
log-anything = Anything
log-from = From
log-to = To
log-filter-button = Filter
log-somebody = Somebody
log-details = Details
log-cause = by { $cause }
log-created = Created { $what } { $title }
log-verb-created = Created
log-updated = Updated { $what } { $title }
log-verb-updated = Updated
log-deleted = Deleted { $what } { $title }
log-verb-deleted = Deleted
log-restored = Restored { $what } { $title }
log-verb-restored = Restored
log-destroyed = Destroyed { $what } { $title }
log-verb-destroyed = Destroyed
log-verb-changed = Changed
log-changed-schema = Changed objects and fields
log-changed-settings = Changed settings
log-record = Record
log-verb = Done
log-changes = Changes
log-first-200 = These are the first 200.
log-batch = Batch
log-by-import = by an import
log-by-undo = by undoing
log-by-bulk = with others at once
log-by-demo = as an example
log-by-setup = when it was set up
log-by-rondo = by Rondo itself ({ $name })
log-views = Shared views
log-tokens = Tokens
log-invites = Invitations
log-role-made = Made the role { $role }
log-role-changed = Changed the role { $role }
log-view-shared = Shared the view { $view }
log-view-changed = Changed the shared view { $view }
log-view-deleted = Deleted the shared view { $view }
log-view-restored = Brought back the shared view { $view }
log-token-made = Made the token { $token } for { $user }
log-token-revoked = Revoked the token { $token } of { $user }
log-invite-made = Invited { $name }
log-invite-renewed = Made a new link for { $name }
log-invite-accepted = { $name } set a password by invitation
log-verb-revoked = Revoked
log-verb-renewed = Renewed
log-verb-accepted = Accepted
log-more =
    { $count ->
        [one] and { $count } more
       *[other] and { $count } more
    }
log-part-scopes = May be used for
log-part-goals = Goals
log-part-admin = Administrator
log-part-layout = Layout
log-part-columns = Columns
log-part-by = Arranged by
log-part-until = Works until
log-stays-schema = This is not undone from here: records may have values by now. Change it back where objects and fields are set.
log-stays-role = A role that was made stays, since people may have it. Take it from them, or change its rights.
log-stays-token = A token is not undone but revoked, where tokens are listed.
log-stays-revoked = What was revoked stays so. Make a new token.
log-stays-accepted = A password that was set is not taken back. Switch the person off, or give them a new link.
log-stays-invite = A link is not undone: a new one puts an end to it, and so does switching the person off.
log-stays-setting = The picture is not kept once another takes its place. Choose it again in the settings.
log-settings = Settings
log-rates = Exchange rates
log-rates-imported = saved exchange rates
log-stays-rates = Rates are replaced by sending the right ones
