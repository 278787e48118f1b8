// A board: cards go from lane to lane by pointer, by keys (⇧← ⇧→, or Space, arrows, Enter) and by the form of their menu. A
// card is moved at once and goes back with the reason when the server refuses; what a lane asks for opens in the dialog.
// Targets: `ground` (the box that scrolls), `lane`, `list`, `more`, `bar` with `zone`s, `dialog`, `said`.
import { Controller } from "@hotwired/stimulus"
import { visit } from "@hotwired/turbo"
import { Drag } from "./drag"
import { refuse, send, toast } from "./send"

type Place = { card: HTMLElement; list: Element; before: Element | null }

export default class extends Controller<HTMLElement> {
  static targets = ["ground", "lane", "list", "more", "bar", "zone", "dialog", "said"]
  static values = { field: String, place: String, back: String, words: Object }
  declare readonly groundTarget: HTMLElement
  declare readonly laneTargets: HTMLElement[]
  declare readonly barTargets: HTMLElement[]
  declare readonly dialogTargets: HTMLDialogElement[]
  declare readonly saidTarget: HTMLElement
  declare readonly fieldValue: string
  declare readonly placeValue: string
  declare readonly backValue: string
  declare readonly wordsValue: Record<string, string>
  private drag: Drag | undefined
  /** Lifted by Space, and where it was. */
  private lifted: Place | null = null
  /** Waits for the dialog. */
  private waiting: Place | null = null
  private from: Place | null = null
  private seen = new IntersectionObserver((entries) => this.more(entries), { rootMargin: "400px" })

  connect(): void {
    const ground = this.groundTarget
    this.drag = new Drag({
      item: ".tile", place: "[data-board-target~=lane], [data-board-target~=zone]", ground,
      start: (card) => this.start(card),
      over: (card, place) => this.over(card, place),
      drop: (card, place) => this.drop(card, place),
    })
    ground.addEventListener("keydown", this.press)
    ground.addEventListener("focusin", this.focused)
    ground.addEventListener("focusout", this.blurred)
    document.addEventListener("turbo:before-fetch-request", this.asked)
    for (const dialog of this.dialogTargets) {
      dialog.addEventListener("turbo:before-fetch-response", this.answered)
      dialog.addEventListener("click", this.leave)
    }
  }

  disconnect(): void {
    this.drag?.stop()
    this.seen.disconnect()
    this.groundTarget.removeEventListener("keydown", this.press)
    this.groundTarget.removeEventListener("focusin", this.focused)
    this.groundTarget.removeEventListener("focusout", this.blurred)
    document.removeEventListener("turbo:before-fetch-request", this.asked)
  }

  moreTargetConnected(more: HTMLElement): void {
    this.seen.observe(more)
  }

  moreTargetDisconnected(more: HTMLElement): void {
    this.seen.unobserve(more)
  }

  private more(entries: IntersectionObserverEntry[]): void {
    for (const entry of entries.filter((e) => e.isIntersecting)) {
      const li = entry.target as HTMLElement
      const next = li.querySelector<HTMLElement>("[data-next]")?.dataset.next
      this.seen.unobserve(li)
      if (next) void this.bring(li, next)
    }
  }

  private async bring(li: HTMLElement, next: string): Promise<void> {
    const answer = await fetch(next, { headers: { Accept: "text/html", "X-Fragment": "cards" } })
    if (!answer.ok || answer.redirected) return
    const box = document.createElement("template")
    box.innerHTML = await answer.text()
    for (const card of box.content.querySelectorAll(".tile")) if (document.getElementById(card.id)) card.remove()
    li.replaceWith(box.content)
  }

  /** A refresh brings as many cards of a lane as it has now. */
  private asked = (event: Event): void => {
    const { url, fetchOptions } = (event as CustomEvent<{ url: URL; fetchOptions: { method?: string; headers: Record<string, string> } }>).detail
    if (url.pathname !== location.pathname || url.search !== location.search) return
    const long = this.laneTargets.map((lane) => [lane.dataset.value, lane.querySelectorAll(".tile").length] as const).filter(([, n]) => n > 50)
    if (long.length > 0) fetchOptions.headers["X-Cards"] = long.map(([key, n]) => `${key}=${n}`).join(",")
  }

  // Pointer

  private start(card: HTMLElement): void {
    this.from = placeOf(card)
    for (const bar of this.barTargets) bar.hidden = false
  }

  private over(card: HTMLElement, place: HTMLElement | null): void {
    for (const lane of this.laneTargets) lane.classList.toggle("is-over", lane === place)
    for (const zone of this.barTargets.flatMap((bar) => [...bar.children])) zone.classList.toggle("is-over", zone === place)
    if (place?.classList.contains("lane") && place !== card.closest(".lane")) {
      if (place === this.from?.list.closest(".lane")) putBack(this.from)
      else listOf(place)?.prepend(card)
    } else if (!place?.classList.contains("lane") && this.from) putBack(this.from)
  }

  private drop(card: HTMLElement, place: HTMLElement | null): void {
    for (const bar of this.barTargets) bar.hidden = true
    for (const lane of this.laneTargets) lane.classList.remove("is-over")
    const from = this.from
    this.from = null
    if (!from) return
    if (!place) return putBack(from)
    if (place.dataset.later) void this.send(from, { "lane.later": "1" }, place)
    else if (place.classList.contains("lane") && place === from.list.closest(".lane")) putBack(from)
    else {
      const lane = this.laneTargets.find((l) => l.dataset.value === place.dataset.value)
      if (lane) listOf(lane)?.prepend(card)
      void this.send(from, { "lane.value": place.dataset.value ?? "" }, place)
    }
  }

  // The server

  private async send(from: Place, fields: Record<string, string>, place: HTMLElement): Promise<void> {
    const { card } = from
    card.setAttribute("aria-busy", "true")
    const told = await send(`${this.placeValue}/${card.id.split("_").pop()}/move`, { "lane.field": this.fieldValue, back: this.backValue, ...fields }, this.words("offline", card, place))
    card.removeAttribute("aria-busy")
    if (told.problem) {
      this.back(from)
      this.say("back", card, place)
      refuse(told.problem)
    } else if (told.ask) {
      this.waiting = from
      this.open(told.ask)
    } else {
      this.say("moved", card, place)
      if (told.toast) toast(told.toast)
      document.dispatchEvent(new CustomEvent("live:stale"))
    }
  }

  /** The card is where it was, and the focus with it. */
  private back(from: Place): void {
    const focused = from.card.contains(document.activeElement)
    putBack(from)
    if (focused) linkOf(from.card)?.focus()
  }

  private open(address: string): void {
    const dialog = this.dialogTargets[0]
    const frame = dialog?.querySelector("turbo-frame")
    if (!dialog || !frame) return visit(address)
    frame.replaceChildren()
    frame.setAttribute("src", address)
    dialog.showModal()
  }

  /** The menu of a card. */
  menu(event: Event): void {
    event.preventDefault()
    const to = new URL((event.currentTarget as HTMLAnchorElement).href)
    to.searchParams.set("back", this.backValue)
    this.open(to.href)
  }

  closed(): void {
    if (this.waiting) this.back(this.waiting)
    this.waiting = null
    this.dialogTargets[0]?.querySelector("turbo-frame")?.removeAttribute("src")
  }

  private leave = (event: Event): void => {
    const target = event.target as HTMLElement
    if (!target.closest("a[href]") && target !== this.dialogTargets[0]) return
    event.preventDefault()
    this.dialogTargets[0]?.close()
  }

  /** It was moved: the page that comes back, with its message, is the board. */
  private answered = (event: Event): void => {
    const { fetchResponse } = (event as CustomEvent<{ fetchResponse: { redirected: boolean; location: URL; statusCode: number; responseHTML: Promise<string> } }>).detail
    if (!fetchResponse.redirected || fetchResponse.location.pathname.endsWith("/move")) return
    event.preventDefault()
    this.waiting = null
    void fetchResponse.responseHTML.then((responseHTML) => {
      this.dialogTargets[0]?.close()
      const response = { statusCode: fetchResponse.statusCode, redirected: true, responseHTML }
      visit(fetchResponse.location.href, { action: "replace", response } as Parameters<typeof visit>[1])
    })
  }

  // Keys

  private press = (event: KeyboardEvent): void => {
    const card = (event.target as HTMLElement).closest<HTMLElement>(".tile")
    if (!card || event.metaKey || event.ctrlKey || event.altKey || event.target !== linkOf(card)) return
    if (this.lifted ? this.carry(event, card) : this.walk(event, card)) event.preventDefault()
  }

  private walk(event: KeyboardEvent, card: HTMLElement): boolean {
    const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0
    const up = { ArrowUp: -1, ArrowDown: 1 }[event.key] ?? 0
    const still = card.dataset.still !== undefined
    if (side && event.shiftKey) return still || this.shift(card, side)
    if (event.key === " ") return still || this.lift(card)
    if (event.key === "e" && document.documentElement.dataset.singleKeys !== "off" && !still) visit(`${linkOf(card)?.href}/edit`)
    else if (up && !event.shiftKey) focus(sibling(card, up))
    else if (side) focus(this.beside(card, side))
    else return false
    return true
  }

  /** The card of the nearest lane at a side that has any, at the same height. */
  private beside(card: HTMLElement, side: number): Element | undefined {
    const lanes = this.laneTargets
    const at = [...(card.parentElement?.querySelectorAll(".tile") ?? [])].indexOf(card)
    for (let i = lanes.indexOf(card.closest(".lane") as HTMLElement) + side; lanes[i]; i += side) {
      const cards = [...lanes[i]!.querySelectorAll(".tile")]
      if (cards.length > 0) return cards[Math.min(at, cards.length - 1)]
    }
    return undefined
  }

  private next(card: HTMLElement, side: number): HTMLElement | undefined {
    const lanes = this.laneTargets
    return lanes[lanes.indexOf(card.closest(".lane") as HTMLElement) + side]
  }

  private shift(card: HTMLElement, side: number): boolean {
    const lane = this.next(card, side)
    if (!lane) return true
    const from = placeOf(card)
    this.put(card, lane)
    void this.send(from, { "lane.value": lane.dataset.value ?? "" }, lane)
    return true
  }

  private put(card: HTMLElement, lane: HTMLElement): void {
    listOf(lane)?.prepend(card)
    linkOf(card)?.focus()
    lane.scrollIntoView({ block: "nearest", inline: "nearest" })
  }

  private lift(card: HTMLElement): boolean {
    this.lifted = placeOf(card)
    card.classList.add("is-lifted")
    document.documentElement.dataset.dragging = ""
    this.say("lifted", card, card.closest(".lane"))
    return true
  }

  private carry(event: KeyboardEvent, card: HTMLElement): boolean {
    const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    const from = this.lifted
    if (!from) return false
    if (side) {
      const lane = this.next(card, side)
      if (lane) {
        const lifted = this.lifted
        this.lifted = null
        if (lane === from.list.closest(".lane")) this.back(from)
        else this.put(card, lane)
        this.lifted = lifted
        this.say("over", card, lane)
      }
      return true
    }
    if (event.key === "Enter" || event.key === " ") {
      this.settle(card)
      const lane = card.closest<HTMLElement>(".lane")
      if (lane && lane !== from.list.closest(".lane")) void this.send(from, { "lane.value": lane.dataset.value ?? "" }, lane)
      return true
    }
    if (event.key !== "Escape") return event.key.startsWith("Arrow")
    this.settle(card)
    this.back(from)
    this.say("back", card, card.closest(".lane"))
    return true
  }

  private settle(card: HTMLElement): void {
    this.lifted = null
    card.classList.remove("is-lifted")
    delete document.documentElement.dataset.dragging
  }

  private focused = (event: Event): void => {
    const card = (event.target as HTMLElement).closest(".tile")
    // How a card is carried by keys is said where one comes to a card.
    if (card) linkOf(card)?.setAttribute("aria-describedby", "board-hint")
    for (const other of this.element.querySelectorAll(".tile")) other.classList.toggle("is-cursor", other === card)
  }

  /** Who goes elsewhere lets go. */
  private blurred = (): void => {
    const from = this.lifted
    if (!from) return
    window.setTimeout(() => {
      if (this.lifted !== from || from.card.contains(document.activeElement)) return
      this.settle(from.card)
      putBack(from)
    })
  }

  private words(key: string, card: Element, lane: Element | null): string {
    const title = linkOf(card)?.textContent?.trim() ?? ""
    return (this.wordsValue[key] ?? "").replace("%title%", title).replace("%lane%", (lane as HTMLElement | null)?.dataset.label ?? "")
  }

  private say(key: string, card: Element, lane: Element | null): void {
    this.saidTarget.textContent = this.words(key, card, lane)
  }
}

function placeOf(card: HTMLElement): Place {
  return { card, list: card.parentElement!, before: card.nextElementSibling }
}

function putBack({ card, list, before }: Place): void {
  list.insertBefore(card, before?.parentElement === list ? before : null)
}

function listOf(lane: Element): Element | null {
  return lane.querySelector("ol")
}

function linkOf(card: Element): HTMLAnchorElement | null {
  return card.querySelector("a")
}

function sibling(card: Element, step: number): Element | undefined {
  const cards = [...(card.parentElement?.querySelectorAll(".tile") ?? [])]
  return cards[cards.indexOf(card) + step]
}

function focus(card: Element | undefined): void {
  if (!card) return
  linkOf(card)?.focus()
  card.scrollIntoView({ block: "nearest", inline: "nearest" })
}
