// The text of a filter with what could come next under it: arrows choose, Enter or Tab takes, Escape closes; without a choice
// Enter sends the form. Targets: `input`, `list`. The server knows the places: each option says which characters it replaces.
import { Controller } from "@hotwired/stimulus"
import { choose, mark, options } from "./keys"

const CALM = 80

export default class extends Controller<HTMLElement> {
  static targets = ["input", "list"]
  static values = { url: String }
  declare readonly inputTarget: HTMLInputElement
  declare readonly listTarget: HTMLElement
  declare readonly urlValue: string
  private timer = 0
  private asking = new AbortController()

  connect(): void {
    const input = this.inputTarget
    input.addEventListener("input", this.typed)
    input.addEventListener("click", this.typed)
    input.addEventListener("keydown", this.press)
    input.addEventListener("blur", this.left)
    this.listTarget.addEventListener("pointerdown", this.picked)
    // The focus shows what is wrong: to its place.
    const wrong = Number(input.dataset.wrong ?? -1)
    if (wrong >= 0) {
      input.focus()
      input.setSelectionRange(wrong, wrong + Number(input.dataset.wrongLength ?? 0))
    }
  }

  disconnect(): void {
    clearTimeout(this.timer)
    this.asking.abort()
  }

  private typed = (): void => {
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => void this.ask(), CALM)
  }

  private async ask(): Promise<void> {
    this.asking.abort()
    this.asking = new AbortController()
    const input = this.inputTarget
    const address = new URL(this.urlValue, location.href)
    address.searchParams.set("text", input.value)
    address.searchParams.set("at", `${input.selectionEnd ?? input.value.length}`)
    try {
      const found = await options(address.href, this.asking.signal)
      if (document.activeElement !== input) return
      this.listTarget.replaceChildren(...found)
      this.show(found.length > 0)
    } catch (error) {
      if (!(error instanceof DOMException)) this.show(false)
    }
  }

  private show(open: boolean): void {
    this.listTarget.hidden = !open
    this.inputTarget.setAttribute("aria-expanded", `${open}`)
    mark(this.listTarget, this.inputTarget, undefined)
  }

  private press = (event: KeyboardEvent): void => {
    const open = !this.listTarget.hidden
    const chosen = this.listTarget.querySelector<HTMLElement>('[aria-selected="true"]')
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (open) choose(this.listTarget, this.inputTarget, event.key === "ArrowDown" ? 1 : chosen ? -1 : 0)
      else void this.ask()
    } else if ((event.key === "Enter" || event.key === "Tab") && open && chosen && !event.shiftKey) this.take(chosen)
    else if (event.key === "Escape" && open) this.show(false)
    else {
      if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key) && open) this.typed()
      return
    }
    event.preventDefault()
    event.stopPropagation()
  }

  private picked = (event: Event): void => {
    event.preventDefault()
    const option = (event.target as HTMLElement).closest<HTMLElement>('[role="option"]')
    if (option) this.take(option)
  }

  /** Writes what was chosen, and a blank behind what is whole; what comes next is offered at once. */
  private take(option: HTMLElement): void {
    const input = this.inputTarget
    const text = option.dataset.text ?? ""
    const until = Number(option.dataset.until)
    const blank = /[.(]$/.test(text) || input.value[until] === " " ? "" : " "
    input.setRangeText(text + blank, Number(option.dataset.from), until, "end")
    if (!blank && input.value[until] === " ") input.setSelectionRange((input.selectionEnd ?? 0) + 1, (input.selectionEnd ?? 0) + 1)
    this.show(false)
    void this.ask()
  }

  private left = (): void => this.show(false)
}
