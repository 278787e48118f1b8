// What a salesperson does with people: add, correct, find, change, take back.
import { accessible, expect, signIn, test } from "../world";

test("a new contact with mistakes keeps what was typed, and goes in when mended", async ({ page, demo }) => {
  await signIn(page, demo, "leila");
  await page.goto(`${demo.url}/contacts/new`);
  await page.getByLabel("First name").fill("Wanda");
  await page.getByLabel("Last name").fill("Zielińska");
  await page.locator("input[type=email]").first().fill("wanda at example");
  await page.locator("main form button[type=submit], main form button:not([type])").first().click();
  await expect(page.getByRole("alert")).toContainText("no e-mail address");
  await expect(page.getByLabel("Last name")).toHaveValue("Zielińska");
  await page.locator("input[type=email]").first().fill("wanda@example.com");
  await page.locator("main form button[type=submit], main form button:not([type])").first().click();
  await expect(page.getByRole("heading", { name: "Wanda Zielińska" }).first()).toBeVisible();
  await expect(page.locator("main")).toContainText("wanda@example.com");
});

test("a name typed without accents and with a typing error is found", async ({ page, demo }) => {
  await signIn(page, demo, "leila");
  const name = await firstName(page, demo.url);
  const wrong = name.slice(0, 2) + name.slice(3);
  await page.goto(`${demo.url}/search?q=${encodeURIComponent(wrong)}`);
  await expect(page.locator("main a").filter({ hasText: name }).first()).toBeVisible();
});

test("deleting contacts in bulk is one step, and so is taking it back", async ({ page, demo }) => {
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/contacts?filter=${encodeURIComponent('lifecycle = "advocate"')}`);
  const rows = page.locator("tbody tr");
  const before = await rows.count();
  expect(before).toBeGreaterThan(1);
  await rows.nth(0).getByRole("checkbox").check();
  await rows.nth(1).getByRole("checkbox").check();
  await page.getByRole("button", { name: /Delete/ }).first().click();
  await expect(rows).toHaveCount(before - 2);
  await page.locator("#toasts").getByRole("button", { name: /Undo/ }).click();
  await page.goto(`${demo.url}/contacts?filter=${encodeURIComponent('lifecycle = "advocate"')}`);
  await expect(rows).toHaveCount(before);
});

test("what one person changes shows on the other's list by itself", async ({ page, browser, demo }) => {
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/companies`);
  await expect(page.locator("tbody tr").first()).toBeVisible();
  const other = await (await browser.newContext()).newPage();
  await signIn(other, demo, "tomasz");
  await other.goto(`${demo.url}/companies/new`);
  await other.getByLabel("Name").first().fill("Zebra Live Company");
  await other.locator("main form button[type=submit], main form button:not([type])").first().click();
  await expect(other.getByRole("heading", { name: "Zebra Live Company" }).first()).toBeVisible();
  await expect(page.locator("tbody")).toContainText("Zebra Live Company");
  await other.context().close();
});

test("who may only read sees no way to change, and is refused when trying", async ({ page, demo }) => {
  await signIn(page, demo, "oskar");
  await page.goto(`${demo.url}/contacts`);
  await expect(page.getByRole("link", { name: /New contact/ })).toHaveCount(0);
  await page.locator("tbody a").first().click();
  await expect(page.getByRole("link", { name: /^Edit/ })).toHaveCount(0);
  const answer = await page.request.post(`${page.url()}/delete`, { headers: { origin: demo.url }, form: { version: "1" } });
  expect([403, 404]).toContain(answer.status());
});

test("sign-in, list, record and form work without JavaScript", async ({ browser, demo }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, demo, "priya");
  await page.goto(`${demo.url}/contacts`);
  await page.locator("tbody a").first().click();
  await expect(page.locator("main h1, main h2").first()).toBeVisible();
  await page.goto(`${demo.url}/companies/new`);
  await page.getByLabel("Name").first().fill("Plain Company");
  await page.locator("main form button[type=submit], main form button:not([type])").first().click();
  await expect(page.locator("main")).toContainText("Plain Company");
  await context.close();
});

test("a filter that is wrong says where and names the nearest field", async ({ page, demo }) => {
  await signIn(page, demo, "leila");
  await page.goto(`${demo.url}/contacts?filter=${encodeURIComponent('lifecycel = "customer"')}`);
  await expect(page.locator("main")).toContainText("lifecycle");
  await expect(page.locator("tbody tr")).toHaveCount(0);
});

for (const [scheme, width] of [["light", 1440], ["dark", 1440], ["light", 390]] as const) {
  test(`pages are accessible and do not scroll sideways, ${scheme} at ${width}`, async ({ browser, demo }) => {
    test.setTimeout(400_000); // ten pages, each read whole by axe
    const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    const said: string[] = [];
    page.on("console", (message) => message.type() === "error" && said.push(message.text()));
    await page.goto(`${demo.url}/login`);
    await accessible(page);
    await signIn(page, demo, "ines");
    await accessible(page);
    const record = await recordOf(page, demo.url);
    for (const path of ["/contacts", record, `${record}/edit`, "/deals/new", "/imports", "/settings", "/bin"]) {
      await page.goto(`${demo.url}${path}`);
      await accessible(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wide, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
    }
    expect(said).toEqual([]);
    await context.close();
  });
}

/** The address of a contact. */
async function recordOf(page: import("@playwright/test").Page, url: string): Promise<string> {
  await page.goto(`${url}/contacts`);
  return (await page.locator("tbody a").first().getAttribute("href")) ?? "";
}

/** A surname in the list, long enough to be mistyped. */
async function firstName(page: import("@playwright/test").Page, url: string): Promise<string> {
  await page.goto(`${url}/contacts`);
  const names = await page.locator("tbody a").allInnerTexts();
  return names.flatMap((n) => n.split(" ")).find((w) => /^[A-Z][a-z]{5,}$/.test(w)) ?? "Kowalska";
}
