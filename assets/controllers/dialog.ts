// A page in a dialog: a link with `data-turbo-frame="dialog"` loads its page into the frame of the one <dialog>. The page
// answers with that frame when it is made for it, also with its problems; any other page, such as the one after saving,
// closes the dialog and takes the window. Focus goes in, stays, and comes back; Esc closes, and asks before work is lost.
import { Controller } from "@hotwired/stimulus"
import { restore } from "./keys"

type Missing = CustomEvent<{ response: Response; visit: (response: Response) => Promise<void> }>
const PATIENCE = 200

export default class extends Controller<HTMLDialogElement> {
  static targets = ["waiting"]
  static values = { lose: String }
  declare readonly waitingTarget: HTMLElement
  declare readonly loseValue: string
  private timer = 0
  private opener: HTMLElement | null = null

  connect(): void {
    if (!this.frame) {
      const frame = document.createElement("turbo-frame")
      frame.id = "dialog"
      this.waitingTarget.before(frame)
    }
    this.element.addEventListener("turbo:before-fetch-request", this.asked)
    this.element.addEventListener("turbo:frame-load", this.loaded)
    this.element.addEventListener("turbo:frame-missing", this.elsewhere)
    this.element.addEventListener("turbo:fetch-request-error", this.failed)
    this.element.addEventListener("keydown", this.keep)
  }

  disconnect(): void {
    this.element.removeEventListener("turbo:before-fetch-request", this.asked)
    this.element.removeEventListener("turbo:frame-load", this.loaded)
    this.element.removeEventListener("turbo:frame-missing", this.elsewhere)
    this.element.removeEventListener("turbo:fetch-request-error", this.failed)
    this.element.removeEventListener("keydown", this.keep)
  }

  close(event?: Event): void {
    event?.preventDefault()
    if (this.mayClose()) this.element.close()
  }

  cancel(event: Event): void {
    if (event.target === this.element && !this.mayClose()) event.preventDefault()
  }

  closed(event: Event): void {
    if (event.target !== this.element) return
    clearTimeout(this.timer)
    this.waitingTarget.hidden = true
    this.frame?.removeAttribute("src")
    this.frame?.replaceChildren()
    restore(this.element, this.opener)
  }

  /** A press beside the box closes; a link to a place in the form goes there. */
  press(event: MouseEvent): void {
    if (event.target === this.element) return this.close()
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>('a[href^="#"]')
    const place = link && this.element.querySelector<HTMLElement>(`[id="${CSS.escape(link.hash.slice(1))}"]`)
    if (!place) return
    event.preventDefault()
    event.stopPropagation()
    place.focus()
  }

  private get frame(): HTMLElement | null {
    return this.element.querySelector<HTMLElement>("turbo-frame#dialog")
  }

  private mayClose(): boolean {
    const dirty = this.element.querySelector<HTMLElement>("form[data-dirty]")
    if (!dirty) return true
    if (!confirm(this.loseValue)) return false
    delete dirty.dataset.dirty
    return true
  }

  private asked = (): void => {
    if (this.element.open) return
    const active = document.activeElement as HTMLElement | null
    this.opener = active?.closest<HTMLElement>("[popover]") ? document.querySelector(`[popovertarget="${active.closest("[popover]")?.id}"]`) : active
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => {
      this.waitingTarget.hidden = false
      this.open()
    }, PATIENCE)
  }

  private loaded = (event: Event): void => {
    if (event.target !== this.frame) return
    clearTimeout(this.timer)
    this.waitingTarget.hidden = true
    this.open()
    const heading = this.frame?.querySelector("h1")
    if (heading) this.element.setAttribute("aria-label", heading.textContent?.trim() ?? "")
    const wrong = this.frame?.querySelector<HTMLElement>('[role="alert"]')
    const first = this.frame?.querySelector<HTMLElement>("[autofocus]") ?? this.frame?.querySelector<HTMLElement>("form :is(input:not([type=hidden]):not([type=radio]), select, textarea)")
    ;(wrong ?? first)?.focus()
  }

  private open(): void {
    for (const popover of document.querySelectorAll<HTMLElement>(":popover-open")) popover.hidePopover()
    if (!this.element.open) this.element.showModal()
  }

  /** What came is a page of its own. */
  private elsewhere = (event: Event): void => {
    event.preventDefault()
    const { response, visit } = (event as Missing).detail
    this.element.close()
    void visit(response)
  }

  private failed = (): void => {
    clearTimeout(this.timer)
    this.waitingTarget.hidden = true
    if (!this.frame?.childElementCount) this.element.close()
  }

  /** Keys of the page beneath do not act while the dialog is open. */
  private keep = (event: KeyboardEvent): void => {
    if (event.key === "Escape") event.stopPropagation()
  }
}
