// Controllers that few pages need come with the first page that names them.
import type { Application, ControllerConstructor } from "@hotwired/stimulus"

/** How long a part that could not be fetched is let be. */
const PAUSE = 5_000

export type Later = Record<string, () => Promise<ControllerConstructor>>

/** Fetches a controller when an element with its name is there, now or some day. */
export function later(application: Application, waiting: Later): void {
  const look = (): void => {
    for (const element of document.querySelectorAll<HTMLElement>("[data-controller]")) {
      for (const name of element.dataset.controller?.split(" ") ?? []) {
        const fetched = waiting[name]
        if (!fetched) continue
        delete waiting[name]
        fetched().then(
          (controller) => application.register(name, controller),
          // No connection, or a newer server that has other parts: a change of the page tries again, not each of them.
          () => setTimeout(() => (waiting[name] = fetched), PAUSE),
        )
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
