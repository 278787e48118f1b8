# What scripts say.
client-silent = Not saved: the server did not answer
client-unconnected = Not saved: there is no connection
client-leave = Leave without saving? What you changed here is lost.
client-ago = { $count } min ago
