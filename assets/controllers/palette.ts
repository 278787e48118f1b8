// Search from anywhere: ⌘K opens the dialog, the server finds, arrows and ↵ go there. Without scripts the link leads to /search.
import { Controller } from "@hotwired/stimulus"
import { visit } from "@hotwired/turbo"
import { choose, mark, options } from "./keys"

export default class extends Controller<HTMLElement> {
  static targets = ["dialog", "input", "list"]
  declare readonly dialogTarget: HTMLDialogElement
  declare readonly inputTarget: HTMLInputElement
  declare readonly listTarget: HTMLElement
  declare readonly hasDialogTarget: boolean
  private timer = 0
  private asking = new AbortController()

  open(event: Event): void {
    if (!this.hasDialogTarget) return
    event.preventDefault()
    if (!this.dialogTarget.open) this.dialogTarget.showModal()
    this.inputTarget.select()
    this.inputTarget.focus()
    void this.find()
  }

  search(): void {
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => void this.find(), 80)
  }

  private async find(): Promise<void> {
    this.asking.abort()
    this.asking = new AbortController()
    const address = new URL(this.inputTarget.form?.action ?? "/search", location.href)
    address.searchParams.set("q", this.inputTarget.value)
    try {
      this.listTarget.replaceChildren(...(await options(address.href, this.asking.signal)))
      mark(this.listTarget, this.inputTarget, this.listTarget.querySelector<HTMLElement>('[role="option"]') ?? undefined)
    } catch {
      // Typed on, or no connection: what was found before stays.
    }
  }

  move(event: KeyboardEvent): void {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault()
      choose(this.listTarget, this.inputTarget, event.key === "ArrowDown" ? 1 : -1)
    } else if (event.key === "Enter") {
      const option = this.listTarget.querySelector<HTMLElement>('[aria-selected="true"]')
      if (!option) return
      event.preventDefault()
      this.go(option, event.metaKey || event.ctrlKey)
    }
  }

  choose(event: MouseEvent): void {
    const option = (event.target as HTMLElement).closest<HTMLElement>('[role="option"]')
    if (!option) return
    event.preventDefault()
    this.go(option, event.metaKey || event.ctrlKey)
  }

  outside(event: Event): void {
    if (event.target === this.dialogTarget) this.dialogTarget.close()
  }

  closed(): void {
    clearTimeout(this.timer)
    this.asking.abort()
  }

  private go(option: HTMLElement, aside: boolean): void {
    const address = option.dataset.href ?? option.getAttribute("href") ?? option.querySelector("a")?.getAttribute("href")
    if (!address) return
    if (aside) return void window.open(address, "_blank", "noopener")
    this.dialogTarget.close()
    visit(address)
  }
}
