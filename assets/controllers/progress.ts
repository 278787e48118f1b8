// Long work: a bar and words that follow the server. With `data-progress-url-value` an event stream of
// {"value":66,"words":"8,214 done, about 1 m 40 s left","counts":{"created":"7,412"}} feeds it, without one the page is asked again every
// `data-progress-every-value` seconds. An event `done` (or a page without this controller) is the end.
import { Controller } from "@hotwired/stimulus"
import { visit } from "@hotwired/turbo"

export default class extends Controller<HTMLElement> {
  static targets = ["bar", "words", "count"]
  static values = { url: String, every: { type: Number, default: 1 } }
  declare readonly barTargets: HTMLProgressElement[]
  declare readonly wordsTargets: HTMLElement[]
  declare readonly countTargets: HTMLElement[]
  declare readonly urlValue: string
  declare readonly everyValue: number
  private source: EventSource | undefined
  private timer = 0
  private told = 0

  connect(): void {
    if (this.urlValue) this.listen()
    else this.ask()
  }

  disconnect(): void {
    this.source?.close()
    clearTimeout(this.timer)
  }

  private ask(): void {
    this.timer = window.setTimeout(() => {
      if (!document.hidden) visit(location.href, { action: "replace" })
      this.ask()
    }, this.everyValue * 1000)
  }

  private listen(): void {
    this.source = new EventSource(this.urlValue)
    this.source.addEventListener("message", (event) => this.show(event))
    this.source.addEventListener("done", () => {
      this.source?.close()
      visit(location.href, { action: "replace" })
    })
    this.source.addEventListener("error", () => {
      if (this.source?.readyState === EventSource.CLOSED) this.ask()
    })
  }

  private show(event: MessageEvent<string>): void {
    const state: unknown = JSON.parse(event.data)
    if (typeof state !== "object" || state === null) return
    const { value, words, counts } = state as { value?: number; words?: string; counts?: Record<string, string> }
    if (typeof value === "number") for (const bar of this.barTargets) bar.value = value
    for (const element of this.countTargets) element.textContent = counts?.[element.dataset.name ?? ""] ?? element.textContent
    // Screen readers are told every ten seconds, not every one.
    if (typeof words !== "string" || Date.now() - this.told < (this.told ? 10_000 : 0)) return
    this.told = Date.now()
    for (const element of this.wordsTargets) element.textContent = words
  }
}
