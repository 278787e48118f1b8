// Files dropped on a record's page or picked: sent one by one with their progress; too large ones are said before they are sent.
// `data-files-most-value` is the limit in bytes; the words stand in data-files-too-large-value and data-files-failed-value.
import { Controller } from "@hotwired/stimulus"
import { visit } from "@hotwired/turbo"

export default class extends Controller<HTMLElement> {
  static targets = ["form", "input", "list"]
  static values = { most: Number, tooLarge: String, failed: String }
  declare readonly formTarget: HTMLFormElement
  declare readonly hasFormTarget: boolean
  declare readonly inputTarget: HTMLInputElement
  declare readonly listTarget: HTMLElement
  declare readonly mostValue: number
  declare readonly tooLargeValue: string
  declare readonly failedValue: string

  connect(): void {
    this.element.addEventListener("dragover", this.over)
    this.element.addEventListener("dragleave", this.left)
    this.element.addEventListener("drop", this.dropped)
  }

  disconnect(): void {
    this.element.removeEventListener("dragover", this.over)
    this.element.removeEventListener("dragleave", this.left)
    this.element.removeEventListener("drop", this.dropped)
  }

  pick(): void {
    void this.send([...(this.inputTarget.files ?? [])])
  }

  private over = (event: DragEvent): void => {
    if (!this.hasFormTarget || !event.dataTransfer?.types.includes("Files")) return
    event.preventDefault()
    this.element.classList.add("is-dropping")
  }

  private left = (event: DragEvent): void => {
    if (!this.element.contains(event.relatedTarget as Node | null)) this.element.classList.remove("is-dropping")
  }

  private dropped = (event: DragEvent): void => {
    this.element.classList.remove("is-dropping")
    const files = [...(event.dataTransfer?.files ?? [])]
    if (!this.hasFormTarget || files.length === 0) return
    event.preventDefault()
    void this.send(files)
  }

  private async send(files: File[]): Promise<void> {
    let sent = 0
    this.listTarget.replaceChildren()
    this.listTarget.closest("details")?.setAttribute("open", "")
    this.formTarget.scrollIntoView({ block: "nearest" })
    for (const file of files) {
      const line = document.createElement("li")
      line.className = "flex flex-wrap items-center gap-x-2"
      const name = Object.assign(document.createElement("span"), { className: "truncate grow min-w-0", textContent: file.name })
      const bar = Object.assign(document.createElement("progress"), { className: "progress progress-primary w-24", max: 100, value: 0 })
      bar.setAttribute("aria-label", file.name)
      line.append(name, bar)
      this.listTarget.append(line)
      const wrong = file.size > this.mostValue ? this.tooLargeValue : await this.one(file, bar)
      if (wrong === undefined) sent += 1
      else {
        bar.remove()
        line.append(Object.assign(document.createElement("span"), { className: "text-error basis-full", textContent: wrong }))
      }
    }
    this.inputTarget.value = ""
    // What could not be sent stays said; otherwise the page shows what came.
    if (sent === files.length) visit(location.href.replace(/#.*$/, ""), { action: "replace" })
  }

  private one(file: File, bar: HTMLProgressElement): Promise<string | undefined> {
    return new Promise((done) => {
      const request = new XMLHttpRequest()
      const body = new FormData()
      body.append("file", file)
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) bar.value = (event.loaded / event.total) * 100
      })
      request.addEventListener("load", () => done(request.status < 300 ? undefined : why(request.responseText) || this.failedValue))
      request.addEventListener("error", () => done(this.failedValue))
      request.open("POST", this.formTarget.action)
      request.setRequestHeader("Accept", "application/json")
      request.send(body)
    })
  }
}

/** What the server found wrong with a file. */
function why(answer: string): string | undefined {
  try {
    return (JSON.parse(answer) as { problem?: string }).problem
  } catch {
    return undefined
  }
}
