// A list: J and K walk its rows, X selects, ⇧X a range, ⌘A everything the list holds, E edits a cell, 1 to 9 choose a view,
// Escape clears; the bulk bar shows how many are chosen. A finger that rests on a row selects it, and as long as anything is
// selected (`data-selecting` on <html>, which a refresh of the page leaves alone) a tap selects too instead of opening.
// Targets: `row` (a <tr>), in it `box` (its check box) and `link`; `all`, `bar`, `count`; `everything` is a hidden input that
// the button "All 64" (`grid#everything`) switches on, so that the server acts on the whole query.
import { Controller } from "@hotwired/stimulus"
import { cellsOf, edit } from "./cells"
import { current, typing } from "./keys"
import { Rest } from "./rest"

/** The first of the rows that were chosen when a list went: what is done with them leads back to it. */
let chosenBefore: { list: string; id: string; at: number } | undefined

export default class extends Controller<HTMLElement> {
  static targets = ["row", "box", "link", "all", "bar", "count", "everything"]
  declare readonly rowTargets: HTMLElement[]
  declare readonly boxTargets: HTMLInputElement[]
  declare readonly linkTargets: HTMLElement[]
  declare readonly allTargets: HTMLInputElement[]
  declare readonly barTargets: HTMLElement[]
  declare readonly countTargets: HTMLElement[]
  declare readonly everythingTargets: HTMLInputElement[]
  /** The row that was picked last: where a range begins. */
  private last = ""
  /** Where the row with the focus stands. */
  private at = 0
  private seen: IntersectionObserver | undefined
  private loading = false
  private rest: Rest | undefined

  connect(): void {
    document.addEventListener("keydown", this.press)
    this.element.addEventListener("focusin", this.focused)
    this.element.addEventListener("dblclick", this.opened)
    this.element.addEventListener("click", this.clicked)
    // First of all: the click that ends a rest is none.
    this.rest = new Rest(this.element, "tr[data-grid-target=row]", (row) => this.rested(row))
    this.element.addEventListener("click", this.tapped, true)
    document.addEventListener("click", this.asked)
    this.watch()
    this.show()
    requestAnimationFrame(() => this.comeBack())
    // Records lead back to this list, and to the one before and after in it; the server writes the same for pages it sends.
    const list = new URLSearchParams(location.search)
    list.delete("after")
    document.cookie = `list=${encodeURIComponent(list.toString())}; path=${location.pathname}; samesite=lax`
  }

  disconnect(): void {
    document.removeEventListener("keydown", this.press)
    this.element.removeEventListener("focusin", this.focused)
    this.element.removeEventListener("dblclick", this.opened)
    this.element.removeEventListener("click", this.clicked)
    this.element.removeEventListener("click", this.tapped, true)
    document.removeEventListener("click", this.asked)
    this.rest?.stop()
    this.selecting = false
    this.seen?.disconnect()
    const at = this.rowTargets.findIndex((row) => this.box(row)?.checked)
    if (at >= 0) chosenBefore = { list: this.name, id: this.rowTargets[at]!.id, at }
  }

  private get name(): string {
    return this.element.querySelector("table")?.getAttribute("aria-label") ?? ""
  }

  /** After something was done with chosen rows the focus is on the first of them, or where that was. */
  private comeBack(): void {
    const before = chosenBefore
    if (!before || before.list !== this.name || document.documentElement.hasAttribute("data-turbo-preview")) return
    chosenBefore = undefined
    if (document.activeElement === document.body) this.stand(before.id, before.at)
  }

  private stand(id: string, at: number): void {
    const rows = this.rowTargets
    const row = rows.find((r) => r.id === id) ?? rows[Math.min(at, rows.length - 1)]
    this.linkTargets.find((link) => row?.contains(link))?.focus()
  }

  /** Rows come and go by morphing; the bar follows. */
  rowTargetConnected(): void {
    queueMicrotask(() => this.show())
  }

  /** A row with the focus in it went: the focus goes to the row that has its place. */
  rowTargetDisconnected(row: HTMLElement): void {
    queueMicrotask(() => this.show())
    if (!row.classList.contains("is-cursor") || document.activeElement !== document.body) return
    const at = this.at
    requestAnimationFrame(() => requestAnimationFrame(() => document.activeElement === document.body && this.stand(row.id, at)))
  }

  /** More rows as one comes near the end; the link to the next page stays for those who want it. */
  private watch(): void {
    const next = this.element.querySelector<HTMLAnchorElement>("a[rel=next]")
    const last = this.rowTargets.at(-1)
    this.seen?.disconnect()
    if (!next || !last) return
    this.seen = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) void this.more(next)
    }, { rootMargin: "300px" })
    this.seen.observe(last)
  }

  private async more(next: HTMLAnchorElement): Promise<void> {
    if (this.loading) return
    this.loading = true
    try {
      const answer = await fetch(next.href, { headers: { Accept: "text/html" } })
      if (!answer.ok || answer.redirected) return
      const page = new DOMParser().parseFromString(await answer.text(), "text/html")
      const rows = [...page.querySelectorAll<HTMLElement>("tbody tr[data-grid-target=row]")].filter((row) => !document.getElementById(row.id))
      for (const row of rows) row.dataset.more = ""
      this.rowTargets.at(-1)?.after(...rows)
      const pages = this.element.querySelector("nav[data-pages]")
      const further = page.querySelector<HTMLAnchorElement>("a[rel=next]")
      if (further) next.href = further.href
      else next.remove()
      const words = pages?.querySelector("span")
      if (words) words.textContent = (words.textContent ?? "").replace(/^[\d.,\u00a0]+/, this.rowTargets.length.toLocaleString(document.documentElement.lang))
    } finally {
      this.loading = false
      this.watch()
    }
  }

  /** A click with ⇧ on a check box takes all rows since the last one along. */
  private clicked = (event: MouseEvent): void => {
    const rows = this.rowTargets
    const now = rows.findIndex((row) => this.box(row) === event.target)
    if (now < 0) return
    const on = (event.target as HTMLInputElement).checked
    if (event.shiftKey) {
      getSelection()?.removeAllRanges()
      this.range(rows, now, on)
    }
    this.last = rows[now]?.id ?? ""
  }

  /** Everything from the row that was picked last to this one. */
  private range(rows: HTMLElement[], now: number, on: boolean): void {
    const from = rows.findIndex((row) => row.id === this.last)
    if (from < 0) return
    for (const row of rows.slice(Math.min(from, now), Math.max(from, now) + 1)) this.check(row, on)
    this.pick()
  }

  private get selecting(): boolean {
    return "selecting" in document.documentElement.dataset
  }

  private set selecting(on: boolean) {
    document.documentElement.toggleAttribute("data-selecting", on)
    for (const button of document.querySelectorAll("[data-select-rows]")) button.setAttribute("aria-pressed", `${on}`)
  }

  /** The button "Select rows", for who does not know that a finger may rest on them. */
  private asked = (event: Event): void => {
    if (!(event.target as HTMLElement).closest("[data-select-rows]")) return
    if (this.selecting) this.clear()
    else this.selecting = true
  }

  private rested(row: HTMLElement): void {
    if (!this.box(row)) return
    this.selecting = true
    this.toggle(this.rowTargets, this.rowTargets.indexOf(row), false)
  }

  private tapped = (event: Event): void => {
    const target = event.target as HTMLElement
    const now = this.rowTargets.findIndex((row) => row.contains(target))
    if (now < 0 || !this.selecting || target.closest("input")) return
    event.preventDefault()
    event.stopPropagation()
    this.toggle(this.rowTargets, now, false)
  }

  private opened = (event: Event): void => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>("td[data-field]")
    if (!cell || (event.target as HTMLElement).closest("a, button, input, select")) return
    getSelection()?.removeAllRanges()
    void edit(cell)
  }

  /** Keys on cells: arrows go between them, Enter, E or a letter opens one. */
  private onCell(event: KeyboardEvent, rows: HTMLElement[], now: number): boolean {
    const cell = (event.target as HTMLElement).closest<HTMLElement>("td[data-field]")
    const row = rows[now]
    if (!row || event.metaKey || event.ctrlKey) return false
    const cells = cellsOf(row)
    const at = cell ? cells.indexOf(cell) : -1
    if (event.key === "ArrowRight" && cells[at + 1]) cells[at + 1]!.focus()
    else if (event.key === "ArrowLeft" && at > 0) cells[at - 1]!.focus()
    else if (event.key === "ArrowLeft" && at === 0) this.linkTargets.find((link) => row.contains(link))?.focus()
    else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && cell) {
      const other = rows[now + (event.key === "ArrowDown" ? 1 : -1)]
      if (!other) return false
      cellsOf(other)[at]?.focus()
    } else if (event.key.toLowerCase() === "e" && this.chosen === 0 && (cell ?? cells[0])) void edit((cell ?? cells[0])!)
    else if (event.key === "Enter" && cell) void edit(cell)
    else if (event.key === "Escape" && cell) this.linkTargets.find((link) => row.contains(link))?.focus()
    else return false
    return true
  }

  clear(): void {
    for (const row of this.rowTargets) this.check(row, false)
    this.pick()
    this.selecting = false
  }

  /** "All 64": everything the view holds, not only this page. */
  everything(): void {
    for (const row of this.rowTargets) this.check(row, true)
    for (const input of this.everythingTargets) input.disabled = false
    this.show()
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
    if (this.chosen === 0) this.selecting = false
  }

  private focused = (event: Event): void => {
    const row = (event.target as HTMLElement).closest<HTMLElement>("tr")
    for (const [at, other] of this.rowTargets.entries()) {
      other.classList.toggle("is-cursor", other === row)
      if (other === row) this.at = at
    }
  }

  private press = (event: KeyboardEvent): void => {
    if (typing(event) || event.defaultPrevented || event.altKey || document.querySelector("dialog[open], :popover-open")) return
    if (document.documentElement.dataset.singleKeys === "off" && !event.metaKey && !event.ctrlKey) return
    const rows = this.rowTargets
    const now = current(rows)
    const key = event.key.toLowerCase()
    if (this.element.contains(event.target as Node) && this.onCell(event, rows, now)) return event.preventDefault()
    if (event.metaKey || event.ctrlKey) {
      if (key !== "a" || rows.length === 0 || this.box(rows[0]!) === null) return
      this.everything()
    } else if (key === "j" || key === "k") this.move(rows, now, key === "j" ? 1 : -1)
    else if (/^[1-9]$/.test(key)) document.querySelectorAll<HTMLElement>("main nav.tabs-border a")[Number(key) - 1]?.click()
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
    if (range) this.range(rows, now, box.checked)
    this.last = rows[now]?.id ?? ""
    this.pick()
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
    const all = this.everythingTargets.some((input) => !input.disabled)
    for (const count of this.countTargets) count.textContent = (all && count.dataset.everything) || `${chosen}`
  }
}
