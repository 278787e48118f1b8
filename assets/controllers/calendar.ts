// A calendar: arrows go from day to day, C makes a record on the one with the focus; what stands on a day is dragged to
// another, or moved by ⇧ and the arrows, or lifted by Space, carried by arrows and dropped by Enter. Where hours are shown
// (`data-column`) up and down are half an hour, and what is dropped falls on a quarter.
// Targets: `ground`, `day` (with `data-day`), `item`, `said`.
import { Controller } from "@hotwired/stimulus"
import { visit } from "@hotwired/turbo"
import { Drag } from "./drag"
import { refuse, send, toast } from "./send"

type Place = { item: HTMLElement; list: Element; before: Element | null; at: string; row: string }

/** Today was asked for: the calendar that comes has the focus on it. */
let today = false

/** What goes up and down in a column of hours, in minutes; what a drop falls on; where the day begins to be looked at. */
const HALF = 30
const QUARTER = 15
const MORNING = 7

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }

export default class extends Controller<HTMLElement> {
  static targets = ["ground", "day", "item", "said"]
  static values = { field: String, place: String, back: String, words: Object }
  declare readonly groundTarget: HTMLElement
  declare readonly dayTargets: HTMLElement[]
  declare readonly saidTarget: HTMLElement
  declare readonly fieldValue: string
  declare readonly placeValue: string
  declare readonly backValue: string
  declare readonly wordsValue: Record<string, string>
  private drag: Drag | undefined
  private lifted: Place | null = null

  connect(): void {
    this.drag = new Drag({
      item: "[data-calendar-target=item]", place: "[data-calendar-target=day]", ground: this.groundTarget,
      over: (_, day) => this.light(day),
      drop: (item, day) => {
        this.light(null)
        const at = day && this.dropped(day)
        if (day && (day !== dayOf(item) || (at && at !== item.dataset.at))) void this.send(placeOf(item), day, at ?? undefined)
      },
    })
    this.begin()
    document.addEventListener("click", this.asked)
    if (today) requestAnimationFrame(() => this.element.querySelector<HTMLElement>("[aria-current=date]")?.focus())
    today = false
    this.groundTarget.addEventListener("keydown", this.press)
    this.groundTarget.addEventListener("click", this.create)
  }

  disconnect(): void {
    this.drag?.stop()
    document.removeEventListener("click", this.asked)
    this.groundTarget.removeEventListener("keydown", this.press)
    this.groundTarget.removeEventListener("click", this.create)
  }

  private asked = (event: Event): void => {
    today = (event.target as HTMLElement).closest("a[data-hotkey=t]") !== null
  }

  /** Hours begin with the morning, or with what is earlier. */
  private begin(): void {
    const columns = this.dayTargets.filter((day) => day.dataset.column !== undefined && day.checkVisibility())
    const first = columns[0]
    if (!first || this.groundTarget.scrollTop > 0) return
    const earliest = Math.min(MORNING * 60, ...[...this.element.querySelectorAll<HTMLElement>("[data-column] [data-at]")].map((item) => minutes(item.dataset.at)))
    this.groundTarget.scrollTop = (Math.floor(earliest / 60) / 24) * first.getBoundingClientRect().height
  }

  /** The hour of the place in a column over which something is dropped; above the columns it is the beginning of the day. */
  private dropped(day: HTMLElement): string | null {
    if (day.dataset.strip !== undefined) return "00:00"
    if (day.dataset.column === undefined || !this.drag) return null
    return this.hourAt(day, this.drag.top)
  }

  private hourAt(day: HTMLElement, y: number): string {
    const box = day.getBoundingClientRect()
    const at = Math.round((((y - box.top) / box.height) * 24 * 60) / QUARTER) * QUARTER
    return clock(Math.max(0, Math.min(24 * 60 - QUARTER, at)))
  }

  private light(day: HTMLElement | null): void {
    for (const other of this.dayTargets) other.classList.toggle("is-over", other === day)
  }

  /** A click on the free part of a day begins a record there. */
  private create = (event: Event): void => {
    const target = event.target as HTMLElement
    if (target.closest("a, button, li")) return
    const column = target.closest<HTMLElement>("[data-column]")
    if (column) return this.createAt(column, (event as MouseEvent).clientY)
    target.closest("td[data-day], [data-strip]")?.querySelector<HTMLElement>("[data-calendar-add]")?.click()
  }

  /** A press on a free hour begins a record there. */
  private createAt(column: HTMLElement, y: number): void {
    const add = this.strip(column)?.querySelector<HTMLAnchorElement>("[data-calendar-add]")
    if (!add) return
    const box = column.getBoundingClientRect()
    const at = clock(Math.floor((((y - box.top) / box.height) * 24 * 60) / HALF) * HALF)
    visit(add.href.replace(/T09(%3A|:)00/, `T${encodeURIComponent(at)}`))
  }

  /** The head of a column: its day, with what has no hour. */
  private strip(column: HTMLElement): HTMLElement | undefined {
    return this.dayTargets.find((day) => day.dataset.strip !== undefined && day.dataset.day === column.dataset.day)
  }

  private async send(from: Place, day: HTMLElement, at?: string): Promise<void> {
    const { item } = from
    const focused = item.contains(document.activeElement)
    if (item.parentElement !== day.querySelector("ul")) day.querySelector("ul")?.append(item)
    if (at) put(item, at)
    if (focused) linkOf(item)?.focus()
    const hour: Record<string, string> = at ? { "day.at": at } : {}
    const told = await send(`${this.placeValue}/${item.dataset.id}/day`, { "day.field": this.fieldValue, "day.on": day.dataset.day ?? "", back: this.backValue, ...hour }, this.words("offline", item, day))
    if (told.problem) {
      restore(from)
      this.say("back", item, dayOf(item))
      return refuse(told.problem)
    }
    this.say("moved", item, day)
    if (told.toast) toast(told.toast)
    // The focus goes along to where the refreshed page has it.
    if (focused) this.await(item.dataset.id ?? "", day.dataset.day ?? "")
    document.dispatchEvent(new CustomEvent("live:stale"))
  }

  private await(id: string, day: string): void {
    const settle = () => {
      const item = this.element.querySelector<HTMLElement>(`[data-day="${day}"] [data-id="${id}"]`)
      if (item && document.activeElement === document.body) linkOf(item)?.focus()
    }
    document.addEventListener("live:refreshed", settle, { once: true })
  }

  private press = (event: KeyboardEvent): void => {
    if (event.metaKey || event.ctrlKey || event.altKey) return
    const target = event.target as HTMLElement
    const item = target.closest<HTMLElement>("[data-calendar-target=item]")
    const day = target.closest<HTMLElement>("[data-calendar-target=day]")
    if (!day || target.closest("input, select, textarea")) return
    const step = STEPS[event.key] ?? 0
    const done = item ? this.onItem(event, item, step) : step ? this.focus(this.beside(day, step)) : false
    if (done) return event.preventDefault()
    if (event.key !== "c" || document.documentElement.dataset.singleKeys === "off") return
    const add = day.querySelector<HTMLElement>("[data-calendar-add]")
    if (!add) return
    event.preventDefault()
    event.stopPropagation()
    add.click()
  }

  private onItem(event: KeyboardEvent, item: HTMLElement, step: number): boolean {
    const still = item.dataset.still !== undefined
    const from = this.lifted
    if (from) {
      if (step) {
        const here = dayOf(item)
        const later = here && Math.abs(step) > 1 ? this.later(here, item, step) : undefined
        const day = later ? here : this.beside(here, step)
        if (later) put(item, later)
        else day?.querySelector("ul")?.append(item)
        linkOf(item)?.focus()
        linkOf(item)?.scrollIntoView({ block: "nearest" })
        this.light(day ?? null)
        this.say("over", item, day ?? null)
      } else if (event.key === "Enter" || event.key === " ") {
        this.settle()
        const day = dayOf(item)
        const at = day?.dataset.column !== undefined ? item.dataset.at : undefined
        if (day && (day !== from.list.closest("[data-day]") || (at && at !== from.at))) void this.send(from, day, at)
      } else if (event.key === "Escape") {
        this.settle()
        restore(from)
        linkOf(item)?.focus()
        this.say("back", item, dayOf(item))
      } else return false
      return true
    }
    if (step && event.shiftKey) {
      const here = dayOf(item)
      const later = here && Math.abs(step) > 1 ? this.later(here, item, step) : undefined
      const day = later ? here : this.beside(here, step)
      if (!still && day) void this.send(placeOf(item), day, later)
      return true
    }
    if (event.key === " ") {
      if (still) return true
      this.lifted = placeOf(item)
      document.documentElement.dataset.dragging = ""
      this.say("lifted", item, dayOf(item))
      return true
    }
    if (Math.abs(step) === 1) return this.focus(this.beside(dayOf(item), step))
    if (!step) return false
    const other = step > 0 ? item.nextElementSibling : item.previousElementSibling
    const link = other ? linkOf(other) : dayOf(item)?.querySelector<HTMLElement>("a")
    link?.focus()
    return true
  }

  private settle(): void {
    this.lifted = null
    this.light(null)
    delete document.documentElement.dataset.dragging
  }

  /** The day so many days on, if it is shown. */
  private beside(day: HTMLElement | null, step: number): HTMLElement | undefined {
    const shown = this.dayTargets.filter((d) => d.checkVisibility() && (d.dataset.column !== undefined) === (day?.dataset.column !== undefined))
    // Days of hours have nothing under them.
    if (Math.abs(step) > 1 && (day?.dataset.column !== undefined || day?.dataset.strip !== undefined)) return undefined
    return day ? shown[shown.indexOf(day) + step] : undefined
  }

  private focus(day: HTMLElement | undefined): boolean {
    const link = day?.querySelector<HTMLElement>("a") ?? (day && this.strip(day)?.querySelector<HTMLElement>("a"))
    link?.focus()
    return true
  }

  /** Half an hour further down or up, where hours are shown. */
  private later(day: HTMLElement, item: HTMLElement, step: number): string | undefined {
    if (day.dataset.column === undefined) return undefined
    const at = minutes(item.dataset.at) + Math.sign(step) * HALF
    return at >= 0 && at < 24 * 60 ? clock(at) : item.dataset.at
  }

  private words(key: string, item: Element, day: HTMLElement | null): string {
    return (this.wordsValue[key] ?? "").replace("%title%", linkOf(item)?.title ?? "").replace("%day%", [day?.dataset.label, day?.dataset.column !== undefined && (item as HTMLElement).dataset.at].filter(Boolean).join(", "))
  }

  private say(key: string, item: Element, day: HTMLElement | null): void {
    this.saidTarget.textContent = this.words(key, item, day)
  }
}

function placeOf(item: HTMLElement): Place {
  return { item, list: item.parentElement!, before: item.nextElementSibling, at: item.dataset.at ?? "", row: item.className }
}

/** Back to where it was. */
function restore(from: Place): void {
  const { item, list, before } = from
  list.insertBefore(item, before?.parentElement === list ? before : null)
  item.className = from.row
  if (from.at) item.dataset.at = from.at
}

/** Shows an entry at an hour of its column. */
function put(item: HTMLElement, at: string): void {
  item.dataset.at = at
  const row = `row-start-${Math.floor(minutes(at) / QUARTER) + 1}`
  item.className = item.className.replace(/row-start-\d+/, row)
}

/** Minutes since the day began, of `14:30`. */
function minutes(at: string | undefined): number {
  const [hour = 0, minute = 0] = (at ?? "").split(":").map(Number)
  return hour * 60 + minute
}

function clock(at: number): string {
  return `${Math.floor(at / 60)}`.padStart(2, "0") + ":" + `${at % 60}`.padStart(2, "0")
}

function dayOf(item: Element): HTMLElement | null {
  return item.closest<HTMLElement>("[data-calendar-target=day]")
}

function linkOf(item: Element): HTMLAnchorElement | null {
  return item.querySelector("a")
}
