// What the pages of the settings add to plain forms: finding a line, and moving rows by dragging or with ↑ and ↓.
import { Controller } from "@hotwired/stimulus"

/** Shows only the items that have the words somebody types: `data-sift-target="item"`. */
export class Sift extends Controller<HTMLElement> {
  static targets = ["item"]
  declare readonly itemTargets: HTMLElement[]

  sift(event: Event): void {
    const words = (event.currentTarget as HTMLInputElement).value.toLowerCase().split(/\s+/).filter(Boolean)
    for (const item of this.itemTargets) {
      const text = (item.textContent ?? "").toLowerCase()
      item.hidden = !words.every((word) => text.includes(word))
    }
  }
}

/**
 * Rows in an order, dragged or moved with ↑ and ↓: the form `#order` gets the keys of all rows of the group and is sent. Where
 * rows carry numbers (`number`), these are written anew instead, and a number somebody writes moves its row.
 */
export class Arrange extends Controller<HTMLElement> {
  static targets = ["row", "number", "said"]
  declare readonly rowTargets: HTMLElement[]
  declare readonly numberTargets: HTMLInputElement[]
  declare readonly saidTargets: HTMLElement[]
  private moved: HTMLElement | null = null

  connect(): void {
    this.element.addEventListener("dragstart", this.begin)
    this.element.addEventListener("dragover", this.over)
    this.element.addEventListener("dragend", this.end)
  }

  disconnect(): void {
    this.element.removeEventListener("dragstart", this.begin)
    this.element.removeEventListener("dragover", this.over)
    this.element.removeEventListener("dragend", this.end)
  }

  key(event: KeyboardEvent): void {
    const row = (event.target as HTMLElement).closest<HTMLElement>("[data-key]")
    const rows = this.rowTargets
    const other = row && rows[rows.indexOf(row) + (event.key === "ArrowUp" ? -1 : 1)]
    if (!row || !other || !["ArrowUp", "ArrowDown"].includes(event.key)) return
    event.preventDefault()
    // The other row moves, so that this one keeps the focus.
    if (event.key === "ArrowUp") row.after(other)
    else row.before(other)
    this.settle(row)
  }

  /** Somebody wrote a number: the row goes to that place. */
  number(event: Event): void {
    const input = event.currentTarget as HTMLInputElement
    const row = input.closest<HTMLElement>("[data-key]")
    const place = Number(input.value)
    if (!row || !Number.isInteger(place) || place < 1) return
    const others = this.rowTargets.filter((other) => other !== row)
    const next = others[place - 1]
    if (next) next.before(row)
    else others.at(-1)?.after(row)
    input.focus()
    this.settle(row)
  }

  private begin = (event: DragEvent): void => {
    this.moved = (event.target as HTMLElement).closest<HTMLElement>("[data-key]")
    if (this.moved) event.dataTransfer?.setDragImage(this.moved, 0, 0)
  }

  private over = (event: DragEvent): void => {
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-arrange-target="row"]')
    if (!this.moved || !row || !this.rowTargets.includes(row)) return
    event.preventDefault()
    if (row === this.moved) return
    const box = row.getBoundingClientRect()
    if (event.clientY < box.top + box.height / 2) row.before(this.moved)
    else row.after(this.moved)
  }

  private end = (): void => {
    if (this.moved) this.settle(this.moved)
    this.moved = null
  }

  private settle(row: HTMLElement): void {
    if (!this.numberTargets.length) return this.send()
    for (const [place, input] of this.numberTargets.entries()) input.value = `${place + 1}`
    const [place, count] = [this.rowTargets.indexOf(row) + 1, this.rowTargets.length]
    for (const said of this.saidTargets)
      said.textContent = (said.dataset.words ?? "").replace("{place}", `${place}`).replace("{count}", `${count}`)
    this.element.dispatchEvent(new Event("change", { bubbles: true }))
  }

  private send(): void {
    const form = document.querySelector<HTMLFormElement>("form#order")
    const input = form?.querySelector<HTMLInputElement>('input[name="order"]')
    if (!form || !input) return
    input.value = this.rowTargets.map((row) => row.dataset.key).join(",")
    form.requestSubmit()
  }
}
