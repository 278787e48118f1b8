// What several controllers need to know about keys and fragments.

/** Whether keys typed now are text. */
export function typing(event: Event): boolean {
  const at = event.target
  if (!(at instanceof HTMLElement)) return false
  if (at instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit", "range", "file", "color"].includes(at.type)
  return at.isContentEditable || at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement
}

/** A key press as `data-hotkey` writes it: `c`, `?`, `mod+k`, `mod+shift+enter`. */
export function named(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key.toLowerCase().replace(/^arrow/, "")
  // Shift is part of signs such as ? already.
  const shift = event.shiftKey && (event.key.length > 1 || /\p{L}/u.test(event.key))
  return [event.metaKey || event.ctrlKey ? "mod" : "", event.altKey ? "alt" : "", shift ? "shift" : "", key].filter(Boolean).join("+")
}

/** The options of a list, as the server writes them: fetched, and given as nodes. */
export async function options(address: string, signal: AbortSignal): Promise<Element[]> {
  const response = await fetch(address, { signal, headers: { Accept: "text/html", "X-Fragment": "options" } })
  if (!response.ok || response.redirected) throw new Error(`${response.status}`)
  const page = new DOMParser().parseFromString(await response.text(), "text/html")
  return [...page.body.children]
}

/** Moves the choice in a list of options by the arrow keys and says which one it is now. */
export function choose(list: HTMLElement, input: HTMLElement, step: number): void {
  const all = [...list.querySelectorAll<HTMLElement>('[role="option"]')]
  if (all.length === 0) return
  const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true")
  mark(list, input, all[(now + step + all.length) % all.length])
}

/** Makes one option the chosen one. */
export function mark(list: HTMLElement, input: HTMLElement, chosen: HTMLElement | undefined): void {
  for (const option of list.querySelectorAll<HTMLElement>('[role="option"]')) option.setAttribute("aria-selected", `${option === chosen}`)
  if (!chosen) return input.removeAttribute("aria-activedescendant")
  chosen.id ||= `option-${Math.random().toString(36).slice(2)}`
  input.setAttribute("aria-activedescendant", chosen.id)
  chosen.scrollIntoView({ block: "nearest" })
}

/** After a dialog has closed the focus is where it was before, never left inside. */
export function restore(dialog: HTMLElement, opener: Element | null): void {
  if (document.activeElement !== document.body && !dialog.contains(document.activeElement)) return
  const back = opener instanceof HTMLElement && opener !== document.body && opener.isConnected && opener.checkVisibility() ? opener : document.getElementById("main")
  back?.focus({ preventScroll: true })
}

/** The place of the row one is at: where the focus is, or was. A page that is refreshed does not know of it. */
export function current(rows: HTMLElement[]): number {
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  return at >= 0 ? at : rows.findIndex((row) => row.classList.contains("is-cursor"))
}
