// A popover menu: arrows and letters move in it, and it is placed by hand where CSS anchors are unknown.
import { Controller } from "@hotwired/stimulus"

export default class extends Controller<HTMLElement> {
  connect(): void {
    this.element.addEventListener("toggle", this.toggled)
    this.element.addEventListener("keydown", this.press)
  }

  disconnect(): void {
    this.element.removeEventListener("toggle", this.toggled)
    this.element.removeEventListener("keydown", this.press)
  }

  private get items(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>("a, button, input")].filter((item) => item.checkVisibility())
  }

  private toggled = (event: Event): void => {
    const open = (event as ToggleEvent).newState === "open"
    const opener = document.querySelector<HTMLElement>(`[popovertarget="${this.element.id}"]:is(:focus, :hover)`) ?? document.querySelector<HTMLElement>(`[popovertarget="${this.element.id}"]`)
    opener?.setAttribute("aria-expanded", `${open}`)
    if (!open) return
    if (!CSS.supports("position-area: block-end") && opener) this.place(opener)
    this.items[0]?.focus()
  }

  /** Under its opener, or over it when there is no room. */
  private place(opener: HTMLElement): void {
    const at = opener.getBoundingClientRect()
    const box = this.element.getBoundingClientRect()
    const below = at.bottom + box.height + 8 < innerHeight
    this.element.style.left = `${Math.max(8, Math.min(at.left, innerWidth - box.width - 8))}px`
    this.element.style.top = `${Math.max(8, below ? at.bottom : at.top - box.height - 8)}px`
  }

  private press = (event: KeyboardEvent): void => {
    const items = this.items
    const now = items.indexOf(document.activeElement as HTMLElement)
    const to = (index: number) => {
      event.preventDefault()
      items.at(index % items.length)?.focus()
    }
    if (event.key === "ArrowDown") to(now + 1)
    else if (event.key === "ArrowUp") to(now - 1)
    else if (event.key === "Home") to(0)
    else if (event.key === "End") to(-1)
    else if (/^\p{L}$/u.test(event.key) && !event.metaKey && !event.ctrlKey && !(event.target instanceof HTMLInputElement)) {
      const after = [...items.slice(now + 1), ...items.slice(0, now + 1)]
      const hit = after.find((item) => item.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase()))
      if (hit) {
        event.preventDefault()
        hit.focus()
      }
    }
  }
}
