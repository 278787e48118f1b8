# What buttons of a record do.
verb-may-not-delete = Your role may not delete this { $what }
verb-may-not-restore = Your role may not restore this { $what }
verb-may-not-destroy = Your role may not destroy this { $what }
verb-not-saved = Not saved. { $why }
verb-conflict = Not saved: somebody changed this { $what } meanwhile. Look at it, then try again
verb-ticked = { $title } { $field }: yes
verb-unticked = { $title } { $field }: no
verb-binned = { $title } moved to the bin
verb-back = { $title } is back
verb-destroy = Destroy { $title }
verb-no-way-back = This cannot be undone.
verb-destroy-more = The record and its values are gone for good, and links to it become empty. The log keeps that it was there.
verb-destroy-it = Destroy it
verb-keep-it = Keep it
verb-destroyed = { $title } is destroyed
verb-not-undone = Not undone. { $why }
verb-undone =
    { $count ->
        [one] Undone: { $count } record is as it was
       *[other] Undone: { $count } records are as they were
    }
verb-undone-left =
    { $count ->
        [one] Undone: { $count } record is as it was.
       *[other] Undone: { $count } records are as they were.
    } { $left ->
        [one] One thing was left: { $why }
       *[other] { $left } things were left, the first: { $why }
    }
