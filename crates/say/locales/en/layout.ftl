# How a list is laid out.
layout-view-as = View as
layout-list = List
layout-board = Board
layout-calendar = Calendar
