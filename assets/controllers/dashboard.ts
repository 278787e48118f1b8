// What pages of figures do besides their charts.
import { Controller } from "@hotwired/stimulus"
import * as Turbo from "@hotwired/turbo"

/** A choice that decides what else a form asks: the form comes again, with what was written so far. */
export class Again extends Controller<HTMLSelectElement> {
  static values = { address: String }
  declare readonly addressValue: string

  ask(): void {
    const form = this.element.form
    if (!form) return
    const asked = new URLSearchParams()
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && value && !["by", "then", "version"].includes(name)) asked.set(name, value)
    }
    const frame = this.element.closest("turbo-frame")?.id
    Turbo.visit(`${this.addressValue}?${asked}`, frame ? { frame } : { action: "replace" })
  }
}

/** The cards over the whole screen, for a wall or a meeting. */
export class Screen extends Controller<HTMLElement> {
  static targets = ["cards"]
  declare readonly cardsTarget: HTMLElement

  print(): void {
    window.print()
  }

  full(): void {
    if (document.fullscreenElement) void document.exitFullscreen()
    else void this.cardsTarget.closest<HTMLElement>(".panel-body")?.requestFullscreen?.()
  }
}
