# Forms of records: new, edit, drafts, conflicts, the picker of linked records.
form-new = New { $what }
form-edit = Edit { $what }
form-create = Create { $what }
form-create-another = Create and add another
form-save = Save
form-save-another = Save and new
form-cancel = Cancel
form-owner = Owner
form-not-saved = { $count ->
    [one] The { $what } was not saved. One thing needs a change.
   *[other] The { $what } was not saved. { $count } things need a change.
}
form-added = { $what } { $title } added
form-saved = { $what } saved
form-leave = Leave without saving? What you wrote is kept as a draft on this device.
form-leave-dialog = Close without saving? What you wrote here is lost.
form-draft-found = There is a draft of yours that was not saved, from
form-draft-restore = Restore it
form-draft-discard = Discard it
form-draft-kept = Kept as a draft on this device
form-make-with = Create { $name } with this
form-many-add = Add another { $field }
form-many-remove = Remove this { $field }
form-shown-when = Asked for only when: { $condition }

form-when-field = Asked for only when
form-when-hint = A condition on the record, as in a filter: stage = won. Empty: always. What is hidden keeps its value.
form-when-group = The group { $group } is asked for only when

form-signed-out = You were signed out. Sign in: what you wrote goes along.
form-signed-in-again = You are signed in again
form-still-here = What you wrote is still here.
form-carry-on = Save it now
form-drop-it = Drop it
form-busy = Others are changing this record right now
