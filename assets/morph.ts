// What stays as it is when a page is morphed: what somebody is writing, what is open, what came by scrolling, a message with
// its Undo. And the focus comes back to where it was.
import * as Turbo from "@hotwired/turbo"

/** Its types do not know it yet. */
const { morphElements } = Turbo as unknown as { morphElements(now: Element, next: Element): void }

/** A control whose text or choice is not what the server sent, or in which somebody is writing. */
function isHeld(control: Element): boolean {
  if (control instanceof HTMLInputElement) {
    if (["checkbox", "radio"].includes(control.type)) return control.checked !== control.defaultChecked
    return control.type !== "hidden" && (control.value !== control.defaultValue || isWriting(control))
  }
  if (control instanceof HTMLTextAreaElement) return control.value !== control.defaultValue || isWriting(control)
  if (control instanceof HTMLSelectElement) return control === document.activeElement || [...control.options].some((o) => o.selected !== o.defaultSelected && control.form?.dataset.dirty !== undefined)
  return control === document.activeElement && (control as HTMLElement).isContentEditable
}

function isWriting(control: HTMLInputElement | HTMLTextAreaElement): boolean {
  return control === document.activeElement && !["button", "submit", "range"].includes(control.type)
}

const CONTROLS = "input, textarea, select, [contenteditable]"

function holds(element: Element): boolean {
  if (element.matches("form[data-dirty]") || element.querySelector("form[data-dirty]") !== null) return true
  const controls = [...(element.matches(CONTROLS) ? [element] : []), ...element.querySelectorAll(CONTROLS)]
  return controls.some((control) => !(control instanceof HTMLInputElement && ["checkbox", "radio"].includes(control.type)) && isHeld(control))
}

function isOpen(element: Element): boolean {
  if (element instanceof HTMLDialogElement) return element.open
  if (element instanceof HTMLDetailsElement) return element.open && element.classList.contains("dropdown")
  // A dialog opens when what is in its frame has come.
  return element.matches("[popover]:popover-open, turbo-frame[busy]")
}

/** The form that was sent and is answered by this very page. */
let sent: Element | null = null

/** The page is refreshed while somebody is at it. */
let live = false

/** Whether an element stays; `next` is what it would become, nothing when it would go. */
function stays(now: HTMLElement, next: Element | undefined): boolean {
  if (now.id === "toasts") return now.childElementCount > 0 && next?.childElementCount === 0
  // The feed of this page keeps these.
  if (now.dataset.liveTarget !== undefined && next) return true
  // A chart is drawn from the table beside it, again when that changes; what is said of it comes from the server.
  if (now.dataset.chartTarget === "canvas" && next) {
    now.ariaLabel = next.ariaLabel
    return true
  }
  // A record beside its list is loaded by itself.
  if (now.dataset.peekTarget !== undefined && next) return true
  // Rows that came by scrolling are not on the page of now, and stay where they are.
  if (now.dataset.more !== undefined && !next) return true
  // What was sent comes back as the server has it now; what else is being written stays.
  if (!live && (!sent || now === sent || now.contains(sent) || sent.contains(now))) return false
  if (isOpen(now)) return true
  // As long as rows are chosen, the bar says how many and what can be done with them.
  if (now.dataset.gridTarget === "bar" && next) return !now.hidden
  if (now.matches("input[type=checkbox], input[type=radio]")) return next !== undefined && isHeld(now)
  if (!next) return (now.matches(CONTROLS) || now.querySelector(CONTROLS) !== null || now.querySelector("dialog[open], :popover-open") !== null) && holds(now)
  return now.matches(`form, td, ${CONTROLS}`) && holds(now)
}

/** Where the focus is: a way from the nearest element with an id. */
let focused: { id: string; path: number[]; element: Element } | null = null

function remember(): void {
  const element = document.activeElement
  const anchor = element?.closest("[id]")
  if (!element || !anchor || element === document.body) return void (focused = null)
  const path: number[] = []
  for (let at: Element = element; at !== anchor; at = at.parentElement!) path.unshift([...at.parentElement!.children].indexOf(at))
  focused = { id: anchor.id, path, element }
}

function refocus(): void {
  const was = focused
  focused = null
  if (!was || document.activeElement !== document.body || !document.documentElement.isConnected) return
  let at: Element | null | undefined = document.getElementById(was.id)
  for (const step of was.path) at = at?.children[step]
  const target = (was.element.isConnected ? was.element : at) as HTMLElement | null | undefined
  target?.focus({ preventScroll: true })
}

/** Makes the page what it is now on the server, under the hands of whoever is at it. */
export function morph(body: HTMLElement): void {
  live = true
  remember()
  try {
    morphElements(document.body, body)
  } finally {
    live = false
  }
  document.dispatchEvent(new CustomEvent("live:refreshed"))
  requestAnimationFrame(refocus)
}

document.addEventListener("turbo:before-morph-element", (event) => {
  const { newElement } = (event as CustomEvent<{ newElement?: Element }>).detail
  if (event.target instanceof HTMLElement && stays(event.target, newElement)) event.preventDefault()
})
document.addEventListener("turbo:before-morph-attribute", (event) => {
  // What somebody has opened or closed stays so while the page is refreshed, and nothing closes over the focus.
  const { target } = event
  const open = (event as CustomEvent<{ attributeName: string }>).detail.attributeName === "open"
  if (open && target instanceof HTMLDetailsElement && (live || target.contains(document.activeElement))) event.preventDefault()
})
document.addEventListener("turbo:submit-start", (event) => (sent = event.target as Element))
document.addEventListener("turbo:before-render", remember)
document.addEventListener("turbo:render", () => {
  sent = null
  requestAnimationFrame(refocus)
})
