// What the lines of a form come to, worked out by the server while somebody types.
import { Controller } from "@hotwired/stimulus"

/** How long the keys rest before it is asked. */
const REST = 400

export default class extends Controller<HTMLFormElement> {
  static targets = ["sums", "net"]
  declare readonly sumsTarget: HTMLElement
  declare readonly hasSumsTarget: boolean
  declare readonly netTargets: HTMLElement[]
  private timer = 0
  private asked = 0

  connect(): void {
    this.soon()
  }

  disconnect(): void {
    clearTimeout(this.timer)
    this.asked += 1
  }

  soon(): void {
    clearTimeout(this.timer)
    if (this.hasSumsTarget) this.timer = window.setTimeout(() => void this.ask(), REST)
  }

  private async ask(): Promise<void> {
    const body = new URLSearchParams()
    for (const [name, value] of new FormData(this.element)) if (typeof value === "string") body.append(name, value)
    body.set("then", "totals")
    const mine = ++this.asked
    try {
      const answer = await fetch(this.element.action, { method: "POST", headers: { Accept: "application/json", "X-Fragment": "told" }, body })
      if (!answer.ok || !answer.headers.get("content-type")?.includes("json")) return
      const told = (await answer.json()) as { totals?: string; nets?: Record<string, string> }
      // A later question has been asked meanwhile, or a row is half written.
      if (mine !== this.asked || told.totals === undefined) return
      if (this.sumsTarget.innerHTML !== told.totals) this.sumsTarget.innerHTML = told.totals
      for (const net of this.netTargets) net.innerHTML = told.nets?.[net.dataset.row ?? ""] ?? ""
    } catch {
      // Without a connection the sums stay as they were; saving says so.
    }
  }
}
