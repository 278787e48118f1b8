// A list: J and K walk its rows, X selects, ⇧X a range, Escape clears; the bulk bar shows how many are chosen.
// Targets: `row` (a <tr>), in it `box` (its check box) and `link`; `all`, `bar`, `count`; `everything` is a hidden input that
// the button "All 64" (`grid#everything`) switches on, so that the server acts on the whole query.
import { Controller } from "@hotwired/stimulus"
import { typing } from "./keys"

export default class extends Controller<HTMLElement> {
  static targets = ["row", "box", "link", "all", "bar", "count", "everything"]
  declare readonly rowTargets: HTMLElement[]
  declare readonly boxTargets: HTMLInputElement[]
  declare readonly linkTargets: HTMLElement[]
  declare readonly allTargets: HTMLInputElement[]
  declare readonly barTargets: HTMLElement[]
  declare readonly countTargets: HTMLElement[]
  declare readonly everythingTargets: HTMLInputElement[]
  private last = -1

  connect(): void {
    document.addEventListener("keydown", this.press)
    this.element.addEventListener("focusin", this.focused)
    this.show()
  }

  disconnect(): void {
    document.removeEventListener("keydown", this.press)
    this.element.removeEventListener("focusin", this.focused)
  }

  /** Rows come and go by morphing; the bar follows. */
  rowTargetConnected(): void {
    queueMicrotask(() => this.show())
  }

  rowTargetDisconnected(): void {
    queueMicrotask(() => this.show())
  }

  clear(): void {
    for (const row of this.rowTargets) this.check(row, false)
    this.pick()
  }

  /** "All 64": everything the view holds, not only this page. */
  everything(): void {
    for (const row of this.rowTargets) this.check(row, true)
    for (const input of this.everythingTargets) input.disabled = false
    this.show()
    for (const count of this.countTargets) count.textContent = count.dataset.everything ?? count.textContent
  }

  private box(row: HTMLElement): HTMLInputElement | null {
    return this.boxTargets.find((box) => row.contains(box)) ?? null
  }

  private check(row: HTMLElement, on: boolean): void {
    const box = this.box(row)
    if (box) box.checked = on
  }

  /** The check box over the rows was ticked or unticked. */
  all(event: Event): void {
    for (const row of this.rowTargets) this.check(row, (event.currentTarget as HTMLInputElement).checked)
    this.pick()
  }

  /** One was. */
  pick(): void {
    for (const input of this.everythingTargets) input.disabled = true
    this.show()
  }

  private focused = (event: Event): void => {
    const row = (event.target as HTMLElement).closest<HTMLElement>("tr")
    for (const other of this.rowTargets) other.classList.toggle("is-cursor", other === row)
  }

  private press = (event: KeyboardEvent): void => {
    if (typing(event) || event.defaultPrevented || event.altKey || document.querySelector("dialog[open], :popover-open")) return
    if (document.documentElement.dataset.singleKeys === "off" && !event.metaKey && !event.ctrlKey) return
    const rows = this.rowTargets
    const now = rows.findIndex((row) => row.classList.contains("is-cursor"))
    const key = event.key.toLowerCase()
    if (event.metaKey || event.ctrlKey) {
      if (key !== "a" || rows.length === 0 || this.box(rows[0]!) === null) return
      for (const row of rows) this.check(row, true)
      this.show()
    } else if (key === "j" || key === "k") this.move(rows, now, key === "j" ? 1 : -1)
    else if (key === "x" && now >= 0) this.toggle(rows, now, event.shiftKey)
    else if (key === "escape" && this.chosen > 0) this.clear()
    else return
    event.preventDefault()
  }

  private move(rows: HTMLElement[], now: number, step: number): void {
    const row = rows[Math.max(0, Math.min(rows.length - 1, now + step))]
    this.linkTargets.find((link) => row?.contains(link))?.focus()
    row?.scrollIntoView({ block: "nearest" })
  }

  private toggle(rows: HTMLElement[], now: number, range: boolean): void {
    const box = this.box(rows[now]!)
    if (!box) return
    box.checked = !box.checked
    if (range && this.last >= 0) {
      for (const row of rows.slice(Math.min(this.last, now), Math.max(this.last, now) + 1)) this.check(row, box.checked)
    }
    this.last = now
    this.show()
  }

  private get chosen(): number {
    return this.rowTargets.filter((row) => this.box(row)?.checked).length
  }

  private show(): void {
    const chosen = this.chosen
    for (const row of this.rowTargets) {
      if (this.box(row)?.checked) row.setAttribute("aria-selected", "true")
      else row.removeAttribute("aria-selected")
    }
    for (const all of this.allTargets) {
      all.checked = chosen > 0 && chosen === this.rowTargets.length
      all.indeterminate = chosen > 0 && chosen < this.rowTargets.length
    }
    for (const bar of this.barTargets) bar.hidden = chosen === 0
    for (const count of this.countTargets) count.textContent = `${chosen}`
  }
}
