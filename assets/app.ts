// What a page does beyond links and forms. Every controller only makes faster what works without it.
import { Application } from "@hotwired/stimulus"
import * as Turbo from "@hotwired/turbo"
import Dialog from "./controllers/dialog"
import Form from "./controllers/form"
import Grid from "./controllers/grid"
import Hotkeys from "./controllers/hotkeys"
import Live from "./controllers/live"
import Menu from "./controllers/menu"
import Palette from "./controllers/palette"
import Peek from "./controllers/peek"
import Pop from "./controllers/pop"
import Recent from "./controllers/recent"
import Record from "./controllers/record"
import { Clock, Find, Many, Order, Reveal, Sidebar, Submit, Theme } from "./controllers/small"
import Toast from "./controllers/toast"
import { later } from "./later"
import "./morph"

Turbo.config.drive.progressBarDelay = 150

const controllers = {
  clock: Clock, dialog: Dialog, find: Find, form: Form, grid: Grid, hotkeys: Hotkeys, live: Live, many: Many, menu: Menu, order: Order, palette: Palette, peek: Peek,
  pop: Pop, recent: Recent, record: Record, reveal: Reveal, sidebar: Sidebar, submit: Submit, theme: Theme, toast: Toast,
}
const application = Application.start()
for (const [name, controller] of Object.entries(controllers)) application.register(name, controller)
later(application, {
  again: () => import("./controllers/dashboard").then((m) => m.Again),
  arrange: () => import("./controllers/settings").then((m) => m.Arrange),
  chart: () => import("./controllers/chart").then((m) => m.default),
  board: () => import("./controllers/board").then((m) => m.default),
  calendar: () => import("./controllers/calendar").then((m) => m.default),
  combobox: () => import("./controllers/combobox").then((m) => m.default),
  complete: () => import("./controllers/complete").then((m) => m.default),
  composer: () => import("./controllers/composer").then((m) => m.default),
  drop: () => import("./controllers/drop").then((m) => m.default),
  feed: () => import("./controllers/feed").then((m) => m.default),
  files: () => import("./controllers/files").then((m) => m.default),
  past: () => import("./controllers/past").then((m) => m.default),
  progress: () => import("./controllers/progress").then((m) => m.default),
  screen: () => import("./controllers/dashboard").then((m) => m.Screen),
  sift: () => import("./controllers/settings").then((m) => m.Sift),
  suggest: () => import("./controllers/suggest").then((m) => m.default),
  totals: () => import("./controllers/totals").then((m) => m.default),
  widths: () => import("./controllers/widths").then((m) => m.default),
})

// What stands in for a control where no script runs says nothing where one does.
document.addEventListener("formdata", (event) => {
  const idle = (event.target as HTMLElement).querySelectorAll<HTMLInputElement>("select[data-without-script], [data-without-script] :is(input:not([type=radio]), select)")
  for (const control of idle) event.formData.delete(control.name)
  for (const input of (event.target as HTMLElement).querySelectorAll<HTMLInputElement>("[data-blank-is-nothing]")) if (!input.value) event.formData.delete(input.name)
})
