// The live feed: when the server says that something on this page changed, the page is morphed; when the feed breaks, the
// page says that it is offline. `data-live-url-value` on <body>; targets `on`, `off`, `banner`, `since`.
import { Controller } from "@hotwired/stimulus"
import { visit } from "@hotwired/turbo"

const CALM = 400
const PATIENCE = 5000

export default class extends Controller<HTMLElement> {
  static targets = ["on", "off", "banner", "since"]
  static values = { url: String }
  declare readonly onTargets: HTMLElement[]
  declare readonly offTargets: HTMLElement[]
  declare readonly bannerTargets: HTMLElement[]
  declare readonly sinceTargets: HTMLElement[]
  declare readonly urlValue: string
  private source: EventSource | undefined
  private sending = false
  private timer = 0
  private lost = 0
  private waiting = false
  private opened = false

  connect(): void {
    document.addEventListener("visibilitychange", this.seen)
    document.addEventListener("turbo:render", this.rendered)
    document.addEventListener("turbo:submit-start", this.submitting)
    document.addEventListener("turbo:submit-end", this.submitted)
    if (this.urlValue && !this.source) this.listen()
  }

  disconnect(): void {
    document.removeEventListener("visibilitychange", this.seen)
    document.removeEventListener("turbo:render", this.rendered)
    document.removeEventListener("turbo:submit-start", this.submitting)
    document.removeEventListener("turbo:submit-end", this.submitted)
    clearTimeout(this.timer)
    clearTimeout(this.lost)
    this.source?.close()
    this.source = undefined
  }

  /** A morphed page may listen to something else. */
  urlValueChanged(now: string): void {
    if (!this.source || new URL(now, location.href).href === this.source.url) return
    this.source.close()
    if (now) this.listen()
  }

  retry(): void {
    this.source?.close()
    this.listen()
  }

  private listen(): void {
    const source = new EventSource(this.urlValue)
    this.source = source
    source.addEventListener("open", () => {
      clearTimeout(this.lost)
      this.lost = 0
      const back = this.opened && this.offline
      this.opened = true
      this.show(true)
      // Whatever was missed meanwhile is on the page of now.
      if (back) this.changed()
    })
    source.addEventListener("error", () => {
      // A restart of the server is no news; five seconds of silence are.
      this.lost ||= window.setTimeout(() => this.show(false), this.opened ? PATIENCE : PATIENCE * 2)
      if (source.readyState === EventSource.CLOSED) window.setTimeout(() => this.source === source && this.listen(), PATIENCE)
    })
    source.addEventListener("message", () => this.changed())
    source.addEventListener("change", () => this.changed())
  }

  private get offline(): boolean {
    return this.bannerTargets.some((banner) => !banner.hidden)
  }

  private changed(): void {
    this.waiting = true
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => this.refresh(), CALM)
  }

  /** What this page sends itself brings a fresh page with its own message: a refresh between would take the message. */
  private submitting = (): void => {
    this.sending = true
  }

  private submitted = (): void => {
    this.sending = false
    this.waiting = false
  }

  private seen = (): void => {
    if (!document.hidden && this.waiting) this.refresh()
  }

  /** Nobody's work is morphed away: a page being written in, or with an open menu or dialog, waits. */
  private refresh(): void {
    if (document.hidden || !this.waiting) return
    if (this.sending || document.querySelector("form[data-dirty], dialog[open], :popover-open")) {
      this.timer = window.setTimeout(() => this.refresh(), 2000)
      return
    }
    this.waiting = false
    // Turbo takes what is temporary off the page before it keeps a copy; this page stays, and so does its message.
    document.getElementById("toasts")?.removeAttribute("data-turbo-temporary")
    visit(location.href, { action: "replace" })
  }

  private rendered = (): void => {
    document.getElementById("toasts")?.setAttribute("data-turbo-temporary", "")
    if (this.source) this.show(this.source.readyState === EventSource.OPEN || !this.offline)
  }

  private show(on: boolean): void {
    for (const element of this.onTargets) element.hidden = !on
    for (const element of [...this.offTargets, ...this.bannerTargets]) element.hidden = on
    if (on) return
    const now = new Date().toLocaleTimeString(document.documentElement.lang || "en", { hour: "2-digit", minute: "2-digit", hour12: false })
    for (const element of this.sinceTargets) if (!/\d/.test(element.textContent ?? "")) element.textContent = `No connection since ${now}.`
  }
}
