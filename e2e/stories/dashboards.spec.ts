// Figures at work: a dashboard is built from nothing, read on a phone, shared by a link; a goal is set and stands on Home.
import { accessible, expect, signIn, test } from "../world";

test("a dashboard is built from nothing, its numbers open, and a link shows it to others", async ({ page, browser, demo }) => {
  await signIn(page, demo, "tomasz");
  await page.goto(`${demo.url}/dashboards`);
  await accessible(page);
  await page.keyboard.press("n");
  const dialog = page.locator("dialog");
  await dialog.getByLabel("Name").fill("Monday");
  await page.keyboard.press("Control+Enter");
  await page.waitForURL(/\/dashboards\/[0-9A-Z]+$/i);
  await expect(page.getByText("No cards yet")).toBeVisible();
  await page.keyboard.press("n");
  await dialog.getByLabel("Metric").selectOption({ label: "Revenue won" });
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.locator("#toasts")).toContainText("Card added");
  await page.keyboard.press("n");
  await dialog.getByLabel("Metric").selectOption({ label: "Deals lost" });
  await expect(dialog.getByText("Number of deals lost")).toBeVisible();
  await dialog.getByLabel("Shown as").selectOption({ label: "Lying bars" });
  await dialog.getByLabel("Split by", { exact: true }).selectOption({ label: "Reason for loss" });
  await dialog.locator("#f-period").selectOption("last_365_days");
  await dialog.getByRole("button", { name: "Save" }).click();
  const card = page.locator("figure.chart", { hasText: "Deals lost by reason for loss" });
  await expect(card.locator(".chart-canvas svg")).toBeVisible();
  await accessible(page);
  await card.getByRole("button", { name: "Show as table" }).click();
  await expect(card.getByRole("cell").first()).toBeVisible();
  // The records behind a number are as many as it says.
  const cell = card.locator("tbody td a").first();
  const count = (await cell.textContent())?.trim();
  await cell.click();
  await page.waitForURL(/\/deals\?filter=/);
  await expect(page.locator("header .badge").first()).toHaveText(count ?? "");
  await page.goBack();
  // By keys: the bars come first.
  await page.getByRole("link", { name: "Edit layout" }).click();
  await page.getByRole("button", { name: "Move Deals lost" }).focus();
  await page.keyboard.press("ArrowUp");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator("#toasts")).toContainText("Layout saved");
  const first = page.locator("[data-screen-target=cards] > *").first();
  await expect(first).toContainText("Deals lost");
  await page.getByRole("link", { name: "Share" }).click();
  await dialog.getByRole("button", { name: "Make a link" }).click();
  const link = await dialog.getByLabel("Link", { exact: true }).inputValue();
  const phone = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await phone.goto(new URL(new URL(link).pathname, demo.url).href);
  await expect(phone.getByRole("heading", { level: 1 })).toHaveText("Monday");
  await expect(phone.getByText("Revenue won")).toBeVisible();
  await accessible(phone);
  await phone.context().close();
});

test("charts stay when others change what they show", async ({ page, browser, demo }) => {
  await signIn(page, demo, "tomasz");
  await page.goto(`${demo.url}/dashboards`);
  await page.getByRole("link", { name: "What is won and lost" }).click();
  const drawn = page.locator(".chart-canvas svg");
  await expect(drawn.first()).toBeVisible();
  const charts = await page.locator(".chart-canvas").count();
  await expect(drawn).toHaveCount(charts);
  const other = await (await browser.newContext()).newPage();
  await signIn(other, demo, "ines");
  await other.goto(`${demo.url}/deals/new`);
  await other.locator("#f-name").fill("Beans for the harbour");
  const refreshed = page.evaluate(() => new Promise<void>((done) => document.addEventListener("live:refreshed", () => done(), { once: true })));
  await other.keyboard.press("Control+Enter");
  await refreshed;
  await expect(drawn).toHaveCount(charts);
  await other.context().close();
});

test("a suggested goal is set and stands on Home", async ({ page, demo }) => {
  await signIn(page, demo, "tomasz");
  await page.goto(`${demo.url}/goals`);
  await page.getByRole("link", { name: "15 % more revenue" }).click();
  await page.locator("dialog").getByRole("button", { name: /Save|Create/ }).first().click();
  await page.waitForURL(/\/goals\/[0-9A-Z]+$/i);
  await expect(page.locator("main")).toContainText("Revenue won");
  await expect(page.locator("main")).toContainText("15% against");
  await accessible(page);
  await page.goto(demo.url);
  await expect(page.getByRole("heading", { name: "Goals" })).toBeVisible();
  await expect(page.getByRole("link", { name: "15 % more revenue than last quarter" }).first()).toBeVisible();
});
