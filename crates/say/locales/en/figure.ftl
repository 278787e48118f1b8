# Figures of metrics in words.
figure-day = 1 day
figure-days = { $count } days
figure-days-hours = { $days } d { $hours } h
figure-hours = { $hours } h
figure-hours-minutes = { $hours } h { $minutes } min
figure-minutes = { $minutes } min
figure-points = { $count } pt
