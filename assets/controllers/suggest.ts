// The page of the company fills in what the browser knows: its time zone, and with a country what is usual there.
import { Controller } from "@hotwired/stimulus"

export default class extends Controller<HTMLElement> {
  static targets = ["country", "currency", "zone"]
  declare readonly countryTarget: HTMLSelectElement
  declare readonly currencyTarget: HTMLSelectElement
  declare readonly zoneTarget: HTMLInputElement

  connect(): void {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    const known = [...(this.zoneTarget.list?.options ?? [])].some((option) => option.value === zone)
    if (!known || this.zoneTarget.value === zone) return
    // The clock of the computer knows better than its language.
    this.zoneTarget.value = zone
    const there = [...this.countryTarget.options].find((option) => option.dataset.zone === zone)
    if (!there || this.zoneTarget.dataset.guess === undefined) return
    there.selected = true
    this.currencyTarget.value = there.dataset.currency ?? this.currencyTarget.value
  }

  country(): void {
    const { currency, zone } = this.countryTarget.selectedOptions[0]?.dataset ?? {}
    if (currency) this.currencyTarget.value = currency
    if (zone) this.zoneTarget.value = zone
  }
}
