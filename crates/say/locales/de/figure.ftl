# Zahlen von Kennzahlen in Worten.
figure-day = 1 Tag
figure-days = { $count } Tage
figure-days-hours = { $days } T { $hours } Std.
figure-hours = { $hours } Std.
figure-hours-minutes = { $hours } Std. { $minutes } Min.
figure-minutes = { $minutes } Min.
figure-points = { $count } Punkte
