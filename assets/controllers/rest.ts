// A finger that rests on something, as a long press: what the touch would have done otherwise (a menu of the browser, the
// click of lifting it) does not happen.

const REST = 450
const SLACK = 10

export class Rest {
  private timer = 0
  private from = { x: 0, y: 0 }
  /** The finger has rested, and is still there or about to click. */
  private rested = false

  /** `item` is a selector of what can be rested on inside `ground`. */
  constructor(private readonly ground: HTMLElement, private readonly item: string, private readonly then: (item: HTMLElement) => void) {
    ground.addEventListener("pointerdown", this.down)
    ground.addEventListener("contextmenu", this.menu)
    ground.addEventListener("click", this.click, true)
  }

  stop(): void {
    this.end()
    this.ground.removeEventListener("pointerdown", this.down)
    this.ground.removeEventListener("contextmenu", this.menu)
    this.ground.removeEventListener("click", this.click, true)
  }

  private down = (event: PointerEvent): void => {
    this.end()
    this.rested = false
    const item = (event.target as HTMLElement).closest<HTMLElement>(this.item)
    if (!item || event.pointerType === "mouse" || !event.isPrimary) return
    this.from = { x: event.clientX, y: event.clientY }
    addEventListener("pointermove", this.move)
    addEventListener("pointerup", this.end)
    addEventListener("pointercancel", this.end)
    this.timer = window.setTimeout(() => {
      this.end()
      this.rested = true
      this.then(item)
    }, REST)
  }

  private move = (event: PointerEvent): void => {
    if (Math.hypot(event.clientX - this.from.x, event.clientY - this.from.y) > SLACK) this.end()
  }

  private end = (): void => {
    clearTimeout(this.timer)
    removeEventListener("pointermove", this.move)
    removeEventListener("pointerup", this.end)
    removeEventListener("pointercancel", this.end)
  }

  private menu = (event: Event): void => {
    if (this.rested) event.preventDefault()
  }

  /** The click that lifting the finger makes; one by the keyboard or later comes with a `down` of its own, or none. */
  private click = (event: MouseEvent): void => {
    if (!this.rested || event.detail === 0) return
    this.rested = false
    event.preventDefault()
    event.stopImmediatePropagation()
  }
}
