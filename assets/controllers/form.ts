// A form: asks before changes are lost, shows that it works, ⌘↵ saves, ⌘⇧↵ saves and adds another. Problems get the focus.
import { Controller } from "@hotwired/stimulus"

export default class extends Controller<HTMLFormElement> {
  private dirty = false

  connect(): void {
    this.element.addEventListener("input", this.edited)
    this.element.addEventListener("change", this.edited)
    this.element.addEventListener("submit", this.sent)
    this.element.addEventListener("turbo:submit-end", this.answered)
    this.element.addEventListener("keydown", this.press)
    addEventListener("beforeunload", this.leave)
    document.addEventListener("turbo:before-visit", this.visit)
    this.element.querySelector<HTMLElement>('[role="alert"]')?.focus()
  }

  disconnect(): void {
    this.element.removeEventListener("input", this.edited)
    this.element.removeEventListener("change", this.edited)
    this.element.removeEventListener("submit", this.sent)
    this.element.removeEventListener("turbo:submit-end", this.answered)
    this.element.removeEventListener("keydown", this.press)
    removeEventListener("beforeunload", this.leave)
    document.removeEventListener("turbo:before-visit", this.visit)
  }

  private edited = (): void => {
    this.dirty = true
    // Live refreshes leave a page alone while somebody writes in it.
    this.element.dataset.dirty = ""
  }

  private sent = (event: SubmitEvent): void => {
    this.clean()
    const button = event.submitter ?? this.element.querySelector<HTMLElement>("button.btn-primary")
    button?.setAttribute("aria-busy", "true")
  }

  private answered = (): void => {
    for (const button of this.element.querySelectorAll('[aria-busy="true"]')) button.removeAttribute("aria-busy")
  }

  private clean(): void {
    this.dirty = false
    delete this.element.dataset.dirty
  }

  private press = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return
    event.preventDefault()
    const another = this.element.querySelector<HTMLButtonElement>('button[value="another"]')
    const button = event.shiftKey && another ? another : this.element.querySelector<HTMLButtonElement>("button.btn-primary")
    this.element.requestSubmit(button)
  }

  private leave = (event: BeforeUnloadEvent): void => {
    if (this.dirty) event.preventDefault()
  }

  private visit = (event: Event): void => {
    // A live refresh leaves what is written here as it is.
    if (!this.dirty || this.element.dataset.leave === "freely" || document.documentElement.dataset.refreshing !== undefined) return
    if (confirm(this.element.dataset.leaveWords ?? "Leave without saving? What you changed here is lost.")) this.clean()
    else event.preventDefault()
  }
}
