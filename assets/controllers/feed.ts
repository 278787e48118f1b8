// A timeline: older items come as one scrolls (the link to them stays for those who want it), [ and ] walk the items.
import { Controller } from "@hotwired/stimulus"
import { typing } from "./keys"

export default class extends Controller<HTMLElement> {
  static targets = ["item", "older"]
  declare readonly itemTargets: HTMLElement[]
  declare readonly olderTarget: HTMLAnchorElement
  private seen: IntersectionObserver | undefined
  private loading = false

  connect(): void {
    document.addEventListener("keydown", this.press)
  }

  disconnect(): void {
    document.removeEventListener("keydown", this.press)
    this.seen?.disconnect()
  }

  olderTargetConnected(link: HTMLAnchorElement): void {
    this.seen?.disconnect()
    this.seen = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) void this.more(link)
    }, { rootMargin: "200px" })
    this.seen.observe(link)
  }

  private async more(link: HTMLAnchorElement): Promise<void> {
    if (this.loading) return
    this.loading = true
    try {
      const answer = await fetch(link.href, { headers: { Accept: "text/html" } })
      if (!answer.ok || answer.redirected) return
      const page = new DOMParser().parseFromString(await answer.text(), "text/html")
      const list = this.element.querySelector("ol.feed")
      const days = [...this.element.querySelectorAll(".feed-day")].map((day) => day.textContent)
      const items = [...page.querySelectorAll<HTMLElement>("ol.feed > li")]
      const fresh = items.filter((item) => !(item.id && document.getElementById(item.id)) && !days.includes(item.querySelector(".feed-day")?.textContent ?? ""))
      for (const item of fresh) item.dataset.more = ""
      list?.append(...fresh)
      const further = page.querySelector<HTMLAnchorElement>("[data-feed-target=older]")
      if (further) link.replaceWith(further)
      else link.remove()
    } finally {
      this.loading = false
    }
  }

  private press = (event: KeyboardEvent): void => {
    if ((event.key !== "[" && event.key !== "]") || typing(event) || event.defaultPrevented || event.metaKey || event.ctrlKey) return
    if (document.documentElement.dataset.singleKeys === "off") return
    const items = this.itemTargets
    const now = items.findIndex((item) => item.contains(document.activeElement))
    const next = items[event.key === "]" ? now + 1 : Math.max(0, now - 1)]
    if (!next) return
    event.preventDefault()
    next.focus()
    next.scrollIntoView({ block: "nearest" })
  }
}
