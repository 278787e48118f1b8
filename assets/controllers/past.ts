// The slider over a record's past: each step is an instant at which something changed.
import { Controller } from "@hotwired/stimulus"
import { visit } from "@hotwired/turbo"

export default class extends Controller<HTMLElement> {
  static targets = ["slider", "words", "steps"]
  declare readonly sliderTarget: HTMLInputElement
  declare readonly wordsTarget: HTMLElement
  declare readonly stepsTarget: HTMLElement

  private get step(): HTMLElement | undefined {
    return this.stepsTarget.children[Number(this.sliderTarget.value)] as HTMLElement | undefined
  }

  show(): void {
    this.wordsTarget.textContent = `${this.step?.dataset.step ?? ""} · ${this.step?.textContent ?? ""}`
    this.sliderTarget.setAttribute("aria-valuetext", this.step?.textContent ?? "")
  }

  go(): void {
    const address = new URL(location.href)
    address.searchParams.set("as_of", this.step?.dataset.at ?? "")
    address.searchParams.delete("before")
    visit(address.href, { action: "replace" })
  }
}
