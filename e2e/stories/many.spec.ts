// Much at once, and little room: two thousand records changed by a job and put back; a call and a deal on a phone.
import { expect, signIn, test } from "../world";

test("two thousand records are changed by a job with progress, and put back as one", async ({ page, demo }) => {
  test.setTimeout(240_000);
  await signIn(page, demo, "ines");
  const lines = Array.from({ length: 2000 }, (_, n) => JSON.stringify({ name: `Bulk ${n}`, sector: "Bulk test" })).join("\n");
  const made = await page.request.post(`${demo.url}/api/v1/companies/bulk`, { headers: { origin: demo.url, "content-type": "application/x-ndjson" }, data: Buffer.from(lines), timeout: 120_000 });
  expect(made.status()).toBe(200);
  await made.text();
  const those = `filter=${encodeURIComponent('sector = "Bulk test"')}`;
  await page.goto(`${demo.url}/companies?${those}`);
  await page.locator("tbody tr[data-grid-target=row]").first().getByRole("checkbox").check();
  const bar = page.getByRole("region", { name: "Bulk actions" });
  await bar.getByRole("button", { name: "All 2,000" }).click();
  await bar.getByRole("button", { name: /^Change/ }).click();
  await page.locator("#f-field").selectOption({ label: "Sector" });
  await page.getByRole("button", { name: /^Next/ }).click();
  await page.locator("#f-sector").fill("Bulk done");
  await page.getByRole("button", { name: /2,000 companies/ }).first().click();
  await expect(page.getByRole("progressbar")).toBeVisible();
  await expect(page.locator("#toasts")).toContainText("2,000 companies changed", { timeout: 120_000 });
  const count = async (name: string) => (await (await page.request.get(`${demo.url}/api/v1/companies?count=true&limit=1&filter=${encodeURIComponent(`sector = "${name}"`)}`)).json()).count as number;
  expect(await count("Bulk done")).toBe(2000);
  await page.locator("#toasts").getByRole("button", { name: /Undo/ }).click();
  await expect.poll(() => count("Bulk test"), { timeout: 120_000 }).toBe(2000);
});

test("on a phone a call is logged and a deal is moved", async ({ browser, demo }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await signIn(page, demo, "leila");
  await page.goto(`${demo.url}/contacts?filter=${encodeURIComponent("owner = me")}`);
  await page.locator("a[data-grid-target=link]").first().tap();
  await page.locator("[data-record]").waitFor();
  await page.locator("#composer label.tab", { hasText: /call/i }).tap();
  await page.locator("#note").fill("Talked about the autumn blend");
  await page.locator("#composer").getByRole("button", { name: /^Save/ }).tap();
  await expect(page.locator("#timeline")).toContainText("Talked about the autumn blend");
  await page.goto(`${demo.url}/deals?as=board&filter=${encodeURIComponent("owner = me")}`);
  await page.getByRole("link", { name: /^Move / }).first().tap();
  const dialog = page.getByRole("dialog", { name: "Move" });
  await dialog.getByRole("button", { name: "Proposal" }).tap();
  await expect(page.locator("#toasts")).toContainText("moved to Proposal");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide).toBeLessThanOrEqual(0);
  await context.close();
});
