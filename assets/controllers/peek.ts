// Space on a row of a list opens its record beside the list: in the last pane from 1280 px, in a drawer below. J and K go to
// the next record and the one before, Enter opens its page, Escape or Space closes. The address says which one, `?peek=…`.
// Targets: `pane`, `drawer` (a <dialog>), `box` in it. The frame goes into the one that is shown.
import { Controller } from "@hotwired/stimulus"
import { visit } from "@hotwired/turbo"
import { current, typing } from "./keys"

const CALM = 120

export default class extends Controller<HTMLElement> {
  static targets = ["pane", "drawer", "box"]
  static values = { now: String }
  declare readonly paneTarget: HTMLElement
  declare readonly drawerTarget: HTMLDialogElement
  declare readonly boxTarget: HTMLElement
  declare readonly nowValue: string
  private row: HTMLElement | null = null
  private timer = 0
  private readonly wide = matchMedia("(width >= 80rem)")

  connect(): void {
    document.addEventListener("keydown", this.press)
    document.addEventListener("live:refreshed", this.refreshed)
    this.element.addEventListener("focusin", this.focused)
    this.element.addEventListener("click", this.clicked)
    this.element.addEventListener("keydown", this.pressInside)
    this.element.addEventListener("close", this.closed, true)
    this.wide.addEventListener("change", this.moved)
    const row = this.nowValue ? this.rows.find((r) => r.id.endsWith(`_${this.nowValue}`)) : undefined
    if (row) this.open(row)
  }

  disconnect(): void {
    clearTimeout(this.timer)
    document.removeEventListener("keydown", this.press)
    document.removeEventListener("live:refreshed", this.refreshed)
    this.element.removeEventListener("focusin", this.focused)
    this.element.removeEventListener("click", this.clicked)
    this.element.removeEventListener("keydown", this.pressInside)
    this.element.removeEventListener("close", this.closed, true)
    this.wide.removeEventListener("change", this.moved)
  }

  private get rows(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>("tr[data-grid-target=row]")]
  }

  private get frame(): HTMLElement | null {
    return this.element.querySelector<HTMLElement>("turbo-frame#peek")
  }

  private get isOpen(): boolean {
    return !this.paneTarget.hidden || this.drawerTarget.open
  }

  private open(row: HTMLElement): void {
    const link = linkOf(row)
    if (!link) return
    const frame = document.createElement("turbo-frame")
    frame.id = "peek"
    frame.setAttribute("target", "_top")
    const place = this.wide.matches ? this.paneTarget : this.boxTarget
    this.frame?.remove()
    place.replaceChildren(frame)
    if (this.wide.matches) this.paneTarget.hidden = false
    else if (!this.drawerTarget.open) this.drawerTarget.showModal()
    this.show(row)
  }

  /** The record of a row, in the frame that is there. */
  private show(row: HTMLElement): void {
    const link = linkOf(row)
    if (!link || !this.frame) return
    this.row = row
    for (const other of this.rows) other.classList.toggle("is-cursor", other === row)
    this.frame.setAttribute("src", `${link.getAttribute("href") ?? ""}/peek`)
    this.drawerTarget.setAttribute("aria-label", link.querySelector(".truncate")?.textContent?.trim() ?? "")
    this.address(link.getAttribute("href")?.split("/").at(-1))
  }

  private close(): void {
    if (this.drawerTarget.open) return this.drawerTarget.close()
    const inside = this.paneTarget.contains(document.activeElement)
    this.paneTarget.hidden = true
    this.gone()
    if (inside || document.activeElement === document.body) this.back()
  }

  private closed = (event: Event): void => {
    // The event comes late: by then the record may be shown in the pane, or in the drawer again.
    if (event.target !== this.drawerTarget || this.isOpen) return
    this.gone()
    this.back()
  }

  private gone(): void {
    clearTimeout(this.timer)
    this.frame?.remove()
    this.address(undefined)
  }

  private back(): void {
    const row = this.row && document.getElementById(this.row.id)
    if (row) linkOf(row)?.focus()
  }

  /** The address names the record: it is there again after a reload, and when somebody comes back. */
  private address(id: string | undefined): void {
    const address = new URL(location.href)
    if (id) address.searchParams.set("peek", id)
    else address.searchParams.delete("peek")
    history.replaceState(history.state, "", address)
  }

  private press = (event: KeyboardEvent): void => {
    if (typing(event) || event.defaultPrevented || event.altKey || event.metaKey || event.ctrlKey || document.querySelector("dialog[open], :popover-open")) return
    const target = event.target as HTMLElement
    if (event.key === "Escape" && !this.paneTarget.hidden) this.close()
    else if (event.key === " " && document.documentElement.dataset.singleKeys !== "off") {
      const row = this.rows[current(this.rows)]
      const at = target === document.body || target.closest("tr") !== null
      if (!row || !at || target.closest("button, input, summary")) return
      if (!this.paneTarget.hidden && this.row === row) this.close()
      else this.open(row)
    } else return
    event.preventDefault()
  }

  private pressInside = (event: KeyboardEvent): void => {
    if (typing(event) || event.defaultPrevented || event.altKey || event.metaKey || event.ctrlKey) return
    const target = event.target as HTMLElement
    if (!this.drawerTarget.contains(target)) return
    const single = document.documentElement.dataset.singleKeys !== "off"
    const step = single ? { j: 1, k: -1 }[event.key.toLowerCase()] : undefined
    if (step) {
      const rows = this.rows
      const now = rows.findIndex((row) => row.id === this.row?.id)
      const row = rows[now + step]
      if (row) this.show(row)
    } else if (event.key === "Enter" && !target.closest("a, button, summary, input") && this.row) visit(linkOf(this.row)?.href ?? location.href)
    else if (event.key === " " && target === this.boxTarget) this.close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  /** In the pane the record follows the row that has the focus. */
  private focused = (event: Event): void => {
    const row = (event.target as HTMLElement).closest<HTMLElement>("tr[data-grid-target=row]")
    if (!row || this.paneTarget.hidden || row === this.row) return
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => this.show(row), CALM)
  }

  private clicked = (event: Event): void => {
    const target = event.target as HTMLElement
    if (target.closest("[data-peek-close]") || target === this.drawerTarget) this.close()
  }

  /** The window has become wider or narrower. */
  private moved = (): void => {
    if (!this.isOpen || !this.row || this.wide.matches !== this.drawerTarget.open) return
    const row = this.row
    if (this.drawerTarget.open) this.drawerTarget.close()
    this.paneTarget.hidden = true
    this.open(row)
  }

  /** Somebody has changed something: the record here too, unless somebody is writing in it. */
  private refreshed = (): void => {
    const frame = this.frame as (HTMLElement & { reload?: () => void }) | null
    if (!this.isOpen || !frame) return
    if (this.row) this.row = document.getElementById(this.row.id) ?? this.row
    this.row?.classList.add("is-cursor")
    if (!frame.querySelector(".is-editing, :popover-open") && !frame.contains(document.activeElement)) frame.reload?.()
  }
}

function linkOf(row: HTMLElement): HTMLAnchorElement | null {
  return row.querySelector<HTMLAnchorElement>("a[data-grid-target=link]")
}
