// Values changed in place, in a list and on a record's page. In a list a double click, Enter or E opens the form of a cell;
// on a record a click or Enter on the value does. Enter saves, Tab saves and goes on to the next one, leaving saves, Escape
// leaves it as it was. What is wrong stands at the value; when somebody else was faster both values do.
import { say } from "./words"

const places = (cell: HTMLElement) => [...(cell.closest("tr, [data-record]")?.querySelectorAll<HTMLElement>("[data-field]") ?? [])].filter((c) => c.checkVisibility())

/** The cells of a row that can be changed. */
export function cellsOf(row: HTMLElement): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>("td[data-field]")].filter((cell) => cell.checkVisibility())
}

function address(cell: HTMLElement): string {
  const back = encodeURIComponent(location.pathname + location.search)
  const record = cell.closest("tr") ? undefined : cell.closest<HTMLElement>("[data-record]")?.dataset.record
  if (record) return `${record}/cell/${cell.dataset.field ?? ""}?as=entry&back=${back}`
  const link = cell.closest("tr")?.querySelector<HTMLAnchorElement>("a[data-grid-target=link]")
  return `${link?.getAttribute("href") ?? ""}/cell/${cell.dataset.field ?? ""}?back=${back}`
}

/** What the value is called, for those who do not see its heading. */
function label(cell: HTMLElement): string {
  if (cell.dataset.label) return cell.dataset.label
  if (cell instanceof HTMLTableCellElement) return cell.closest("table")?.querySelectorAll("thead th")[cell.cellIndex]?.textContent?.trim() ?? ""
  return cell.previousElementSibling?.textContent?.trim() ?? ""
}

/** Gives the focus to a value that is not being changed. */
function rest(cell: HTMLElement): void {
  const link = cell.querySelector<HTMLElement>("[data-edit]")
  if (link) link.focus()
  else cell.focus()
}

function hint(form: HTMLFormElement, words: string): HTMLElement | null {
  const hint = form.querySelector<HTMLElement>(".cell-hint")
  if (!hint) return null
  hint.classList.add("text-error")
  const place = hint.querySelector(".cell-keys") ?? hint
  place.textContent = words
  form.querySelector("input:not([type=hidden]), select, textarea")?.setAttribute("aria-invalid", "true")
  return hint
}

type Said = { cell?: string; toast?: string | null; problem?: string; detail?: string; choice?: string }

const nodes = (html: string) => [...new DOMParser().parseFromString(html, "text/html").body.childNodes]

/** Opens a cell; `first` is a letter that was typed on it. */
export async function edit(cell: HTMLElement, first?: string): Promise<void> {
  if (cell.classList.contains("is-editing")) return
  const answer = await fetch(address(cell), { headers: { Accept: "text/html", "X-Fragment": "cell" } })
  if (!answer.ok || answer.redirected || cell.classList.contains("is-editing")) return
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const form = page.querySelector("form")
  if (!form) return
  const before = [...cell.childNodes]
  const name = label(cell)
  cell.classList.add("is-editing")
  cell.replaceChildren(form)
  const input = form.querySelector<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>("input:not([type=hidden]), select, textarea")
  input?.setAttribute("aria-label", name)
  input?.focus()
  if (input instanceof HTMLInputElement && !["checkbox", "radio", "file"].includes(input.type)) {
    if (first) input.value = first
    else input.select()
  }
  const state = () => [...new FormData(form)].map(([n, v]) => `${n}=${v instanceof File ? v.name : v}`).join("\n")
  const began = state()
  let busy = false
  let pressed = false
  const close = (with_: (Node | string)[]) => {
    cell.classList.remove("is-editing")
    cell.replaceChildren(...with_)
  }
  const cancel = () => {
    close(before)
    rest(cell)
  }
  const choose = (said: Said) => {
    const box = hint(form, "")
    box?.replaceChildren(...nodes(said.choice ?? ""))
    box?.querySelector<HTMLElement>("[data-keep=mine]")?.addEventListener("click", (event) => {
      const version = form.querySelector<HTMLInputElement>("input[name=version]")
      if (version) version.value = (event.currentTarget as HTMLElement).dataset.version ?? version.value
      void save()
    })
    box?.querySelector<HTMLElement>("[data-keep=theirs]")?.addEventListener("click", () => {
      close(nodes(said.cell ?? ""))
      rest(cell)
    })
    box?.querySelector<HTMLElement>("[data-keep=mine]")?.focus()
  }
  /** `left`: the focus has gone elsewhere, and stays there. */
  const save = async (next?: HTMLElement, left = false): Promise<void> => {
    if (busy || !form.isConnected) return
    busy = true
    try {
      const data = new FormData(form)
      const files = [...data.values()].some((value) => value instanceof File)
      const body = files ? data : new URLSearchParams([...data].filter((p): p is [string, string] => typeof p[1] === "string"))
      const sent = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } })
      const said = (await sent.json().catch(() => ({}))) as Said
      if (sent.status === 409 && said.choice) return choose(said)
      if (!sent.ok || said.cell === undefined) {
        hint(form, said.problem ?? said.detail ?? say("silent"))
        if (!left) input?.focus()
        return
      }
      close(nodes(said.cell))
      cell.classList.add("is-saved")
      setTimeout(() => cell.classList.remove("is-saved"), 1000)
      if (said.toast) document.getElementById("toasts")?.insertAdjacentHTML("beforeend", said.toast)
      if (next) void edit(next)
      else if (!left) rest(cell)
    } catch {
      hint(form, say("unconnected"))
    } finally {
      busy = false
    }
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    event.stopPropagation()
    void save()
  })
  form.querySelector("[data-cancel]")?.addEventListener("click", cancel)
  form.addEventListener("pointerdown", () => {
    pressed = true
    addEventListener("pointerup", () => setTimeout(() => (pressed = false)), { once: true })
  })
  form.addEventListener("focusout", () => {
    setTimeout(() => {
      if (pressed || busy || !form.isConnected || !document.hasFocus() || form.contains(document.activeElement)) return
      if (state() === began) close(before)
      else void save(undefined, true)
    })
  })
  form.addEventListener("keydown", (event) => {
    const list = form.querySelector("[role=listbox]:not([hidden])")
    const long = event.target instanceof HTMLTextAreaElement
    if (event.key === "Escape") {
      event.preventDefault()
      event.stopPropagation()
      cancel()
    } else if (event.key === "Enter" && !list && !(event.target instanceof HTMLButtonElement) && (!long || event.metaKey || event.ctrlKey)) {
      event.preventDefault()
      event.stopPropagation()
      void save()
    } else if (event.key === "Tab" && !list) {
      // Inside the form of several inputs Tab walks them first.
      const stops = [...form.querySelectorAll<HTMLElement>("input:not([type=hidden]), select, textarea, button:not(.sr-only, .cell-hint > *), a[href]")].filter((e) => e.checkVisibility())
      const end = event.shiftKey ? stops[0] : stops.at(-1)
      if (!(cell instanceof HTMLTableCellElement) && document.activeElement !== end) return
      const all = places(cell)
      event.preventDefault()
      void save(all[all.indexOf(cell) + (event.shiftKey ? -1 : 1)])
    }
  })
}
