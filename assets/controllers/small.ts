// The controllers of a few lines each.
import { Controller } from "@hotwired/stimulus"
import { say } from "./words"

/** Collapses the sidebar to a rail; this browser remembers it. */
export class Sidebar extends Controller<HTMLElement> {
  connect(): void {
    const kept = document.cookie.match(/(?:^|; )sidebar=(rail|wide)/)?.[1]
    if (kept && !this.element.dataset.sidebar) this.element.dataset.sidebar = kept
    this.element.querySelector(".places [aria-current]")?.scrollIntoView({ block: "nearest" })
  }

  toggle(): void {
    const width = this.element.querySelector(".sidebar")?.getBoundingClientRect().width ?? 0
    const next = width > 100 ? "rail" : "wide"
    this.element.dataset.sidebar = next
    document.cookie = `sidebar=${next}; path=/; max-age=31536000; samesite=lax`
  }
}

/** Shows a chosen theme at once; the form tells the server. */
export class Theme extends Controller<HTMLElement> {
  choose(event: Event): void {
    const value = (event.currentTarget as HTMLButtonElement).value
    if (value === "light" || value === "dark") document.documentElement.dataset.theme = `rondo-${value}`
    else delete document.documentElement.dataset.theme
  }
}

/** Shows and hides a password. */
export class Reveal extends Controller<HTMLElement> {
  toggle(event: Event): void {
    const input = this.element.querySelector("input")
    if (!input) return
    input.type = input.type === "password" ? "text" : "password"
    ;(event.currentTarget as HTMLElement).setAttribute("aria-pressed", `${input.type === "text"}`)
  }
}

/** Several values of one field: another row, and rows taken out. The `template` has `__n__` where the row's number goes. */
export class Many extends Controller<HTMLElement> {
  static targets = ["rows", "template", "adds"]
  declare readonly rowsTarget: HTMLElement
  declare readonly templateTarget: HTMLTemplateElement
  declare readonly addsTarget: HTMLElement

  private get rows(): HTMLElement[] {
    return [...this.rowsTarget.querySelectorAll<HTMLElement>("[data-row]")]
  }

  add(): void {
    const all = [...this.element.querySelectorAll<HTMLElement>("[data-row]")]
    const next = Math.max(-1, ...all.map((row) => Number(row.dataset.row ?? -1))) + 1
    const html = this.templateTarget.innerHTML.replaceAll("__n__", `${next}`)
    this.rowsTarget.insertAdjacentHTML("beforeend", html)
    const added = this.rowsTarget.lastElementChild
    if (!this.rowsTarget.querySelector("input[type=radio]:checked")) this.first()
    added?.querySelector<HTMLElement>("input:not([type=radio])")?.focus()
  }

  /** The focus goes to the row that follows; the last row is emptied, since a field has always one. */
  remove(event: Event): void {
    const row = (event.currentTarget as HTMLElement).closest<HTMLElement>("[data-row]")
    if (!row) return
    const rows = this.rows
    const beside = rows[rows.indexOf(row) + 1] ?? rows[rows.indexOf(row) - 1]
    if (beside) row.remove()
    else for (const input of row.querySelectorAll<HTMLInputElement>("input:not([type=radio])")) input.value = ""
    if (!this.rowsTarget.querySelector("input[type=radio]:checked")) this.first()
    ;(beside ?? row).querySelector<HTMLElement>("input:not([type=radio])")?.focus()
    this.element.dispatchEvent(new Event("change", { bubbles: true }))
  }

  private first(): void {
    const radio = this.rowsTarget.querySelector<HTMLInputElement>("input[type=radio]")
    if (radio) radio.checked = true
  }
}

/** Submits its form as soon as a choice in it changes. */
export class Submit extends Controller<HTMLFormElement> {
  private timer = 0

  now(): void {
    this.element.requestSubmit()
  }

  soon(): void {
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => this.element.requestSubmit(), 250)
  }
}

/** "8 min ago" stays true: <time data-clock-target="time" datetime>. */
export class Clock extends Controller<HTMLElement> {
  static targets = ["time"]
  declare readonly timeTargets: HTMLTimeElement[]
  private timer = 0

  connect(): void {
    this.timer = window.setInterval(() => this.tick(), 30_000)
  }

  disconnect(): void {
    clearInterval(this.timer)
  }

  private tick(): void {
    for (const time of this.timeTargets) {
      const minutes = Math.floor((Date.now() - Date.parse(time.dateTime)) / 60_000)
      if (minutes >= 1 && minutes < 60) time.textContent = say("ago", { count: minutes })
    }
  }
}

/** Narrows a list of items to those whose words contain what is written. Arrows walk what is left, Enter takes the first. */
export class Find extends Controller<HTMLElement> {
  static targets = ["item", "words"]
  declare readonly itemTargets: HTMLElement[]
  declare readonly wordsTarget: HTMLInputElement

  connect(): void {
    this.element.addEventListener("keydown", this.walk)
  }

  disconnect(): void {
    this.element.removeEventListener("keydown", this.walk)
  }

  private walk = (event: KeyboardEvent): void => {
    const links = this.itemTargets.filter((item) => !item.hidden).flatMap((item) => item.querySelector<HTMLElement>("a, button") ?? [])
    const at = links.indexOf(document.activeElement as HTMLElement)
    const inWords = document.activeElement === this.wordsTarget
    if (event.key === "Enter" && inWords && this.wordsTarget.value.trim() && links[0]) links[0].click()
    else if (event.key === "ArrowDown" && (inWords || at >= 0)) links[at + 1]?.focus()
    else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] ?? this.wordsTarget).focus()
    else return
    event.preventDefault()
  }

  narrow(): void {
    const words = this.wordsTarget.value.trim().toLowerCase()
    for (const item of this.itemTargets) item.hidden = !(item.textContent ?? "").toLowerCase().includes(words)
  }
}

/** Items that are put in order: dragged by hand, or moved up by a button. */
export class Order extends Controller<HTMLElement> {
  static targets = ["list"]
  declare readonly listTarget: HTMLElement
  private held: HTMLElement | null = null

  connect(): void {
    this.listTarget.addEventListener("dragstart", this.start)
    this.listTarget.addEventListener("dragover", this.over)
    this.listTarget.addEventListener("dragend", this.end)
  }

  disconnect(): void {
    this.listTarget.removeEventListener("dragstart", this.start)
    this.listTarget.removeEventListener("dragover", this.over)
    this.listTarget.removeEventListener("dragend", this.end)
  }

  up(event: Event): void {
    const button = event.currentTarget as HTMLElement
    const item = button.closest("li")
    const before = item?.previousElementSibling
    // The first item stays first.
    if (!item || !before || before === this.listTarget.firstElementChild) return
    before.before(item)
    button.focus()
  }

  private start = (event: DragEvent): void => {
    this.held = (event.target as HTMLElement).closest("li")
    if (event.dataTransfer) event.dataTransfer.effectAllowed = "move"
  }

  private over = (event: DragEvent): void => {
    const at = (event.target as HTMLElement).closest("li")
    if (!this.held || !at || at === this.held || at === this.listTarget.firstElementChild) return
    event.preventDefault()
    const box = at.getBoundingClientRect()
    if (event.clientY < box.top + box.height / 2) at.before(this.held)
    else at.after(this.held)
  }

  private end = (): void => {
    this.held = null
  }
}
