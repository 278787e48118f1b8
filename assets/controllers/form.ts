// A form: asks before changes are lost, shows that it works, ⌘↵ saves, ⌘⇧↵ saves and adds another, Esc leaves. Problems get
// the focus. What is written is kept as a draft in this browser (`data-form-draft-value`: person, object, record) until it
// is saved, and offered when the form is opened again. With `data-form-url-value` the server says after each change which
// fields are asked for, and draws a draft into the form.
import { Controller } from "@hotwired/stimulus"
import { say } from "./words"

type Draft = { at: number; pairs: [string, string][] }

/** Drafts nobody came back for are thrown away after a month. */
const KEPT = 30 * 24 * 3600 * 1000
const NOT_TYPED = ["version", "was", "back"]

export default class extends Controller<HTMLFormElement> {
  static targets = ["fields", "offer", "kept", "cancel"]
  static values = { draft: String, url: String }
  declare readonly fieldsTarget: HTMLElement
  declare readonly hasFieldsTarget: boolean
  declare readonly offerTarget: HTMLElement
  declare readonly hasOfferTarget: boolean
  declare readonly keptTarget: HTMLElement
  declare readonly hasKeptTarget: boolean
  declare readonly cancelTarget: HTMLElement
  declare readonly hasCancelTarget: boolean
  declare readonly draftValue: string
  declare readonly urlValue: string
  private dirty = false
  private timer = 0
  private asking = new AbortController()
  /** What was sent last. */
  private went = ""

  connect(): void {
    this.element.addEventListener("input", this.edited)
    this.element.addEventListener("change", this.edited)
    this.element.addEventListener("submit", this.sent)
    this.element.addEventListener("turbo:submit-end", this.answered)
    this.element.addEventListener("keydown", this.press)
    addEventListener("beforeunload", this.leave)
    document.addEventListener("turbo:before-visit", this.visit)
    if (!this.troubled()) this.offer()
  }

  /** What is wrong gets the focus, and what was written is not saved yet. */
  private troubled = (): boolean => {
    const problem = this.element.querySelector<HTMLElement>('[role="alert"]:not([hidden])')
    problem?.focus()
    if (problem && this.draftValue) this.dirty = true
    return problem !== null
  }

  disconnect(): void {
    clearTimeout(this.timer)
    this.asking.abort()
    this.element.removeEventListener("input", this.edited)
    this.element.removeEventListener("change", this.edited)
    this.element.removeEventListener("submit", this.sent)
    this.element.removeEventListener("turbo:submit-end", this.answered)
    this.element.removeEventListener("keydown", this.press)
    removeEventListener("beforeunload", this.leave)
    document.removeEventListener("turbo:before-visit", this.visit)
  }

  private edited = (event: Event): void => {
    // A field that is left after the form was sent, as its dialog closes, says that it changed: that was sent.
    if (event.type === "change" && this.said() === this.went) return
    this.dirty = true
    // Live refreshes leave a page alone while somebody writes in it.
    this.element.dataset.dirty = ""
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => this.settle(), event.type === "change" ? 0 : 400)
  }

  private settle(): void {
    this.keep()
    if (this.urlValue && this.hasFieldsTarget && this.element.dataset.conditions !== undefined) void this.ask(this.pairs(), false)
  }

  private sent = (event: SubmitEvent): void => {
    clearTimeout(this.timer)
    this.keep()
    this.clean()
    this.went = this.said()
    const button = event.submitter ?? this.element.querySelector<HTMLElement>("button.btn-primary")
    button?.setAttribute("aria-busy", "true")
  }

  private answered = (event: Event): void => {
    for (const button of this.element.querySelectorAll('[aria-busy="true"]')) button.removeAttribute("aria-busy")
    const { success, fetchResponse } = (event as CustomEvent<{ success: boolean; fetchResponse?: { redirected: boolean; location: URL } }>).detail
    // The answer is morphed in: this form may be the same element, now with what is wrong.
    if (!success) document.addEventListener("turbo:render", () => this.troubled(), { once: true })
    // Whoever was signed out comes back to what was written.
    if (success && fetchResponse?.redirected && fetchResponse.location.pathname !== "/login") this.forget()
  }

  private clean(): void {
    this.dirty = false
    delete this.element.dataset.dirty
  }

  private press = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.hasCancelTarget && !event.defaultPrevented && !this.element.closest("dialog")) {
      event.preventDefault()
      this.cancelTarget.click()
      return
    }
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return
    event.preventDefault()
    event.stopPropagation()
    const another = this.element.querySelector<HTMLButtonElement>('button[value="another"]')
    const button = event.shiftKey && another ? another : this.element.querySelector<HTMLButtonElement>("button.btn-primary")
    this.element.requestSubmit(button)
  }

  private leave = (event: BeforeUnloadEvent): void => {
    if (this.dirty && this.element.dataset.leave !== "freely") event.preventDefault()
  }

  private visit = (event: Event): void => {
    if (!this.dirty || this.element.dataset.leave === "freely") return
    if (confirm(this.element.dataset.leaveWords ?? say("leave"))) this.clean()
    else event.preventDefault()
  }

  // Drafts

  private get key(): string {
    return `draft:${this.draftValue}`
  }

  private pairs(): [string, string][] {
    const typed = [...new FormData(this.element)].filter((pair): pair is [string, string] => typeof pair[1] === "string")
    return typed
  }

  private said(): string {
    return JSON.stringify(this.pairs())
  }

  private keep(): void {
    if (!this.draftValue || !this.dirty) return
    try {
      localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), pairs: this.pairs() } satisfies Draft))
      if (this.hasKeptTarget) this.keptTarget.hidden = false
    } catch {
      // A browser without room for drafts: the form works without them.
    }
  }

  private read(): Draft | undefined {
    if (!this.draftValue) return undefined
    try {
      const draft = JSON.parse(localStorage.getItem(this.key) ?? "null") as Draft | null
      return draft && Date.now() - draft.at < KEPT ? draft : undefined
    } catch {
      return undefined
    }
  }

  private forget(): void {
    this.clean()
    if (this.draftValue) localStorage.removeItem(this.key)
  }

  private offer(): void {
    const draft = this.read()
    if (!draft || !this.hasOfferTarget) return
    const said = (pairs: [string, string][]) => JSON.stringify(pairs.filter(([name]) => !NOT_TYPED.includes(name)))
    if (said(draft.pairs) === said(this.pairs())) return this.forget()
    const at = this.offerTarget.querySelector("time")
    if (at) at.textContent = ago(draft.at)
    this.offerTarget.hidden = false
  }

  /** Puts the draft into the form, as the server draws it. */
  async restore(): Promise<void> {
    const draft = this.read()
    if (!draft) return
    await this.ask(draft.pairs, true)
    for (const name of NOT_TYPED) {
      const was = draft.pairs.find(([n]) => n === name)?.[1]
      const input = this.element.querySelector<HTMLInputElement>(`input[type="hidden"][name="${name}"]`)
      if (input && was !== undefined) input.value = was
    }
    this.offerTarget.hidden = true
    this.dirty = true
    this.element.dataset.dirty = ""
    this.element.querySelector<HTMLElement>("input:not([type=hidden]), textarea, select")?.focus()
  }

  discard(): void {
    localStorage.removeItem(this.key)
    this.offerTarget.hidden = true
  }

  // What is asked for

  private async ask(pairs: [string, string][], replace: boolean): Promise<void> {
    this.asking.abort()
    this.asking = new AbortController()
    try {
      const answer = await fetch(this.urlValue, { method: "POST", body: new URLSearchParams(pairs), headers: { "X-Fragment": "fields" }, signal: this.asking.signal })
      if (!answer.ok || answer.redirected) return
      const fields = new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild
      if (!fields) return
      if (replace) this.fieldsTarget.replaceChildren(...fields.childNodes)
      else this.show(fields)
    } catch (error) {
      // Written on, or offline: everything stays as it is.
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error
    }
  }

  /** Fields come and go; what stands in them is left alone. */
  private show(fields: Element): void {
    for (const now of this.fieldsTarget.querySelectorAll<HTMLElement>("[data-shown]")) {
      const then = fields.querySelector(`[data-shown="${CSS.escape(now.dataset.shown ?? "")}"]`)
      if (then) now.className = then.className
    }
  }
}

/** How long ago something was, in the language of the page. */
function ago(at: number): string {
  const minutes = Math.round((Date.now() - at) / 60_000)
  const said = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" })
  if (minutes < 60) return said.format(-minutes, "minute")
  return minutes < 24 * 60 ? said.format(-Math.round(minutes / 60), "hour") : said.format(-Math.round(minutes / 60 / 24), "day")
}
