import { chromium } from "@playwright/test"
const [,, base, user, ...paths] = process.argv
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox","--disable-gpu"] })
for (const [scheme, width] of [["light",1440],["dark",1440],["light",390]]) {
  if (process.env.ONLY && process.env.ONLY !== `${scheme}${width}`) continue
  const c = await b.newContext({ viewport: { width, height: 1000 }, colorScheme: scheme })
  const p = await c.newPage()
  p.on("console", m => { if (["error","warning"].includes(m.type())) console.log(m.type(), m.text().slice(0,300)) })
  p.on("pageerror", e => console.log("PAGEERROR", e.message))
  await p.goto(base + "/login"); await p.fill("[name=email]", user); await p.fill("[name=password]", "rondo-demo-2026"); await p.press("[name=password]", "Enter"); await p.waitForURL(u => !u.pathname.startsWith("/login"))
  for (const path of paths) {
    const r = await p.goto(base + path); console.log(scheme, width, path, r.status())
    await p.waitForTimeout(900)
    await p.screenshot({ path: `/tmp/shots/${scheme}-${width}-${path.replace(/[^a-z0-9]+/gi,"_")}.png` })
  }
  await c.close()
}
await b.close()
