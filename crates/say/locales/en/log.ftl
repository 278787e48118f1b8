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
log-changed-role = Changed a role
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
