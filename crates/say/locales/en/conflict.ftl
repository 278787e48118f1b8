# Two versions of a record.
conflict-title = Two changes of one { $what }
conflict-who = { $name } saved this { $what } { $ago }, while you were writing.
conflict-nobody = This { $what } was saved while you were writing.
conflict-choose = Choose what is to hold where you both changed a field. What you do not choose stays in the timeline.
conflict-before = Before
conflict-theirs = Theirs
conflict-yours = Yours
conflict-empty = Empty
conflict-field = Field
conflict-apart = Changed by one of you alone: both hold
conflict-save = Save what is chosen
conflict-drop = Drop my changes
