# Pages with nothing to show: empty, not found, not allowed, our fault.
blank-not-found = This page is gone or never was
blank-not-found-head = Page not found
blank-not-found-line = The record may have been deleted, or you may not see it. What was deleted lies in the bin.
blank-forbidden = You do not have access to this
blank-forbidden-head = Not allowed
blank-internal = Something went wrong on our side
blank-internal-head = Something went wrong
blank-internal-line = It is written down as { $id }. Nothing was changed. Try again, and tell your administrator when it stays.
blank-home = Go home
blank-just-here = You were just here
blank-decides = Administrator, decides on this
blank-ask = Ask for access
blank-ask-subject = Access to { $page }
