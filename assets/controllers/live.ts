// The live feed: when the server says that something on this page changed, the page is morphed within a second (what is
// being written, opened or dragged stays, see morph.ts); counts in the sidebar and the faces of others come by themselves;
// when the feed breaks, the page says that it is offline. `data-live-url-value` on <body>; targets `on`, `off`, `banner`,
// `since`, `here`.
import { Controller } from "@hotwired/stimulus"
import { visit } from "@hotwired/turbo"
import { morph } from "../morph"

/** Changes are gathered this long, and then by chance longer, so that many pages do not ask in one instant. */
const CALM = 120
const SPREAD = 250
/** A page refreshes at most so often, and not more than a quarter of the time. */
const REST = 600
const PATIENCE = 5000
/** A page that is to take the place of this one is waited for so long. */
const COMING = 2000
/** Who writes nothing for so long is no longer editing. */
const IDLE = 60_000
/** A page nobody has looked at for so long lets its connection go: browsers have few of them. */
const ASIDE = 30_000

export default class extends Controller<HTMLElement> {
  static targets = ["on", "off", "banner", "since", "here", "unsent"]
  static values = { url: String }
  declare readonly onTargets: HTMLElement[]
  declare readonly offTargets: HTMLElement[]
  declare readonly bannerTargets: HTMLElement[]
  declare readonly sinceTargets: HTMLElement[]
  declare readonly hereTargets: HTMLElement[]
  declare readonly unsentTargets: HTMLTemplateElement[]
  declare readonly urlValue: string
  private source: EventSource | undefined
  private connected = false
  private feed = ""
  private last = ""
  private sending = false
  /** Until when a page is awaited that takes the place of this one. */
  private coming = 0
  private timer = 0
  private idle = 0
  private lost = 0
  private aside = 0
  private waiting = false
  private opened = false
  private editing = false
  private asking: AbortController | undefined
  private next = 0

  connect(): void {
    for (const [name, handler] of this.handlers) document.addEventListener(name, handler)
    addEventListener("offline", this.gone)
    addEventListener("online", this.back)
    if (!window.navigator.onLine) this.gone()
    if (this.urlValue && !this.source) this.listen()
    this.connected = true
  }

  disconnect(): void {
    this.connected = false
    for (const [name, handler] of this.handlers) document.removeEventListener(name, handler)
    for (const timer of [this.timer, this.lost, this.idle, this.aside]) clearTimeout(timer)
    removeEventListener("offline", this.gone)
    removeEventListener("online", this.back)
    this.source?.close()
    this.source = undefined
    // What it brings would be morphed into the page that has come instead.
    this.drop()
  }

  /** A morphed page may listen to something else; that it is younger is nothing else. */
  urlValueChanged(now: string, before: string): void {
    // Before it is connected it is `connect` that listens; a page without a feed may be morphed into one that has it.
    if (!this.connected || bare(now) === bare(before ?? "")) return
    this.source?.close()
    this.source = undefined
    this.last = ""
    if (now) this.listen()
  }

  async retry(): Promise<void> {
    this.source?.close()
    if (this.urlValue) this.listen()
    try {
      if ((await fetch("/healthz")).ok) this.show(true)
    } catch {
      this.show(false)
    }
  }

  private gone = (): void => this.show(false)

  private back = (): void => void this.retry()

  /** Nobody answered: the page stays as it is, instead of the browser's page about it, and what was to be sent stays in its form. */
  private unreached = (event: Event): void => {
    event.preventDefault()
    this.arrived()
    this.show(false)
    const form = event.target
    if (!(form instanceof HTMLFormElement) || form.method === "get") return
    form.dispatchEvent(new Event("input", { bubbles: true }))
    for (const template of this.unsentTargets) document.getElementById("toasts")?.append(template.content.cloneNode(true))
  }

  private listen(): void {
    // Where the feed before ended the next one goes on.
    const address = this.last ? `${bare(this.urlValue)}&since=${this.last}` : this.urlValue
    const source = new EventSource(address)
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
      if (source.readyState === EventSource.CLOSED) window.setTimeout(() => this.source === source && !document.hidden && this.listen(), PATIENCE)
    })
    source.addEventListener("hello", (event) => {
      this.feed = (event as MessageEvent<string>).data
      if (this.editing) this.tell(true)
    })
    source.addEventListener("change", (event) => {
      this.last = (event as MessageEvent<string>).lastEventId || this.last
      this.changed()
    })
    source.addEventListener("counts", (event) => this.count(JSON.parse((event as MessageEvent<string>).data) as Record<string, number>))
    source.addEventListener("here", (event) => {
      for (const place of this.hereTargets) place.innerHTML = (event as MessageEvent<string>).data
    })
    // Session or rights are gone: the server says what becomes of this page.
    source.addEventListener("end", () => {
      source.close()
      this.source = undefined
      if (document.querySelector("form[data-dirty]")) this.show(false)
      else this.changed()
    })
  }

  private get offline(): boolean {
    return this.bannerTargets.some((banner) => !banner.hidden)
  }

  private changed(): void {
    this.waiting = true
    if (!this.timer) this.later(Math.max(CALM + Math.random() * SPREAD, this.next - performance.now()))
  }

  private later(wait: number): void {
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => void this.refresh(), wait)
  }

  /** A refresh under way is dropped for something newer, which may not bring what the refresh would have. */
  private drop(): void {
    if (!this.asking) return
    this.asking.abort()
    this.asking = undefined
    this.waiting = true
  }

  /** Something was changed by this page's own script. With a feed the server says so too. */
  private stale = (): void => {
    if (this.source?.readyState !== EventSource.OPEN) this.changed()
  }

  /** What this page sends itself, and where it goes, brings a fresh page with its own message: what is under way is older. */
  private submitting = (): void => {
    this.sending = true
    this.drop()
  }

  private submitted = (event: Event): void => {
    this.sending = false
    // The page it leads to is here in a moment: a refresh now would take the form's frame, and the page with it.
    if ((event as CustomEvent<{ fetchResponse?: { redirected: boolean } }>).detail.fetchResponse?.redirected) this.expect()
    this.stopped()
    if (this.waiting) this.later(CALM)
  }

  private leaving = (): void => {
    this.drop()
    this.expect()
  }

  private expect(): void {
    this.coming = performance.now() + COMING
  }

  private arrived = (): void => void (this.coming = 0)

  private seen = (): void => {
    clearTimeout(this.aside)
    if (document.hidden) {
      this.aside = window.setTimeout(() => this.source?.close(), ASIDE)
      return
    }
    if (this.source?.readyState === EventSource.CLOSED) {
      if (!this.last && !this.urlValue.includes("since=")) this.waiting = true
      this.listen()
    }
    if (this.waiting) void this.refresh()
  }

  /**
   * The page as it is now is fetched and morphed in: no visit of Turbo's, which would end the answer of a form under way.
   * A page nobody looks at waits until somebody does; one whose card is being carried until it is dropped.
   */
  private async refresh(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = 0
    if (document.hidden || !this.waiting) return
    if (this.sending || performance.now() < this.coming || document.documentElement.dataset.dragging !== undefined) return this.later(300)
    this.drop()
    this.waiting = false
    const asking = (this.asking = new AbortController())
    const start = performance.now()
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, signal: asking.signal })
      const text = await answer.text()
      if (asking.signal.aborted) return
      // A server that has trouble just now leaves the page as it is.
      if (answer.status >= 500) {
        this.waiting = true
        return this.later(PATIENCE)
      }
      // Signed out, or what the page was about has gone elsewhere.
      if (answer.redirected) return visit(answer.url, { action: "replace" })
      const page = new DOMParser().parseFromString(text, "text/html")
      if (!page.body.dataset.controller) return
      if (built(page) !== built(document)) return this.reload()
      document.title = page.title
      morph(page.body)
    } catch {
      // Cut short by something newer, or the connection is gone, which the feed says.
    } finally {
      this.next = performance.now() + Math.max(REST, 3 * (performance.now() - start))
      if (this.asking === asking) this.asking = undefined
    }
  }

  /** The server was upgraded: its pages want their own style and script, once nothing is being written. */
  private reload(): void {
    if (document.querySelector("form[data-dirty], dialog[open]")) this.waiting = true
    else location.reload()
  }

  /** A page that came by a visit: what it knows of need not be fetched again. */
  private rendered = (): void => {
    this.drop()
    this.arrived()
    if (begun(this.urlValue) >= Number(this.last)) this.waiting = false
    else if (this.waiting) this.changed()
    if (this.source) this.show(this.source.readyState === EventSource.OPEN || !this.offline)
  }

  /** Somebody writes in a form that changes something: the others see that. */
  private wrote = (event: Event): void => {
    const form = (event.target as HTMLElement).closest("form")
    if (!form || form.method !== "post") return
    clearTimeout(this.idle)
    this.idle = window.setTimeout(this.stopped, IDLE)
    if (this.editing) return
    this.editing = true
    this.tell(true)
  }

  private stopped = (): void => {
    clearTimeout(this.idle)
    if (!this.editing) return
    this.editing = false
    this.tell(false)
  }

  private tell(editing: boolean): void {
    if (this.feed) void fetch(`/live/${this.feed}`, { method: "POST", body: new URLSearchParams({ editing: editing ? "1" : "0" }), keepalive: true }).catch(() => undefined)
  }

  private readonly handlers: [string, (event: Event) => void][] = [
    ["visibilitychange", this.seen],
    ["turbo:visit", this.leaving],
    ["turbo:render", this.rendered],
    ["turbo:submit-start", this.submitting],
    ["turbo:submit-end", this.submitted],
    ["turbo:frame-render", this.arrived],
    ["turbo:fetch-request-error", this.unreached],
    ["live:stale", this.stale],
    ["input", this.wrote],
  ]

  /** What waits at the places of the sidebar. */
  private count(counts: Record<string, number>): void {
    for (const [address, count] of Object.entries(counts)) {
      for (const badge of document.querySelectorAll<HTMLElement>(`.sidebar a[href="${CSS.escape(address)}"] [data-count]`)) {
        badge.hidden = count <= 0
        if (badge.lastElementChild) badge.lastElementChild.textContent = `${count}`
      }
    }
  }

  private show(on: boolean): void {
    for (const element of this.onTargets) element.hidden = !on
    for (const element of [...this.offTargets, ...this.bannerTargets]) element.hidden = on
    document.documentElement.toggleAttribute("data-offline", !on)
    if (on) return
    const now = new Date().toLocaleTimeString(document.documentElement.lang || "en", { hour: "2-digit", minute: "2-digit", hour12: false })
    const words = this.bannerTargets[0]?.dataset.words
    for (const element of this.sinceTargets) if (words && !/\d/.test(element.textContent ?? "")) element.textContent = words.replace("{time}", now)
  }
}

/** The address of a feed without where it begins. */
function bare(address: string): string {
  return address.replace(/[?&]since=\d+/, "")
}

/** The place in the log that a page has seen, by the address of its feed. */
function begun(address: string): number {
  return Number(/[?&]since=(\d+)/.exec(address)?.[1] ?? 0)
}

/** The style and the script a page was made for. */
function built(page: Document): string {
  return [...page.querySelectorAll("[data-turbo-track]")].map((e) => e.getAttribute("href") ?? e.getAttribute("src")).join()
}
