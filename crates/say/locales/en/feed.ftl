# Timelines.
feed-undo-hint = Put back what was there before
feed-undo-all = Undo all
feed-undo-all-hint = Undo everything that was changed together
