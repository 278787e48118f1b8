// The composer over a timeline: it grows with its text, keeps what is being written in this browser until it is saved, and
// offers people behind an @.
import { Controller } from "@hotwired/stimulus"
import { choose, mark, options } from "./keys"

export default class extends Controller<HTMLFormElement> {
  static targets = ["text", "list"]
  declare readonly textTarget: HTMLTextAreaElement
  declare readonly listTarget: HTMLElement
  private asking = new AbortController()
  private timer = 0

  private get key(): string {
    return `draft:${this.element.getAttribute("action") ?? ""}`
  }

  connect(): void {
    this.element.addEventListener("turbo:submit-end", this.sent)
    this.element.addEventListener("change", this.keep)
    this.element.addEventListener("input", this.keep)
    this.listTarget.addEventListener("pointerdown", this.picked)
    this.textTarget.addEventListener("blur", this.blurred)
    this.restore()
    this.grow()
  }

  disconnect(): void {
    clearTimeout(this.timer)
    this.element.removeEventListener("turbo:submit-end", this.sent)
    this.element.removeEventListener("change", this.keep)
    this.element.removeEventListener("input", this.keep)
    this.listTarget.removeEventListener("pointerdown", this.picked)
    this.textTarget.removeEventListener("blur", this.blurred)
  }

  /** What was begun here and never saved stands there again. */
  private restore(): void {
    const kept = localStorage.getItem(this.key)
    if (!kept || this.textTarget.value.trim()) return
    try {
      const said = JSON.parse(kept) as { kind?: string; body?: string }
      this.textTarget.value = said.body ?? ""
      const kind = this.element.querySelector<HTMLInputElement>(`input[name=kind][value="${CSS.escape(said.kind ?? "note")}"]`)
      if (kind) kind.checked = true
    } catch {
      localStorage.removeItem(this.key)
    }
  }

  private keep = (): void => {
    const body = this.textTarget.value
    if (!body.trim()) return localStorage.removeItem(this.key)
    localStorage.setItem(this.key, JSON.stringify({ kind: new FormData(this.element).get("kind"), body }))
  }

  private sent = (event: Event): void => {
    if (!(event as CustomEvent<{ success: boolean }>).detail.success) return
    localStorage.removeItem(this.key)
    this.element.reset()
    this.textTarget.value = ""
  }

  choose(): void {
    this.textTarget.focus()
  }

  typed(): void {
    this.grow()
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => void this.find(), 120)
  }

  private grow(): void {
    const rows = Math.min(12, Math.max(2, this.textTarget.value.split("\n").length + 1))
    this.textTarget.rows = rows
  }

  /** The words behind the @ that is being written. */
  private get asked(): string | undefined {
    const before = this.textTarget.value.slice(0, this.textTarget.selectionStart)
    return /(?:^|[\s(])@([\p{L}\p{N}.'-]*(?: [\p{L}\p{N}.'-]*)?)$/u.exec(before)?.[1]
  }

  private async find(): Promise<void> {
    const words = this.asked
    this.asking.abort()
    if (words === undefined) return this.open(false)
    this.asking = new AbortController()
    const address = new URL("/pick/user", location.href)
    if (words.trim()) address.searchParams.set("q", words.trim())
    try {
      const found = (await options(address.href, this.asking.signal)).filter((option) => option.matches("[role=option]"))
      if (document.activeElement !== this.textTarget) return
      this.listTarget.replaceChildren(...found)
      this.open(found.length > 0)
      mark(this.listTarget, this.textTarget, (found[0] as HTMLElement | undefined) ?? undefined)
    } catch (error) {
      if (!(error instanceof DOMException)) this.open(false)
    }
  }

  private open(open: boolean): void {
    this.listTarget.hidden = !open
    if (!open) mark(this.listTarget, this.textTarget, undefined)
  }

  press(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.listTarget.hidden) return this.textTarget.blur()
    if (this.listTarget.hidden || event.metaKey || event.ctrlKey) return
    if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(this.listTarget, this.textTarget, event.key === "ArrowDown" ? 1 : -1)
    else if (event.key === "Enter" || event.key === "Tab") {
      const option = this.listTarget.querySelector<HTMLElement>('[aria-selected="true"]')
      if (!option) return
      this.take(option)
    } else if (event.key === "Escape") this.open(false)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  private picked = (event: Event): void => {
    event.preventDefault()
    const option = (event.target as HTMLElement).closest<HTMLElement>('[role="option"]')
    if (option) this.take(option)
  }

  private take(option: HTMLElement): void {
    const text = this.textTarget
    const at = text.selectionStart
    const start = at - (this.asked?.length ?? 0)
    text.setRangeText(`${option.dataset.label ?? ""} `, start, at, "end")
    this.open(false)
    text.dispatchEvent(new Event("input", { bubbles: true }))
  }

  /** The button with the @. */
  mention(): void {
    const text = this.textTarget
    text.focus()
    const before = text.value.slice(0, text.selectionStart)
    text.setRangeText(`${before && !/\s$/.test(before) ? " " : ""}@`, text.selectionStart, text.selectionEnd, "end")
    this.typed()
  }

  private blurred = (): void => {
    this.open(false)
  }
}
