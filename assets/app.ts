// What a page does beyond links and forms. Every controller only makes faster what works without it.
import { Application } from "@hotwired/stimulus"
import * as Turbo from "@hotwired/turbo"
import Board from "./controllers/board"
import Calendar from "./controllers/calendar"
import Combobox from "./controllers/combobox"
import Composer from "./controllers/composer"
import Dialog from "./controllers/dialog"
<<<<<<< HEAD
import Feed from "./controllers/feed"
=======
import Drop from "./controllers/drop"
>>>>>>> 9979c7a (Forms keep drafts, make linked records in place and ask by conditions; imports are matched, checked, mended and stopped in the browser; bin for many; exports stream)
import Form from "./controllers/form"
import Grid from "./controllers/grid"
import Hotkeys from "./controllers/hotkeys"
import Live from "./controllers/live"
import Menu from "./controllers/menu"
import Palette from "./controllers/palette"
import Past from "./controllers/past"
import Pop from "./controllers/pop"
import Progress from "./controllers/progress"
import Recent from "./controllers/recent"
import Record from "./controllers/record"
import { Arrange, Sift } from "./controllers/settings"
import { Clock, Find, Many, Order, Place, Reveal, Sidebar, Submit, Theme } from "./controllers/small"
import Toast from "./controllers/toast"
import "./morph"

Turbo.config.drive.progressBarDelay = 150

const controllers = {
<<<<<<< HEAD
  arrange: Arrange, board: Board, calendar: Calendar, clock: Clock, combobox: Combobox, composer: Composer, dialog: Dialog, feed: Feed, find: Find, form: Form, grid: Grid,
  hotkeys: Hotkeys, live: Live, many: Many, menu: Menu, order: Order, palette: Palette, past: Past, place: Place, pop: Pop, progress: Progress, recent: Recent,
  record: Record, reveal: Reveal, sift: Sift, sidebar: Sidebar, submit: Submit, theme: Theme, toast: Toast,
=======
  arrange: Arrange, board: Board, calendar: Calendar, clock: Clock, combobox: Combobox, dialog: Dialog, drop: Drop, find: Find, form: Form, grid: Grid, hotkeys: Hotkeys, live: Live, many: Many, menu: Menu, order: Order,
  palette: Palette, place: Place, pop: Pop, progress: Progress, recent: Recent, reveal: Reveal, sift: Sift, sidebar: Sidebar, submit: Submit, theme: Theme, toast: Toast,
>>>>>>> 9979c7a (Forms keep drafts, make linked records in place and ask by conditions; imports are matched, checked, mended and stopped in the browser; bin for many; exports stream)
}
const application = Application.start()
for (const [name, controller] of Object.entries(controllers)) application.register(name, controller)
