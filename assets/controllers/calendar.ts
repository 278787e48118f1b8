// A calendar: arrows go from day to day, C makes a record on the one with the focus; what stands on a day is dragged to
// another, or moved by ⇧ and the arrows, or lifted by Space, carried by arrows and dropped by Enter.
// Targets: `ground`, `day` (with `data-day`), `item`, `said`.
import { Controller } from "@hotwired/stimulus"
import { Drag } from "./drag"
import { refuse, send, toast } from "./send"

type Place = { item: HTMLElement; list: Element; before: Element | null }

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
        if (day && day !== dayOf(item)) void this.send(placeOf(item), day)
      },
    })
    this.groundTarget.addEventListener("keydown", this.press)
    this.groundTarget.addEventListener("click", this.create)
  }

  disconnect(): void {
    this.drag?.stop()
    this.groundTarget.removeEventListener("keydown", this.press)
    this.groundTarget.removeEventListener("click", this.create)
  }

  private light(day: HTMLElement | null): void {
    for (const other of this.dayTargets) other.classList.toggle("is-over", other === day)
  }

  /** A click on the free part of a day begins a record there. */
  private create = (event: Event): void => {
    const target = event.target as HTMLElement
    if (target.closest("a, button, li") || !target.closest("td[data-day]")) return
    target.closest("td")?.querySelector<HTMLElement>("[data-calendar-add]")?.click()
  }

  private async send(from: Place, day: HTMLElement): Promise<void> {
    const { item } = from
    const focused = item.contains(document.activeElement)
    day.querySelector("ul")?.append(item)
    if (focused) linkOf(item)?.focus()
    const told = await send(`${this.placeValue}/${item.dataset.id}/day`, { "day.field": this.fieldValue, "day.on": day.dataset.day ?? "", back: this.backValue }, this.words("offline", item, day))
    if (told.problem) {
      from.list.insertBefore(item, from.before?.parentElement === from.list ? from.before : null)
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
        const day = this.beside(dayOf(item), step)
        day?.querySelector("ul")?.append(item)
        linkOf(item)?.focus()
        this.light(day ?? null)
        this.say("over", item, day ?? null)
      } else if (event.key === "Enter" || event.key === " ") {
        this.settle()
        const day = dayOf(item)
        if (day && day !== from.list.closest("[data-day]")) void this.send(from, day)
      } else if (event.key === "Escape") {
        this.settle()
        from.list.insertBefore(item, from.before?.parentElement === from.list ? from.before : null)
        linkOf(item)?.focus()
        this.say("back", item, dayOf(item))
      } else return false
      return true
    }
    if (step && event.shiftKey) {
      const day = this.beside(dayOf(item), step)
      if (!still && day) void this.send(placeOf(item), day)
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
    const shown = this.dayTargets.filter((d) => d.checkVisibility())
    return day ? shown[shown.indexOf(day) + step] : undefined
  }

  private focus(day: HTMLElement | undefined): boolean {
    day?.querySelector<HTMLElement>("a")?.focus()
    return true
  }

  private words(key: string, item: Element, day: HTMLElement | null): string {
    return (this.wordsValue[key] ?? "").replace("%title%", linkOf(item)?.title ?? "").replace("%day%", day?.dataset.label ?? "")
  }

  private say(key: string, item: Element, day: HTMLElement | null): void {
    this.saidTarget.textContent = this.words(key, item, day)
  }
}

function placeOf(item: HTMLElement): Place {
  return { item, list: item.parentElement!, before: item.nextElementSibling }
}

function dayOf(item: Element): HTMLElement | null {
  return item.closest<HTMLElement>("[data-calendar-target=day]")
}

function linkOf(item: Element): HTMLAnchorElement | null {
  return item.querySelector("a")
}
