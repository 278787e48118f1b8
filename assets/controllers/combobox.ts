// A record picker: one writes, the server finds, arrows and ↵ choose. Targets: `input` holds the words, `value` (hidden) the
// id of what was chosen, `list` what was found. Words alone are sent too, and the server looks for a record of that name, so
// the form works without this. Without a `value` it adds: each choice becomes a ticked check box before the picker.
// The answer to GET {url}?q= is a list of <li role="option" data-value data-label>.
import { Controller } from "@hotwired/stimulus"
import { choose, mark, options } from "./keys"

export default class extends Controller<HTMLElement> {
  static targets = ["input", "value", "list"]
  static values = { url: String }
  declare readonly inputTarget: HTMLInputElement
  declare readonly valueTarget: HTMLInputElement
  declare readonly hasValueTarget: boolean
  declare readonly listTarget: HTMLElement
  declare readonly urlValue: string
  private timer = 0
  private asking = new AbortController()
  private was = { words: "", id: "" }

  connect(): void {
    // Morphing may put other elements into this one: what is listened to is the frame around them.
    this.keep()
    this.element.addEventListener("input", this.typed)
    this.element.addEventListener("focusin", this.focused)
    this.element.addEventListener("focusout", this.blurred)
    this.element.addEventListener("keydown", this.press)
    this.element.addEventListener("pointerdown", this.picked)
    // This part of the script comes with the first picker: somebody may have written in it already.
    const { value, defaultValue } = this.inputTarget
    if (value === defaultValue || document.activeElement !== this.inputTarget) return
    this.was.words = defaultValue
    this.typed({ target: this.inputTarget })
  }

  disconnect(): void {
    clearTimeout(this.timer)
    this.asking.abort()
    this.element.removeEventListener("input", this.typed)
    this.element.removeEventListener("focusin", this.focused)
    this.element.removeEventListener("focusout", this.blurred)
    this.element.removeEventListener("keydown", this.press)
    this.element.removeEventListener("pointerdown", this.picked)
  }

  private keep(): void {
    this.was = { words: this.inputTarget.value, id: this.hasValueTarget ? this.valueTarget.value : "" }
  }

  private focused = (event: FocusEvent): void => {
    if (event.target !== this.inputTarget) return
    if (this.inputTarget.getAttribute("aria-invalid") === "true") void this.find(this.inputTarget.value)
    else this.inputTarget.select()
  }

  private typed = (event: Pick<Event, "target">): void => {
    if (event.target !== this.inputTarget) return
    if (this.hasValueTarget) this.valueTarget.value = ""
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
    } catch (error) {
      // Typed on: the next answer counts.
      if (!(error instanceof DOMException)) this.open(false)
    }
  }

  private open(open: boolean): void {
    this.listTarget.hidden = !open
    this.inputTarget.setAttribute("aria-expanded", `${open}`)
    if (!open) mark(this.listTarget, this.inputTarget, undefined)
  }

  private press = (event: KeyboardEvent): void => {
    if (event.target !== this.inputTarget) return
    const opened = !this.listTarget.hidden
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (opened) choose(this.listTarget, this.inputTarget, event.key === "ArrowDown" ? 1 : -1)
      else void this.find(this.inputTarget.value === this.was.words ? "" : this.inputTarget.value)
    } else if (event.key === "Enter" && opened && !event.metaKey && !event.ctrlKey) {
      const option = this.listTarget.querySelector<HTMLElement>('[aria-selected="true"]')
      if (!option) return
      this.take(option)
    } else if (event.key === "Escape" && opened) this.open(false)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  private picked = (event: Event): void => {
    if (!this.listTarget.contains(event.target as Node)) return
    event.preventDefault()
    const option = (event.target as HTMLElement).closest<HTMLElement>('[role="option"]')
    if (option) this.take(option)
  }

  private take(option: HTMLElement): void {
    if (option.dataset.create) return this.make(option.dataset.create)
    this.chosen(option)
  }

  /** The page of a new record opens in a dialog; what was made there is chosen here. */
  private make(address: string): void {
    this.open(false)
    const dialog = Object.assign(document.createElement("dialog"), { className: "modal", ariaLabel: this.inputTarget.value })
    const box = Object.assign(document.createElement("div"), { className: "modal-box max-w-[42rem] p-0" })
    const frame = document.createElement("turbo-frame")
    frame.id = "making"
    box.append(frame)
    dialog.append(box)
    document.body.append(dialog)
    frame.addEventListener("turbo:frame-load", () => {
      apart(frame)
      const made = frame.querySelector<HTMLElement>("[data-made]")
      if (made) {
        this.chosen(made)
        dialog.close()
      } else {
        const heading = frame.querySelector("h2")
        if (heading) dialog.setAttribute("aria-label", heading.textContent ?? "")
        const first = frame.querySelector<HTMLElement>('[role="alert"]') ?? frame.querySelector<HTMLElement>("input:not([type=hidden]), textarea, select")
        first?.focus()
      }
    })
    frame.addEventListener("click", (event) => {
      if ((event.target as HTMLElement).closest("[data-closes]")) {
        event.preventDefault()
        dialog.close()
      }
    })
    // Esc asks once when something was written there.
    dialog.addEventListener("cancel", (event) => {
      const form = frame.querySelector("form")
      if (form?.dataset.dirty !== undefined && !confirm(form.dataset.leaveWords ?? "")) event.preventDefault()
    })
    dialog.addEventListener("close", () => {
      dialog.remove()
      this.inputTarget.focus()
      this.open(false)
    })
    dialog.showModal()
    frame.setAttribute("src", address)
  }

  private chosen(option: HTMLElement): void {
    const id = option.dataset.value ?? ""
    const words = option.dataset.label ?? option.textContent?.trim() ?? ""
    this.open(false)
    if (this.hasValueTarget) {
      this.valueTarget.value = id
      this.inputTarget.value = words
      this.keep()
    } else {
      this.add(id, words)
      this.inputTarget.value = ""
    }
    this.inputTarget.dispatchEvent(new Event("change", { bubbles: true }))
  }

  private add(id: string, words: string): void {
    const name = this.inputTarget.name.replace(/\.add$/, "")
    const known = [...(this.element.parentElement?.querySelectorAll<HTMLInputElement>('input[type="checkbox"]') ?? [])].find((box) => box.name === name && box.value === id)
    if (known) {
      known.checked = true
      return
    }
    const label = Object.assign(document.createElement("label"), { className: "badge badge-ghost !text-base-content h-7 gap-1.5" })
    label.append(Object.assign(document.createElement("input"), { type: "checkbox", className: "checkbox checkbox-xs", name, value: id, checked: true }), words)
    this.inputTarget.before(label)
  }

  /** Words that are what they were mean what they meant. */
  private blurred = (event: FocusEvent): void => {
    if (event.target !== this.inputTarget) return
    this.open(false)
    if (this.hasValueTarget && this.inputTarget.value === this.was.words) this.valueTarget.value = this.was.id
  }
}

/** The form in the dialog names its fields as the one behind it does: its ids become its own. */
function apart(frame: HTMLElement): void {
  for (const name of ["id", "for", "aria-controls", "aria-describedby", "aria-labelledby", "href"]) {
    for (const element of frame.querySelectorAll(`[${name}*="f-"]`)) {
      const value = element.getAttribute(name) ?? ""
      element.setAttribute(name, value.replace(/(^|\s|#)f-/g, "$1made-f-"))
    }
  }
  const errors = frame.querySelector("#errors")
  if (errors) errors.id = "made-errors"
}
