# What keys do in lists, boards and calendars, for the sheet of shortcuts.
keys-rows = Next row, row before
keys-open = Open
keys-peek = Look at it beside the list
keys-views = First to ninth view
keys-cells = Cell after, cell before
keys-cell-edit = Edit the cell
keys-select = Select the row
keys-select-to = Select up to this row
keys-select-all = Select everything in the view
keys-cards = From card to card
keys-card-move = Card to the lane beside
keys-lift = Lift; arrows carry, Enter drops
keys-edit = Edit
keys-days = From day to day
keys-item-move = Move to the day before, after
