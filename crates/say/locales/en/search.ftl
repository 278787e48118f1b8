# The page of search.
search-begin = Search everything
search-begin-more = Names, parts of e-mail addresses and phone numbers, words of notes. One slip of the keys is forgiven.
search-everything = Everything
search-found-in = Found in
search-show-all = Show all { $count } { $what }
search-nothing = Nothing found for { $words }
search-nothing-more = Try fewer words or the beginning of a word. What you may not see is not found.
