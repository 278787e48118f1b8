// From a stranger's question to money in the bank: form, lead, deal, quote, acceptance, order, invoice, payment.
import { accessible, expect, signIn, test } from "../world";

test("a lead of the public form becomes a won deal, a delivered order and an invoice that is paid", async ({ page, browser, demo }) => {
  const phone = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await phone.goto(`${demo.url}/f/request-a-tasting`);
  await phone.getByLabel("Name", { exact: false }).first().fill("Milan Dvořák");
  await phone.getByLabel("Company name").fill("Café Savoy Brno");
  await phone.getByLabel("E-mail").fill("milan@savoy.example");
  await phone.getByLabel("Message").fill("Beans for two machines, please");
  await phone.getByLabel("You may use what I write").check();
  await phone.waitForTimeout(1_600);
  await phone.getByRole("button", { name: "Request a tasting" }).click();
  await expect(phone.getByRole("heading", { name: "Thank you" })).toBeVisible();

  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/leads?q=Milan`);
  await page.getByRole("link", { name: "Milan Dvořák" }).first().click();
  await page.waitForURL(/\/leads\/[0-9A-Z]+$/i);
  await page.keyboard.press("v");
  await page.getByRole("button", { name: "Convert the lead" }).click();
  await expect(page.locator("#toasts")).toContainText("converted, with a deal");

  await page.goto(`${demo.url}/deals?sort=-created_at`);
  await page.locator("tbody a[href^='/deals/']").first().click();
  await page.waitForURL(/\/deals\/[0-9A-Z]+$/i);
  const deal = page.url();
  await expect(page.locator("main")).toContainText("Café Savoy Brno");
  await page.getByRole("link", { name: "Add to Quotes" }).first().click();
  await page.getByLabel("Subject").first().fill("Two machines of beans");
  await page.keyboard.press("Control+Enter");
  await expect(page.locator("#toasts")).toContainText("added");
  await page.getByRole("main").locator("a[href^='/quotes/']").last().click();
  await page.waitForURL(/\/quotes\/[0-9A-Z]+$/i);
  await page.getByRole("link", { name: "Edit lines" }).click();
  const line = page.getByRole("group", { name: "Line 1" });
  await line.getByRole("combobox", { name: "Product" }).fill("House espresso");
  await page.getByRole("option", { name: "House espresso" }).first().click();
  await line.getByRole("textbox", { name: "Quantity" }).fill("20");
  // What it comes to is there before anything is saved.
  await expect(page.getByRole("region", { name: "What the lines come to" })).toContainText("511.70");
  await accessible(page);
  await page.getByRole("button", { name: "Save lines" }).click();
  await expect(page.locator("#toasts")).toContainText("Lines saved");
  await expect(page.locator("main")).toContainText("511.70");
  await page.getByRole("button", { name: "Make public link" }).click();
  await page.getByRole("link", { name: "Link for the customer" }).first().click();
  const dialog = page.getByRole("dialog");
  const link = new URL(await dialog.getByRole("textbox", { name: "Link for the customer" }).inputValue()).pathname;
  await page.keyboard.press("Escape");

  await phone.goto(`${demo.url}${link}`);
  await phone.getByLabel("Your name").first().fill("Milan Dvořák");
  await phone.getByRole("button", { name: "Accept and order" }).click();
  await expect(phone.getByText("Accepted by Milan Dvořák")).toBeVisible();
  await phone.context().close();

  // The seller marks it as won; the acceptance has made the order.
  await page.goto(deal);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Mark as Won" }).click();
  await expect(page.locator("#toasts")).toContainText("Won");
  await page.goto(`${demo.url}/orders?sort=-created_at`);
  await page.locator("tbody a[href^='/orders/']").first().click();
  await page.waitForURL(/\/orders\/[0-9A-Z]+$/i);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Mark as delivered" }).click();
  await expect(page.locator("#toasts")).toContainText("delivered");
  await page.getByRole("button", { name: "Issue invoice" }).click();
  await page.waitForURL(/\/invoices\//);
  await accessible(page);
  const invoice = page.url();
  const paper = await page.request.get(`${invoice}/pdf`);
  expect((await paper.body()).subarray(0, 5).toString()).toBe("%PDF-");
  await page.getByRole("link", { name: "Record payment" }).first().click();
  await dialog.getByRole("button", { name: "Record a payment" }).click();
  await expect(page.locator("#toasts")).toContainText("Payment recorded");
  await expect(page.locator("main")).toContainText("Paid");
  await accessible(page);
});
