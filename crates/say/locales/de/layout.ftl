# Wie eine Liste dargestellt wird.
layout-view-as = Ansehen als
layout-list = Liste
layout-board = Board
layout-calendar = Kalender
