// A record picker over a <select>: one writes, the server finds, arrows and ↵ choose. Without scripts the select stays.
// <div data-controller="combobox" data-combobox-url-value="/pick/companies"> with a `select`, an `input` (hidden until
// then), a `list`; with several (a multiple select) the chosen ones are badges in `chosen`.
// The answer to GET url?q= is a list of <li role="option" data-value data-label>.
import { Controller } from "@hotwired/stimulus"
import { choose, mark, options } from "./keys"

export default class extends Controller<HTMLElement> {
  static targets = ["select", "input", "list", "chosen"]
  static values = { url: String }
  declare readonly selectTarget: HTMLSelectElement
  declare readonly inputTarget: HTMLInputElement
  declare readonly listTarget: HTMLElement
  declare readonly chosenTarget: HTMLElement
  declare readonly hasChosenTarget: boolean
  declare readonly urlValue: string
  private timer = 0
  private asking = new AbortController()

  connect(): void {
    const select = this.selectTarget
    // The label and the messages belong to what one writes in now.
    if (select.id && !this.inputTarget.id) {
      this.inputTarget.id = select.id
      select.removeAttribute("id")
    }
    for (const name of ["aria-describedby", "aria-invalid", "aria-label"]) {
      const value = select.getAttribute(name)
      if (value) this.inputTarget.setAttribute(name, value)
    }
    select.hidden = true
    ;(this.inputTarget.closest<HTMLElement>("[hidden]") ?? this.inputTarget).hidden = false
    this.inputTarget.hidden = false
    this.show()
    this.inputTarget.addEventListener("input", this.typed)
    this.inputTarget.addEventListener("focus", this.focused)
    this.inputTarget.addEventListener("blur", this.blurred)
    this.inputTarget.addEventListener("keydown", this.press)
    this.listTarget.addEventListener("pointerdown", this.picked)
  }

  disconnect(): void {
    clearTimeout(this.timer)
    this.asking.abort()
    this.inputTarget.removeEventListener("input", this.typed)
    this.inputTarget.removeEventListener("focus", this.focused)
    this.inputTarget.removeEventListener("blur", this.blurred)
    this.inputTarget.removeEventListener("keydown", this.press)
    this.listTarget.removeEventListener("pointerdown", this.picked)
  }

  /** Takes one of several out again. */
  remove(event: Event): void {
    const value = (event.currentTarget as HTMLElement).dataset.value
    for (const option of this.selectTarget.options) if (option.value === value) option.selected = false
    this.told()
    this.inputTarget.focus()
  }

  private get several(): boolean {
    return this.selectTarget.multiple
  }

  private focused = (): void => {
    this.inputTarget.select()
    void this.find("")
  }

  private typed = (): void => {
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => void this.find(this.inputTarget.value), 150)
  }

  private async find(words: string): Promise<void> {
    this.asking.abort()
    this.asking = new AbortController()
    const address = new URL(this.urlValue, location.href)
    address.searchParams.set("q", words)
    try {
      const found = await options(address.href, this.asking.signal)
      if (document.activeElement !== this.inputTarget) return
      this.listTarget.replaceChildren(...found)
      this.open(found.length > 0)
      if (words) mark(this.listTarget, this.inputTarget, this.listTarget.querySelector<HTMLElement>('[role="option"]') ?? undefined)
    } catch {
      this.open(false)
    }
  }

  private open(open: boolean): void {
    this.listTarget.hidden = !open
    this.inputTarget.setAttribute("aria-expanded", `${open}`)
    if (!open) mark(this.listTarget, this.inputTarget, undefined)
  }

  private press = (event: KeyboardEvent): void => {
    const opened = !this.listTarget.hidden
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (opened) choose(this.listTarget, this.inputTarget, event.key === "ArrowDown" ? 1 : -1)
      else void this.find(this.inputTarget.value)
    } else if (event.key === "Enter" && opened && !event.metaKey && !event.ctrlKey) {
      const option = this.listTarget.querySelector<HTMLElement>('[aria-selected="true"]')
      if (!option) return
      this.take(option)
    } else if (event.key === "Escape" && opened) this.open(false)
    else if (event.key === "Backspace" && this.several && this.inputTarget.value === "") {
      const last = [...this.selectTarget.selectedOptions].at(-1)
      if (!last) return
      last.selected = false
      this.told()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  private picked = (event: Event): void => {
    event.preventDefault()
    const option = (event.target as HTMLElement).closest<HTMLElement>('[role="option"]')
    if (option) this.take(option)
  }

  private take(option: HTMLElement): void {
    const value = option.dataset.value ?? ""
    let known = [...this.selectTarget.options].find((o) => o.value === value)
    if (!known) {
      known = new Option(option.dataset.label ?? option.textContent?.trim() ?? "", value)
      this.selectTarget.append(known)
    }
    known.selected = true
    this.open(false)
    this.told()
    if (this.several) this.inputTarget.focus()
  }

  /** Emptied means none; words that chose nothing are put back, so that what is shown is what is sent. */
  private blurred = (): void => {
    this.open(false)
    if (!this.several && this.inputTarget.value.trim() === "" && this.selectTarget.value !== "") {
      const none = [...this.selectTarget.options].find((o) => o.value === "")
      if (none) none.selected = true
      return this.told()
    }
    this.show()
  }

  private told(): void {
    this.show()
    this.selectTarget.dispatchEvent(new Event("change", { bubbles: true }))
  }

  private show(): void {
    const chosen = [...this.selectTarget.selectedOptions].filter((option) => option.value !== "")
    if (!this.several) {
      this.inputTarget.value = chosen[0]?.label ?? ""
      return
    }
    this.inputTarget.value = ""
    if (this.hasChosenTarget) this.chosenTarget.replaceChildren(...chosen.map((option) => this.badge(option)))
  }

  private badge(option: HTMLOptionElement): HTMLElement {
    const badge = Object.assign(document.createElement("span"), { className: "badge badge-ghost !text-base-content", textContent: option.label })
    const remove = Object.assign(document.createElement("button"), { type: "button", className: "grid place-items-center size-5 -mr-1.5", textContent: "×" })
    remove.setAttribute("aria-label", `Remove ${option.label}`)
    remove.dataset.value = option.value
    remove.dataset.action = "combobox#remove"
    badge.append(remove)
    return badge
  }
}
