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

/** Rows in an order: the form `#order` gets the keys of all rows of the group and is sent. */
export class Arrange extends Controller<HTMLElement> {
  static targets = ["row"]
  declare readonly rowTargets: HTMLElement[]
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
    if (event.key === "ArrowUp") other.before(row)
    else other.after(row)
    this.send()
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
    if (this.moved) this.send()
    this.moved = null
  }

  private send(): void {
    const form = document.querySelector<HTMLFormElement>("form#order")
    const input = form?.querySelector<HTMLInputElement>('input[name="order"]')
    if (!form || !input) return
    input.value = this.rowTargets.map((row) => row.dataset.key).join(",")
    form.requestSubmit()
  }
}
