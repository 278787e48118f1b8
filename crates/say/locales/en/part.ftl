# The small parts every page is made of.
part-breadcrumb = Breadcrumb
part-back-to = Back to { $what }
part-live = Live
part-offline = Offline
part-pages = Pages
part-first-page = First page
part-next-page = Next page
