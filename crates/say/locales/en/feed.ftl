# Timelines.
feed-undo-hint = Put back what was there before
feed-undo-all = Undo all
feed-undo-all-hint = Undo everything that was changed together
feed-calendar-hint = Your phone and your calendar program can show your tasks, calls and meetings beside everything else. Copy the address there as a calendar to subscribe to.
feed-calendar-mine = My tasks, calls and meetings
feed-calendar-team = Calendar of { $team }
feed-calendar-address = The address; whoever has it reads the calendar
feed-calendar-make = Make an address
feed-calendar-renew = Make a new address
feed-calendar-end = Switch off
feed-calendar-renew-hint = A new address ends the old one: do so when the old one came into wrong hands.
feed-calendar-made = There is a new address
feed-calendar-ended = The address is switched off
feed-calendar-range = It has one year back and two years ahead, at most 2,000 entries, and only what you may see.
