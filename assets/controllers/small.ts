// The controllers of a few lines each.
import { Controller } from "@hotwired/stimulus"

/** Collapses the sidebar to a rail; this browser remembers it. */
export class Sidebar extends Controller<HTMLElement> {
  connect(): void {
    const kept = document.cookie.match(/(?:^|; )sidebar=(rail|wide)/)?.[1]
    if (kept && !this.element.dataset.sidebar) this.element.dataset.sidebar = kept
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
  static targets = ["rows", "template"]
  declare readonly rowsTarget: HTMLElement
  declare readonly templateTarget: HTMLTemplateElement

  add(): void {
    const next = Math.max(-1, ...[...this.rowsTarget.children].map((row) => Number((row as HTMLElement).dataset.row ?? -1))) + 1
    const html = this.templateTarget.innerHTML.replaceAll("__n__", `${next}`)
    this.rowsTarget.insertAdjacentHTML("beforeend", html)
    this.rowsTarget.lastElementChild?.querySelector<HTMLElement>("input:not([type=radio])")?.focus()
  }

  remove(event: Event): void {
    ;(event.currentTarget as HTMLElement).closest("[data-row]")?.remove()
    this.element.dispatchEvent(new Event("change", { bubbles: true }))
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
      if (minutes >= 1 && minutes < 60 && /\d+ min|now/i.test(time.textContent ?? "")) time.textContent = `${minutes} min ago`
    }
  }
}
