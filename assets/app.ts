// What a page does beyond links and forms. Every controller only makes faster what works without it.
import { Application } from "@hotwired/stimulus"
import * as Turbo from "@hotwired/turbo"
import Board from "./controllers/board"
import Calendar from "./controllers/calendar"
import Combobox from "./controllers/combobox"
import Complete from "./controllers/complete"
import Composer from "./controllers/composer"
import Dialog from "./controllers/dialog"
import Drop from "./controllers/drop"
import Feed from "./controllers/feed"
import Files from "./controllers/files"
import Form from "./controllers/form"
import Grid from "./controllers/grid"
import Hotkeys from "./controllers/hotkeys"
import Live from "./controllers/live"
import Menu from "./controllers/menu"
import Palette from "./controllers/palette"
import Past from "./controllers/past"
import Peek from "./controllers/peek"
import Pop from "./controllers/pop"
import Progress from "./controllers/progress"
import Recent from "./controllers/recent"
import Record from "./controllers/record"
import { Arrange, Sift } from "./controllers/settings"
import Suggest from "./controllers/suggest"
import { Clock, Find, Many, Order, Place, Reveal, Sidebar, Submit, Theme } from "./controllers/small"
import Toast from "./controllers/toast"
import Widths from "./controllers/widths"
import "./morph"

Turbo.config.drive.progressBarDelay = 150

const controllers = {
  arrange: Arrange, board: Board, calendar: Calendar, clock: Clock, combobox: Combobox, complete: Complete, composer: Composer, dialog: Dialog, drop: Drop, feed: Feed, files: Files, find: Find,
  form: Form, grid: Grid,
  hotkeys: Hotkeys, live: Live, many: Many, menu: Menu, order: Order, palette: Palette, past: Past, peek: Peek, place: Place, pop: Pop, progress: Progress, recent: Recent,
  record: Record, reveal: Reveal, sift: Sift, sidebar: Sidebar, submit: Submit, suggest: Suggest, theme: Theme, toast: Toast, widths: Widths,
}
const application = Application.start()
for (const [name, controller] of Object.entries(controllers)) application.register(name, controller)

// What stands in for a control where no script runs says nothing where one does.
document.addEventListener("formdata", (event) => {
  const idle = (event.target as HTMLElement).querySelectorAll<HTMLInputElement>("select[data-without-script], [data-without-script] :is(input:not([type=radio]), select)")
  for (const control of idle) event.formData.delete(control.name)
  for (const input of (event.target as HTMLElement).querySelectorAll<HTMLInputElement>("[data-blank-is-nothing]")) if (!input.value) event.formData.delete(input.name)
})
