// A file is dropped on an area or chosen; what cannot be taken is said at once, and the upload shows how far it is. Without
// this the form sends the file as any form does.
import { Controller } from "@hotwired/stimulus"
import { visit } from "@hotwired/turbo"

export default class extends Controller<HTMLFormElement> {
  static targets = ["area", "input", "name", "problem", "progress", "bar", "words"]
  static values = { most: Number, large: String, workbook: String, sending: String }
  declare readonly areaTarget: HTMLElement
  declare readonly inputTarget: HTMLInputElement
  declare readonly nameTarget: HTMLElement
  declare readonly problemTarget: HTMLElement
  declare readonly progressTarget: HTMLElement
  declare readonly barTarget: HTMLProgressElement
  declare readonly wordsTarget: HTMLElement
  declare readonly mostValue: number
  declare readonly largeValue: string
  declare readonly workbookValue: string
  declare readonly sendingValue: string
  private sending: XMLHttpRequest | undefined

  connect(): void {
    this.areaTarget.addEventListener("dragover", this.over)
    this.areaTarget.addEventListener("dragleave", this.out)
    this.areaTarget.addEventListener("drop", this.dropped)
    this.inputTarget.addEventListener("change", this.chosen)
    this.element.addEventListener("submit", this.send)
  }

  disconnect(): void {
    this.sending?.abort()
    this.areaTarget.removeEventListener("dragover", this.over)
    this.areaTarget.removeEventListener("dragleave", this.out)
    this.areaTarget.removeEventListener("drop", this.dropped)
    this.inputTarget.removeEventListener("change", this.chosen)
    this.element.removeEventListener("submit", this.send)
  }

  private over = (event: DragEvent): void => {
    event.preventDefault()
    this.areaTarget.dataset.over = ""
  }

  private out = (): void => {
    delete this.areaTarget.dataset.over
  }

  private dropped = (event: DragEvent): void => {
    event.preventDefault()
    this.out()
    if (!event.dataTransfer?.files.length) return
    this.inputTarget.files = event.dataTransfer.files
    this.chosen()
  }

  private chosen = (): void => {
    const file = this.inputTarget.files?.[0]
    if (!file) return
    this.nameTarget.textContent = `${file.name}, ${size(file.size)}`
    this.problem(file.size > this.mostValue ? this.largeValue : /\.xlsx?$/i.test(file.name) ? this.workbookValue : "")
  }

  private problem(words: string): void {
    this.problemTarget.textContent = words
    this.problemTarget.hidden = !words
    if (words) this.inputTarget.setAttribute("aria-invalid", "true")
    else this.inputTarget.removeAttribute("aria-invalid")
  }

  private send = (event: SubmitEvent): void => {
    const file = this.inputTarget.files?.[0]
    if (!file) return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (file.size > this.mostValue) return this.problem(this.largeValue)
    const button = this.element.querySelector<HTMLElement>("button.btn-primary")
    button?.setAttribute("aria-busy", "true")
    this.progressTarget.hidden = false
    const request = new XMLHttpRequest()
    this.sending = request
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      this.barTarget.value = (100 * loaded) / total
      this.wordsTarget.textContent = `${this.sendingValue}: ${size(loaded)} / ${size(total)}`
    })
    request.addEventListener("load", () => {
      button?.removeAttribute("aria-busy")
      this.progressTarget.hidden = true
      if (request.status < 300 && request.responseURL && new URL(request.responseURL).pathname !== location.pathname) return visit(request.responseURL)
      const page = new DOMParser().parseFromString(request.responseText, "text/html")
      const said = page.querySelector("#f-file-e:not([hidden])") ?? page.querySelector("#errors") ?? page.querySelector("main p, body p")
      this.problem((said?.textContent ?? request.statusText).trim())
      this.inputTarget.focus()
    })
    request.addEventListener("error", () => {
      button?.removeAttribute("aria-busy")
      this.progressTarget.hidden = true
      this.problem(navigator.onLine ? request.statusText || "×" : "Offline")
    })
    request.open("POST", this.element.action)
    request.setRequestHeader("Accept", "text/html")
    request.send(new FormData(this.element))
  }
}

function size(bytes: number): string {
  const [unit, by] = bytes >= 1 << 30 ? ["gigabyte", 1 << 30] : bytes >= 1 << 20 ? ["megabyte", 1 << 20] : ["kilobyte", 1 << 10]
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: 1 }).format(bytes / (by as number))
}
