# The bin, and lists as files.
bin-title = Bin
bin-all = All
bin-kinds = What was deleted
bin-nothing = The bin is empty
bin-nothing-text = What is deleted stays here for 30 days and can be taken back.
bin-text = What is deleted stays here for 30 days, then it is destroyed.
bin-empty-it = Empty the bin
bin-choose = Choose
bin-choose-one = Choose { $name }
bin-name = Name
bin-what = What
bin-by = Deleted by
bin-when = When
bin-action = Action
bin-restore = Restore
bin-restore-one = Restore { $name }
bin-destroy = Destroy
bin-destroy-one = Destroy { $name }
bin-restore-chosen = Restore the chosen
bin-destroy-chosen = Destroy the chosen
bin-choose-first = Choose at least one record first
bin-restored = { $count ->
    [one] { $count } record is back
   *[other] { $count } records are back
}
bin-restored-some = { $count } records are back, { $left } were not yours to restore
bin-restored-none = None of them is yours to restore
bin-destroyed = { $count ->
    [one] { $count } record is destroyed
   *[other] { $count } records are destroyed
}
bin-destroyed-some = { $count } records are destroyed, { $left } were not yours to destroy
bin-destroyed-none = None of them is yours to destroy
bin-ask-title = { $count ->
    [one] Destroy { $count } record
   *[other] Destroy { $count } records
}
bin-ask-final = This cannot be undone.
bin-ask-text = The records and their values are gone for good, and links to them become empty. The log keeps that they were there.
bin-ask-do = { $count ->
    [one] Destroy { $count } record
   *[other] Destroy { $count } records
}
bin-ask-keep = Keep them
