// Dragging with a pointer: the mouse at once, a finger after it rested. What is dragged stays in the page as a ghost, a copy
// follows the pointer; Escape puts it back. Boards and calendars say what becomes of it.

export interface Dragged {
  /** What can be dragged, and what it can be dropped on. */
  item: string
  place: string
  /** The box that scrolls while something is dragged to its edge. */
  ground: HTMLElement
  start?(item: HTMLElement): void
  over(item: HTMLElement, place: HTMLElement | null): void
  /** Nothing is dropped: `place` is null. */
  drop(item: HTMLElement, place: HTMLElement | null): void
}

const SLACK = 6
const REST = 300
const EDGE = 48

export class Drag {
  private item: HTMLElement | null = null
  private copy: HTMLElement | null = null
  private place: HTMLElement | null = null
  private from = { x: 0, y: 0 }
  private at = { x: 0, y: 0 }
  private grip = { x: 0, y: 0 }
  private timer = 0
  private frame = 0

  constructor(private readonly said: Dragged) {
    said.ground.addEventListener("pointerdown", this.down)
    said.ground.addEventListener("dragstart", prevent)
  }

  /** How far down the page the upper edge of what is dragged was last. */
  get top(): number {
    return this.at.y - this.grip.y
  }

  stop(): void {
    this.finish(null)
    this.said.ground.removeEventListener("pointerdown", this.down)
    this.said.ground.removeEventListener("dragstart", prevent)
  }

  private down = (event: PointerEvent): void => {
    const target = event.target as HTMLElement
    const item = target.closest<HTMLElement>(this.said.item)
    if (!item || event.button !== 0 || item.dataset.still !== undefined || target.closest("button, input, select, .btn")) return
    this.item = item
    this.from = this.at = { x: event.clientX, y: event.clientY }
    const box = item.getBoundingClientRect()
    this.grip = { x: event.clientX - box.left, y: event.clientY - box.top }
    addEventListener("pointermove", this.move)
    addEventListener("pointerup", this.up)
    addEventListener("pointercancel", this.cancel)
    addEventListener("keydown", this.key, true)
    document.addEventListener("touchmove", this.touch, { passive: false })
    if (event.pointerType !== "mouse") this.timer = window.setTimeout(() => this.begin(), REST)
  }

  private begin(): void {
    if (!this.item || this.copy) return
    const box = this.item.getBoundingClientRect()
    const copy = this.item.cloneNode(true) as HTMLElement
    copy.removeAttribute("id")
    copy.classList.add("is-dragging")
    copy.setAttribute("aria-hidden", "true")
    Object.assign(copy.style, { position: "fixed", left: "0", top: "0", width: `${box.width}px`, height: `${box.height}px`, pointerEvents: "none", zIndex: "60", listStyle: "none" })
    document.body.append(copy)
    this.copy = copy
    this.item.classList.add("is-ghost")
    document.documentElement.dataset.dragging = ""
    getSelection()?.removeAllRanges()
    this.said.start?.(this.item)
    this.follow()
  }

  private move = (event: PointerEvent): void => {
    this.at = { x: event.clientX, y: event.clientY }
    const far = Math.hypot(this.at.x - this.from.x, this.at.y - this.from.y) > SLACK
    if (this.copy || !far) return
    // A finger that moves before it rested scrolls.
    if (event.pointerType === "mouse") this.begin()
    else this.finish(null)
  }

  private follow = (): void => {
    if (!this.copy || !this.item) return
    this.copy.style.transform = `translate(${this.at.x - this.grip.x}px, ${this.at.y - this.grip.y}px)`
    this.scroll()
    const under = document.elementFromPoint(this.at.x, this.at.y)?.closest<HTMLElement>(this.said.place) ?? null
    if (under !== this.place) {
      this.place = under
      this.said.over(this.item, under)
    }
    this.frame = requestAnimationFrame(this.follow)
  }

  private scroll(): void {
    const box = this.said.ground.getBoundingClientRect()
    const step = (at: number, low: number, high: number) => (at < low + EDGE ? -1 : at > high - EDGE ? 1 : 0) * 10
    this.said.ground.scrollBy(step(this.at.x, Math.max(0, box.left), Math.min(innerWidth, box.right)), step(this.at.y, Math.max(0, box.top), Math.min(innerHeight, box.bottom)))
  }

  private touch = (event: TouchEvent): void => {
    if (this.copy) event.preventDefault()
  }

  private up = (): void => {
    if (!this.copy) return this.finish(null)
    // The click that ends a drag opens nothing.
    addEventListener("click", swallow, { capture: true, once: true })
    window.setTimeout(() => removeEventListener("click", swallow, true), 50)
    this.finish(this.place)
  }

  private cancel = (): void => this.finish(null)

  private key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.copy) return
    event.preventDefault()
    event.stopPropagation()
    this.finish(null)
  }

  private finish(place: HTMLElement | null): void {
    clearTimeout(this.timer)
    cancelAnimationFrame(this.frame)
    removeEventListener("pointermove", this.move)
    removeEventListener("pointerup", this.up)
    removeEventListener("pointercancel", this.cancel)
    removeEventListener("keydown", this.key, true)
    document.removeEventListener("touchmove", this.touch)
    const { item, copy } = this
    this.item = this.copy = this.place = null
    delete document.documentElement.dataset.dragging
    item?.classList.remove("is-ghost")
    copy?.remove()
    if (item && copy) this.said.drop(item, place)
  }
}

function prevent(event: Event): void {
  event.preventDefault()
}

function swallow(event: Event): void {
  event.preventDefault()
  event.stopPropagation()
}
