// Toasts go by themselves after six seconds, wait while pointed at or focused, and are three at most.
import { Controller } from "@hotwired/stimulus"

const TIME = 6000
/** What went wrong is read more slowly. */
const FAILED = 15_000

export default class extends Controller<HTMLElement> {
  static targets = ["item"]
  declare readonly itemTargets: HTMLElement[]
  private timers = new Map<Element, number>()

  connect(): void {
    document.addEventListener("keydown", this.press)
  }

  disconnect(): void {
    document.removeEventListener("keydown", this.press)
    for (const timer of this.timers.values()) clearTimeout(timer)
  }

  itemTargetConnected(item: HTMLElement): void {
    this.say(item)
    for (const old of this.itemTargets.slice(0, -3)) old.remove()
    const wait = () => {
      clearTimeout(this.timers.get(item))
      this.timers.set(item, window.setTimeout(() => (item.matches(":hover, :focus-within") ? wait() : item.remove()), item.dataset.failed === undefined ? TIME : FAILED))
    }
    wait()
  }

  itemTargetDisconnected(item: HTMLElement): void {
    clearTimeout(this.timers.get(item))
    this.timers.delete(item)
  }

  /** A message that comes with its page is not read out by itself: put in once more, it is. */
  private say(item: HTMLElement): void {
    const words = [...item.children].find((child) => child.matches("span:not(:has(svg))"))
    const text = words?.textContent
    if (words && text) window.setTimeout(() => words.replaceChildren(text), 100)
  }

  dismiss(event: Event): void {
    ;(event.currentTarget as HTMLElement).closest('[data-toast-target="item"]')?.remove()
  }

  private press = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && event.shiftKey) this.itemTargets.at(-1)?.remove()
  }
}
