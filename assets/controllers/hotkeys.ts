// Keys do what `data-hotkey` in the page says, so hints and keys cannot differ. Single keys are off in text fields, and
// everywhere when the person switched them off (`data-single-keys="off"` on <html>). `data-keys` names those of lists and
// boards, for the sheet alone.
import { Controller } from "@hotwired/stimulus"
import { named, typing } from "./keys"

const SIGNS: Record<string, string> = { mod: "⌘", shift: "⇧", alt: "⌥", enter: "↵", escape: "Esc", space: "Space", backspace: "⌫", up: "↑", down: "↓", left: "←", right: "→" }

export default class extends Controller<HTMLElement> {
  static targets = ["dialog", "list"]
  declare readonly dialogTarget: HTMLDialogElement
  declare readonly listTarget: HTMLElement
  declare readonly hasDialogTarget: boolean
  private before = ""
  private timer = 0

  connect(): void {
    document.addEventListener("keydown", this.press)
  }

  disconnect(): void {
    document.removeEventListener("keydown", this.press)
  }

  private press = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || event.repeat || ["Shift", "Control", "Meta", "Alt"].includes(event.key)) return
    const key = named(event)
    const single = !key.startsWith("mod+") && !key.startsWith("alt+")
    if (single && (typing(event) || document.documentElement.dataset.singleKeys === "off")) return
    const element = (this.before && this.find(`${this.before} ${key}`)) || this.find(key)
    clearTimeout(this.timer)
    this.before = element ? "" : key
    this.timer = window.setTimeout(() => (this.before = ""), 1000)
    if (!element) return
    event.preventDefault()
    if (element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [data-hotkey-focus]")) element.focus()
    else element.click()
  }

  /** The element with the key that can be used now: in the open dialog if there is one, what the page shows before what is around it. */
  private find(key: string): HTMLElement | undefined {
    const place = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document
    const has = (element: HTMLElement) => (element.dataset.hotkey ?? "").split(",").some((k) => k.trim() === key)
    const usable = (element: HTMLElement) => !element.matches(":disabled") && (element.checkVisibility() || element.closest("[popover]") !== null)
    const all = [...place.querySelectorAll<HTMLElement>("[data-hotkey]")].filter((element) => has(element) && usable(element))
    return all.find((element) => element.closest("main")) ?? all[0]
  }

  /** Opens the sheet of all keys of this page. */
  sheet(): void {
    if (!this.hasDialogTarget) return
    const seen = new Map<string, string>()
    for (const element of document.querySelectorAll<HTMLElement>("[data-hotkey]")) {
      const key = (element.dataset.hotkey ?? "").split(",")[0]?.trim() ?? ""
      const words = element.getAttribute("aria-label") ?? element.title
      const name = words || [...element.childNodes].filter((n) => !(n instanceof HTMLElement && n.outerHTML.includes("<kbd"))).map((n) => n.textContent).join(" ")
      if (key && !seen.has(key)) seen.set(key, name.replace(/\s+/g, " ").trim())
    }
    // What lists, boards and calendars do with keys of their own.
    for (const element of document.querySelectorAll<HTMLElement>("[data-keys]")) {
      for (const [keys, name] of JSON.parse(element.dataset.keys ?? "[]") as [string, string][]) seen.set(keys, name)
    }
    this.listTarget.replaceChildren(...[...seen].map(([key, name]) => line(key, name)))
    this.dialogTarget.showModal()
  }
}

function line(key: string, name: string): HTMLElement {
  const box = document.createElement("div")
  box.className = "flex items-center gap-2 border-b border-line py-1"
  const term = Object.assign(document.createElement("dt"), { className: "grow text-muted", textContent: name })
  const keys = Object.assign(document.createElement("dd"), { className: "flex gap-1" })
  const caps = key.split(/[+ ]/).map((k) => Object.assign(document.createElement("kbd"), { className: "kbd", textContent: SIGNS[k] ?? k.toUpperCase() }))
  keys.append(...caps)
  box.append(term, keys)
  return box
}
