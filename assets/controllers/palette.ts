// Search and commands from anywhere: ⌘K opens the dialog, the server finds, arrows and ↵ choose. → lists what can be done
// with a record, ⇥ narrows to an object, > and @ at the beginning to commands and people. Without scripts the link leads to
// /search.
import { Controller } from "@hotwired/stimulus"
import { visit } from "@hotwired/turbo"
import { choose, mark, options, restore } from "./keys"

export default class extends Controller<HTMLElement> {
  static targets = ["dialog", "input", "list", "scope", "said"]
  declare readonly dialogTarget: HTMLDialogElement
  declare readonly inputTarget: HTMLInputElement
  declare readonly listTarget: HTMLElement
  declare readonly scopeTarget: HTMLSelectElement
  declare readonly saidTarget: HTMLElement
  declare readonly hasDialogTarget: boolean
  private timer = 0
  private asking = new AbortController()
  private opener: Element | null = null
  /** The record whose commands are listed. */
  private of = ""
  /** What the list answers. */
  private found = ""

  open(event: Event): void {
    if (!this.hasDialogTarget) return
    event.preventDefault()
    if (!this.dialogTarget.open) {
      this.opener = document.activeElement
      this.dialogTarget.showModal()
    }
    this.of = ""
    this.inputTarget.select()
    this.inputTarget.focus()
    void this.find()
  }

  search(): void {
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => void this.find(), 80)
  }

  narrow(): void {
    this.of = ""
    this.inputTarget.focus()
    void this.find()
  }

  /** The address that finds what is typed now. */
  private get address(): string {
    const address = new URL("/palette", location.href)
    const asked = { q: this.inputTarget.value, in: this.scopeTarget.value, at: location.pathname + location.search, of: this.of }
    for (const [name, value] of Object.entries(asked)) if (value) address.searchParams.set(name, value)
    return address.href
  }

  private async find(): Promise<void> {
    clearTimeout(this.timer)
    this.asking.abort()
    this.asking = new AbortController()
    const address = this.address
    try {
      this.listTarget.replaceChildren(...(await options(address, this.asking.signal)))
    } catch {
      return // Typed on, or no connection: what was found before stays.
    }
    this.found = address
    mark(this.listTarget, this.inputTarget, this.listTarget.querySelector<HTMLElement>('[role="option"]') ?? undefined)
    const count = this.listTarget.querySelectorAll('[role="option"]').length
    this.saidTarget.textContent = (this.saidTarget.dataset.words ?? "").replace("{count}", `${count}`)
  }

  private get chosen(): HTMLElement | null {
    return this.listTarget.querySelector<HTMLElement>('[aria-selected="true"]')
  }

  move(event: KeyboardEvent): void {
    const input = this.inputTarget
    const atEnd = input.selectionStart === input.value.length || (input.selectionStart === 0 && input.selectionEnd === input.value.length)
    if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(this.listTarget, input, event.key === "ArrowDown" ? 1 : -1)
    else if (event.key === "Enter") void this.enter(event.metaKey || event.ctrlKey)
    else if (event.key === "Tab") this.turn(event.shiftKey ? -1 : 1)
    else if (event.key === "ArrowRight" && atEnd && this.chosen?.dataset.more) this.list(this.chosen.dataset.more)
    else if ((event.key === "ArrowLeft" || event.key === "Backspace") && this.of && !input.value) this.list("")
    else return
    event.preventDefault()
  }

  /** The commands of a record, or everything again. */
  private list(of: string): void {
    this.of = of
    this.inputTarget.value = ""
    void this.find()
  }

  private turn(step: number): void {
    const { options: all, selectedIndex } = this.scopeTarget
    this.scopeTarget.selectedIndex = (selectedIndex + step + all.length) % all.length
    void this.find()
  }

  private async enter(aside: boolean): Promise<void> {
    // What is typed counts, not what was found before it.
    if (this.found !== this.address) await this.find()
    if (!this.dialogTarget.open) return
    if (this.chosen && this.found === this.address) this.go(this.chosen, aside)
    else if (this.inputTarget.value) this.inputTarget.form?.requestSubmit()
  }

  submit(): void {
    this.dialogTarget.close()
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
    restore(this.dialogTarget, this.opener)
  }

  private go(option: HTMLElement, aside: boolean): void {
    const { href, post, frame } = option.dataset
    if (href && aside) return void window.open(href, "_blank", "noopener")
    this.dialogTarget.close()
    this.inputTarget.value = ""
    this.scopeTarget.selectedIndex = 0
    const form = document.querySelector<HTMLFormElement>("form#post")
    const place = frame && document.querySelector(`turbo-frame#${frame}`)
    if (post && form) {
      form.action = post
      form.requestSubmit()
    } else if (href && place) place.setAttribute("src", href)
    else if (href?.startsWith("/")) this.visit(href)
    else if (href) location.href = href
  }

  /** A place on this very page is gone to without asking for the page again. */
  private visit(href: string): void {
    const to = new URL(href, location.href)
    const place = to.hash && to.pathname === location.pathname ? document.getElementById(to.hash.slice(1)) : null
    if (place) place.focus()
    else visit(href)
  }
}
