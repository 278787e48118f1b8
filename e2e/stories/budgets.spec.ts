// What a page may cost: nothing shifts while it loads, the first visit is light, the focus is never lost.
import { get } from "node:http";
import { expect, signIn, test } from "../world";
import type { Page } from "@playwright/test";

const KB = 1024;

/** Bytes of an address as gzip packs it, which every browser and proxy knows; most take brotli, which is smaller. */
function packed(url: string, cookie: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { "accept-encoding": "gzip", cookie } }, (answer) => {
      let sum = 0;
      answer.on("data", (part: Buffer) => (sum += part.length));
      answer.on("end", () => (answer.headers["content-encoding"] === "gzip" ? resolve(sum) : reject(new Error(`${url} is not packed`))));
    }).on("error", reject);
  });
}

/** How much of the page moved while it loaded. */
async function shifted(page: Page, url: string): Promise<number> {
  await page.goto(url);
  await page.evaluate(() => document.fonts.ready);
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        const count = (entries: PerformanceEntryList) => {
          for (const entry of entries as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) if (!entry.hadRecentInput) sum += entry.value;
        };
        const observer = new PerformanceObserver((list) => count(list.getEntries()));
        observer.observe({ type: "layout-shift", buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(() => { count(observer.takeRecords()); resolve(sum) })));
      }),
  );
}

for (const width of [1440, 390]) {
  test(`nothing shifts while Home, list, board and record load, at ${width}`, async ({ browser, demo }) => {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    await signIn(page, demo, "ines");
    await page.goto(`${demo.url}/contacts`);
    const record = await page.locator("a[data-grid-target=link]").first().getAttribute("href");
    for (const path of ["/", "/contacts", "/deals?as=board", record ?? ""]) expect(await shifted(page, `${demo.url}${path}`), path).toBe(0);
    await context.close();
  });
}

test("the first visit of a list and of a record is 100 KB at most, and no page is over 300 KB", async ({ browser, demo }) => {
  const own = await browser.newContext();
  const page = await own.newPage();
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/contacts`);
  const record = (await page.locator("a[data-grid-target=link]").first().getAttribute("href")) ?? "";
  const cookies = await own.cookies();
  for (const path of ["/contacts", record]) {
    const context = await browser.newContext();
    await context.addCookies(cookies);
    const fresh = await context.newPage();
    await fresh.goto(`${demo.url}${path}`, { waitUntil: "load" });
    // What paints the page: its text, style and script. Letters come on their own and stay a year.
    const asked = await fresh.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.name));
    const parts = [fresh.url(), ...asked.filter((name) => /\.(css|js)(\?|$)/.test(name))];
    const weights = await Promise.all([...new Set(parts)].map((part) => packed(part, cookies.map((c) => `${c.name}=${c.value}`).join("; "))));
    const sum = weights.reduce((all, weight) => all + weight, 0);
    expect(sum, `${path} weighs ${Math.round(sum / KB)} KB`).toBeLessThanOrEqual(100 * KB);
    expect(sum).toBeGreaterThan(10 * KB);
    await context.close();
  }
  for (const path of ["/", "/contacts", record, `${record}/edit`, "/deals?as=board", "/tasks?as=calendar", "/settings/objects/deal", "/settings/roles", "/settings/log", "/notices"]) {
    const size = (await (await page.request.get(`${demo.url}${path}`)).body()).length;
    expect(size, `${path} is ${Math.round(size / KB)} KB`).toBeLessThanOrEqual(300 * KB);
  }
  await own.close();
});

test("the focus stays through a refresh, and comes back from a dialog", async ({ page, demo }) => {
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/products?sort=name`);
  const links = page.locator("a[data-grid-target=link]");
  await expect(page.locator('[data-live-target="on"]')).toBeVisible();
  await links.nth(1).focus();
  const second = (await links.nth(1).getAttribute("href")) ?? "";
  const made = await page.request.post(`${demo.url}/api/v1/products`, { headers: { origin: demo.url }, data: { name: "AAA Focus" } });
  expect(made.status()).toBe(201);
  await expect(links.first()).toContainText("AAA Focus");
  await expect(page.locator(`a[data-grid-target=link][href="${second}"]`)).toBeFocused();
  // A dialog gives it back to what opened it.
  const opener = page.getByRole("link", { name: "New product" }).first();
  await opener.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "New product" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "New product" })).toBeHidden();
  await expect(opener).toBeFocused();
  // The row goes by keys alone, and the next one has the focus.
  const next = (await links.nth(1).getAttribute("href")) ?? "";
  await links.first().focus();
  await page.keyboard.press("x");
  await page.keyboard.press("Backspace");
  await expect(page.locator("#toasts")).toContainText("deleted");
  await expect(page.locator("main").getByText("AAA Focus")).toHaveCount(0);
  await expect(page.locator(`a[data-grid-target=link][href="${next}"]`)).toBeFocused();
});
