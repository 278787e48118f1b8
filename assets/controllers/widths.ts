// The widths of a list's columns: the edge of a heading is dragged, or moved by the arrow keys; Home or a double click makes
// the column as wide as its words again. What was chosen stands in the address, `columns=name:240`, where views keep it.
import { Controller } from "@hotwired/stimulus"
import { visit } from "@hotwired/turbo"

const STEP = 16
const LEAST = 64
const MOST = 640
const PATIENCE = 600

export default class extends Controller<HTMLElement> {
  private timer = 0
  /** Widths that the address does not say yet; 0 is as wide as the words. */
  private changed = new Map<string, number>()
  private held: { edge: HTMLElement; head: HTMLElement; from: number; width: number } | null = null

  connect(): void {
    this.element.addEventListener("pointerdown", this.down)
    this.element.addEventListener("dblclick", this.twice)
    this.element.addEventListener("keydown", this.press)
  }

  disconnect(): void {
    clearTimeout(this.timer)
    this.element.removeEventListener("pointerdown", this.down)
    this.element.removeEventListener("dblclick", this.twice)
    this.element.removeEventListener("keydown", this.press)
  }

  private down = (event: PointerEvent): void => {
    const edge = edgeOf(event)
    const head = edge?.closest<HTMLElement>("th")
    if (!edge || !head || event.button !== 0) return
    event.preventDefault()
    edge.focus()
    edge.setPointerCapture(event.pointerId)
    edge.dataset.held = ""
    this.held = { edge, head, from: event.clientX, width: head.getBoundingClientRect().width }
    edge.addEventListener("pointermove", this.move)
    edge.addEventListener("pointerup", this.up, { once: true })
    edge.addEventListener("pointercancel", this.up, { once: true })
  }

  private move = (event: PointerEvent): void => {
    if (!this.held) return
    const { head, from, width } = this.held
    const way = getComputedStyle(this.element).direction === "rtl" ? -1 : 1
    if (event.clientX !== from) this.make(head, width + way * (event.clientX - from))
  }

  private up = (): void => {
    const held = this.held
    this.held = null
    held?.edge.removeEventListener("pointermove", this.move)
    delete held?.edge.dataset.held
    if (this.changed.size > 0) this.keep(held?.head)
  }

  private twice = (event: MouseEvent): void => {
    const head = edgeOf(event)?.closest<HTMLElement>("th")
    if (!head) return
    this.make(head, 0)
    this.keep(head)
  }

  private press = (event: KeyboardEvent): void => {
    const head = edgeOf(event)?.closest<HTMLElement>("th")
    if (!head) return
    const way = getComputedStyle(this.element).direction === "rtl" ? -1 : 1
    const step = { ArrowLeft: -STEP * way, ArrowRight: STEP * way }[event.key]
    if (event.key === "Home") this.make(head, 0)
    else if (step) this.make(head, head.getBoundingClientRect().width + step)
    else return
    event.preventDefault()
    event.stopPropagation()
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => this.keep(head), PATIENCE)
  }

  /** Shows a width at once, on every cell of the column. */
  private make(head: HTMLElement, wanted: number): void {
    const width = wanted === 0 ? 0 : Math.round(Math.min(MOST, Math.max(LEAST, wanted)) / 8) * 8
    this.changed.set(head.dataset.column ?? "", width)
    const heads = [...(head.parentElement?.children ?? [])]
    const at = heads.indexOf(head)
    for (const row of this.element.querySelectorAll("tr")) {
      const cell = row.children[at] as HTMLElement | undefined
      if (!cell || row.children.length !== heads.length) continue
      for (const name of [...cell.classList]) if (/^cw-\d+$/.test(name)) cell.classList.remove(name)
      const pixels = width ? `${width}px` : ""
      Object.assign(cell.style, { width: pixels, minWidth: pixels, maxWidth: pixels })
    }
    head.querySelector("[data-width-edge]")?.setAttribute("aria-valuenow", `${width}`)
    head.querySelector("[data-width-edge]")?.removeAttribute("aria-valuetext")
  }

  /** The address says the widths, and the page shows what it says. */
  private keep(head: HTMLElement | undefined): void {
    clearTimeout(this.timer)
    const columns = [...this.element.querySelectorAll<HTMLElement>("thead th[data-column]")].map((th) => {
      const key = th.dataset.column ?? ""
      const width = this.changed.get(key) ?? Number(th.dataset.width ?? 0)
      return width ? `${key}:${width}` : key
    })
    const address = new URL(location.href)
    for (const name of [...address.searchParams.keys()]) if (name === "column" || name.startsWith("width.")) address.searchParams.delete(name)
    address.searchParams.set("columns", columns.join(","))
    this.changed.clear()
    const column = head?.dataset.column
    document.addEventListener("turbo:render", () => {
      if (document.activeElement !== document.body || !column) return
      document.querySelector<HTMLElement>(`th[data-column="${CSS.escape(column)}"] [data-width-edge]`)?.focus()
    }, { once: true })
    visit(address.href, { action: "replace" })
  }
}

function edgeOf(event: Event): HTMLElement | null {
  return (event.target as HTMLElement).closest<HTMLElement>("[data-width-edge]")
}
