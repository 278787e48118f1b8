// A link whose page opens in a box beside it: the box holds a turbo-frame, the link names that frame. Without scripts the
// link leads to the page itself.
import { Controller } from "@hotwired/stimulus"

export default class extends Controller<HTMLElement> {
  static targets = ["box"]
  declare readonly boxTarget: HTMLElement
  private opener: HTMLElement | undefined

  connect(): void {
    this.boxTarget.addEventListener("turbo:frame-load", this.loaded)
    this.boxTarget.addEventListener("toggle", this.toggled)
    this.boxTarget.addEventListener("turbo:submit-end", this.submitted)
  }

  disconnect(): void {
    this.boxTarget.removeEventListener("turbo:frame-load", this.loaded)
    this.boxTarget.removeEventListener("toggle", this.toggled)
    this.boxTarget.removeEventListener("turbo:submit-end", this.submitted)
  }

  open(event: Event): void {
    this.opener = event.currentTarget as HTMLElement
  }

  private loaded = (): void => {
    const box = this.boxTarget
    if (!box.matches(":popover-open")) box.showPopover()
    this.place()
    this.opener?.setAttribute("aria-expanded", "true")
    const first = box.querySelector<HTMLElement>("[autofocus], input:not([type=hidden]), select") ?? box.querySelector<HTMLElement>("ul a")
    first?.focus()
  }

  /** What was asked for is done; its message is on the page. */
  private submitted = (event: Event): void => {
    if ((event as CustomEvent<{ success: boolean }>).detail.success && this.boxTarget.matches(":popover-open")) this.boxTarget.hidePopover()
  }

  /** Closed: the focus goes back to what opened it, and the next opening loads anew. */
  private toggled = (event: Event): void => {
    if ((event as ToggleEvent).newState === "open") return
    const frame = this.boxTarget.querySelector("turbo-frame")
    frame?.removeAttribute("src")
    frame?.replaceChildren()
    this.opener?.setAttribute("aria-expanded", "false")
    if (document.activeElement === document.body) this.opener?.focus()
  }

  private place(): void {
    const at = (this.opener ?? this.element).getBoundingClientRect()
    const box = this.boxTarget
    box.style.setProperty("position-area", "none")
    box.style.setProperty("position-try-fallbacks", "none")
    const { width, height } = box.getBoundingClientRect()
    box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`
    box.style.top = `${Math.max(8, Math.min(at.bottom + 6, innerHeight - height - 8))}px`
  }
}
