// Cells of a list changed in place: double click, Enter or E opens the form of the cell's field, Enter saves, Tab saves and
// goes on to the next cell, Escape leaves it as it was. What is wrong stands at the cell.
const found = (cell: HTMLElement) => [...(cell.closest("tr")?.querySelectorAll<HTMLElement>("td[data-field]") ?? [])].filter((c) => c.checkVisibility())

/** The cells of a row that can be changed. */
export function cellsOf(row: HTMLElement): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>("td[data-field]")].filter((cell) => cell.checkVisibility())
}

function address(cell: HTMLElement): string {
  const link = cell.closest("tr")?.querySelector<HTMLAnchorElement>("a[data-grid-target=link]")
  const back = encodeURIComponent(location.pathname + location.search)
  return `${link?.getAttribute("href") ?? ""}/cell/${cell.dataset.field ?? ""}?back=${back}`
}

function hint(form: HTMLFormElement, words: string): void {
  const hint = form.querySelector<HTMLElement>(".cell-hint")
  if (!hint) return
  hint.classList.add("text-error")
  hint.textContent = words
  form.querySelector("input:not([type=hidden]), select")?.setAttribute("aria-invalid", "true")
}

/** Opens a cell; `first` is a letter that was typed on it. */
export async function edit(cell: HTMLElement, first?: string): Promise<void> {
  if (cell.classList.contains("is-editing")) return
  const answer = await fetch(address(cell), { headers: { Accept: "text/html" } })
  if (!answer.ok || answer.redirected) return
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const form = page.querySelector("form")
  if (!form) return
  const before = [...cell.childNodes]
  cell.classList.add("is-editing")
  cell.replaceChildren(form)
  const name = cell.closest("table")?.querySelectorAll("thead th")[(cell as HTMLTableCellElement).cellIndex]?.textContent?.trim() ?? ""
  const input = form.querySelector<HTMLInputElement | HTMLSelectElement>("input:not([type=hidden]), select")
  input?.setAttribute("aria-label", name)
  input?.focus()
  if (input instanceof HTMLInputElement && input.type !== "checkbox" && input.type !== "radio") {
    if (first) input.value = first
    else input.select()
  }
  let busy = false
  const close = (nodes: (Node | string)[]) => {
    cell.classList.remove("is-editing")
    cell.replaceChildren(...nodes)
  }
  const cancel = () => {
    close(before)
    cell.focus()
  }
  const save = async (next?: HTMLElement): Promise<void> => {
    if (busy) return
    busy = true
    try {
      const sent = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams([...new FormData(form)].filter((p): p is [string, string] => typeof p[1] === "string")),
        headers: { Accept: "application/json" },
      })
      const said = (await sent.json().catch(() => ({}))) as { cell?: string; toast?: string | null; problem?: string; detail?: string }
      if (!sent.ok || said.cell === undefined) {
        hint(form, said.problem ?? said.detail ?? "Not saved: the server did not answer")
        input?.focus()
        return
      }
      const nodes = new DOMParser().parseFromString(said.cell, "text/html").body.childNodes
      close([...nodes])
      if (said.toast) document.getElementById("toasts")?.insertAdjacentHTML("beforeend", said.toast)
      if (next) void edit(next)
      else cell.focus()
    } catch {
      hint(form, "Not saved: there is no connection")
    } finally {
      busy = false
    }
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    event.stopPropagation()
    void save()
  })
  form.addEventListener("keydown", (event) => {
    const list = form.querySelector("[role=listbox]:not([hidden])")
    if (event.key === "Escape") {
      event.preventDefault()
      event.stopPropagation()
      cancel()
    } else if (event.key === "Enter" && !list) {
      event.preventDefault()
      void save()
    } else if (event.key === "Tab" && !list) {
      const all = found(cell)
      event.preventDefault()
      void save(all[all.indexOf(cell) + (event.shiftKey ? -1 : 1)])
    }
  })
}
