// A record's page: it prints itself when it was asked for to be printed; a click, Enter or F2 on a value opens its form in place.
import { Controller } from "@hotwired/stimulus"
import { edit } from "./cells"

export default class extends Controller<HTMLElement> {
  static values = { print: Boolean }
  declare printValue: boolean

  connect(): void {
    this.element.addEventListener("click", this.clicked)
    this.element.addEventListener("keydown", this.pressed)
    if (this.printValue && !document.documentElement.hasAttribute("data-turbo-preview")) this.print()
  }

  /** The page was asked for to be printed; coming back to it does not print again. */
  private print(): void {
    const address = new URL(location.href)
    address.searchParams.delete("print")
    history.replaceState(history.state, "", address)
    this.printValue = false
    requestAnimationFrame(() => window.print())
  }

  disconnect(): void {
    this.element.removeEventListener("click", this.clicked)
    this.element.removeEventListener("keydown", this.pressed)
  }

  private cell(event: Event): HTMLElement | null {
    return (event.target as HTMLElement).closest<HTMLElement>("[data-field]:not(.is-editing)")
  }

  private clicked = (event: MouseEvent): void => {
    const cell = this.cell(event)
    if (!cell || event.metaKey || event.ctrlKey || event.shiftKey || getSelection()?.isCollapsed === false) return
    const at = (event.target as HTMLElement).closest("a, button, input, select, textarea, summary, label")
    // Links and folds of the value itself do what they do.
    if (at && cell.contains(at) && !at.matches("[data-edit]")) return
    event.preventDefault()
    void edit(cell)
  }

  private pressed = (event: KeyboardEvent): void => {
    const cell = this.cell(event)
    if (!cell || event.key !== "F2") return
    event.preventDefault()
    void edit(cell)
  }
}
