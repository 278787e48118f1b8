/** What scripts say, in the language of the page: the body carries the sentences, with names in braces. */
export function say(key: string, names: Record<string, string | number> = {}): string {
  const all = JSON.parse(document.body.dataset.words ?? "{}") as Record<string, string>
  return Object.entries(names).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, `${value}`), all[key] ?? "")
}
