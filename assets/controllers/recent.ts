// The records looked at last, kept in a cookie that the server reads: `person|contacts/4711:1700000000|…`. The server
// writes it as well; a page that was fetched ahead is counted here, when it is looked at.
import { Controller } from "@hotwired/stimulus"

const MOST = 12

export default class extends Controller<HTMLElement> {
  static values = { seen: String, me: String }
  declare readonly seenValue: string
  declare readonly meValue: string

  seenValueChanged(): void {
    if (!this.seenValue || !this.meValue || document.documentElement.hasAttribute("data-turbo-preview")) return
    const kept = document.cookie.match(/(?:^|; )recent=([^;]*)/)?.[1]?.split("|") ?? []
    const before = kept[0] === this.meValue ? kept.slice(1).filter((entry) => entry.split(":")[0] !== this.seenValue) : []
    const now = `${this.seenValue}:${Math.floor(Date.now() / 1000)}`
    document.cookie = `recent=${[this.meValue, now, ...before].slice(0, MOST + 1).join("|")}; path=/; max-age=2592000; samesite=lax`
  }
}
