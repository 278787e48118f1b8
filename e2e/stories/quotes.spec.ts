// Selling at work: a quote for a deal, its lines, the customer who accepts on a phone, the order, its invoice and payment.
import { accessible, expect, signIn, test } from "../world";

test("a quote is accepted on a phone and becomes an order, an invoice and a payment", async ({ page, browser, demo }) => {
  await signIn(page, demo, "ines");
  const api = async (method: string, path: string, data?: object) => {
    const answer = await page.request.fetch(`${demo.url}/api/v1${path}`, { method, headers: { origin: demo.url }, data });
    expect(answer.ok(), `${method} ${path}`).toBe(true);
    return (await answer.json()) as { id: string; data: { id: string }[] };
  };
  const rate = await api("POST", "/tax_rates", { name: "Reduced 7 %", category: "S", percent: "7", country: "DE" });
  const product = (await api("GET", `/products?limit=1&filter=${encodeURIComponent('name = "Autumn blend"')}`)).data[0]?.id ?? "";
  await api("PATCH", `/products/${product}`, { tax_rate: rate.id, unit: "kg" });
  const deal = (await api("GET", `/deals?limit=1&filter=${encodeURIComponent("company IS NOT NULL")}`)).data[0]?.id ?? "";
  await page.goto(`${demo.url}/quotes/new?deal=${deal}&subject=Autumn+beans`);
  await page.keyboard.press("Control+Enter");
  await page.waitForURL(/\/quotes\/[0-9A-Z]+$/i);
  await page.getByRole("link", { name: "Edit lines" }).click();
  const line = page.getByRole("group", { name: "Line 1" });
  await line.getByRole("combobox", { name: "Product" }).fill("Autumn blend");
  await page.getByRole("option", { name: "Autumn blend" }).first().click();
  await line.getByRole("textbox", { name: "Quantity" }).fill("10");
  await accessible(page);
  await page.getByRole("button", { name: "Save lines" }).click();
  await expect(page.locator("main")).toContainText("262.15");
  await accessible(page);
  await page.getByRole("button", { name: "Make public link" }).click();
  await expect(page.locator("#toasts")).toContainText("public link");
  const link = await page.locator("a[href^='/q/']").first().getAttribute("href");
  const phone = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await phone.goto(`${demo.url}${link}`);
  await expect(phone.getByRole("heading", { level: 1 })).toContainText("Quote Q-");
  await accessible(phone);
  await phone.getByLabel("Your name").first().fill("Lucie Moreau");
  await phone.getByRole("button", { name: "Accept and order" }).click();
  await expect(phone.getByText("Accepted by Lucie Moreau")).toBeVisible();
  await accessible(phone);
  await phone.context().close();
  await page.goto(`${demo.url}/orders?sort=-created_at`);
  await page.locator("tbody a[href^='/orders/']").first().click();
  await expect(page.locator("main")).toContainText("262.15");
  await page.getByRole("button", { name: "Issue invoice" }).click();
  await page.waitForURL(/\/invoices\//);
  await page.getByRole("button", { name: "Record full payment" }).click();
  await expect(page.locator("#toasts")).toContainText("Payment recorded");
  await accessible(page);
});
