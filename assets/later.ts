// Controllers that few pages need come with the first page that names them. Keys pressed on a part of the page meanwhile
// wait for it.
import type { Application, ControllerConstructor } from "@hotwired/stimulus"

/** How long a part that could not be fetched is let be. */
const PAUSE = 5_000

/** How long keys wait for a part. */
const PATIENCE = 2_000

export type Later = Record<string, () => Promise<ControllerConstructor>>

/** Fetches a controller when an element with its name is there, now or some day. */
export function later(application: Application, waiting: Later): void {
  const coming = new Set<string>()
  const held: KeyboardEvent[] = []

  /** Given again to where they were pressed; what nobody took does what the key always does. */
  const release = (name: string): void => {
    if (!coming.delete(name) || coming.size) return
    for (const event of held.splice(0)) {
      const target = event.target as HTMLElement
      const again = new KeyboardEvent(event.type, event)
      if (target.isConnected && target.dispatchEvent(again) && event.key === "Enter") target.click()
    }
  }

  const hold = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement
    const typed = target.isContentEditable || target.matches("input, textarea, select")
    if (!event.isTrusted || typed || event.key === "Tab") return
    if (![...coming].some((name) => target.closest(`[data-controller~=${name}]`))) return
    event.preventDefault()
    event.stopImmediatePropagation()
    held.push(event)
  }
  addEventListener("keydown", hold, true)

  const look = (): void => {
    for (const element of document.querySelectorAll<HTMLElement>("[data-controller]")) {
      for (const name of element.dataset.controller?.split(" ") ?? []) {
        const fetched = waiting[name]
        if (!fetched) continue
        delete waiting[name]
        coming.add(name)
        fetched()
          .then(
            (controller) => application.register(name, controller),
            // No connection, or a newer server that has other parts: a change of the page tries again, not each of them.
            () => setTimeout(() => (waiting[name] = fetched), PAUSE),
          )
          .finally(() => release(name))
        // A slow line must not make keys dead.
        setTimeout(() => release(name), PATIENCE)
      }
    }
  }
  let asked = false
  new MutationObserver(() => {
    if (asked) return
    asked = true
    queueMicrotask(() => {
      asked = false
      look()
    })
  }).observe(document.documentElement, { childList: true, subtree: true })
  look()
}
