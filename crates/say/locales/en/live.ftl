# Who else is on a page.
live-here = { $name } is here
live-editing = { $name } is editing
live-editing-more = { $name } and { $count } more are editing
