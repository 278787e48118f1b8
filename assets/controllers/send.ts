// What a script sends in place of a form, and what the server says to it: a toast with Undo, a page that asks for more, or
// why it was refused.

export interface Told {
  toast?: string
  ask?: string
  problem?: string
}

/** Posts fields to an address. A server that cannot be reached is a problem like others. */
export async function send(address: string, fields: Record<string, string>, offline: string): Promise<Told> {
  try {
    const answer = await fetch(address, { method: "POST", headers: { Accept: "application/json", "X-Fragment": "told" }, body: new URLSearchParams(fields) })
    if (answer.redirected) {
      location.reload()
      return {}
    }
    const kind = answer.headers.get("content-type") ?? ""
    if (kind.includes("json")) return (await answer.json()) as Told
    return answer.ok ? {} : { problem: (await sentence(answer)) || offline }
  } catch {
    return { problem: offline }
  }
}

/** What an error page says. */
async function sentence(answer: Response): Promise<string> {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  return page.querySelector("main p, h2, h1")?.textContent?.trim() ?? ""
}

/** Shows a toast that came from the server. */
export function toast(html: string): void {
  document.getElementById("toasts")?.insertAdjacentHTML("beforeend", html)
}

/** Shows why something was refused: as a toast made of the page's own template. */
export function refuse(words: string): void {
  const template = document.querySelector<HTMLTemplateElement>("template#refused")
  const box = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined
  const place = box?.querySelector("[data-words]")
  if (!box || !place) return
  place.textContent = words
  document.getElementById("toasts")?.append(box)
}
