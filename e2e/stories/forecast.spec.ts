// A manager's Monday: what the quarter will bring, the deals behind a number, an adjustment with its reason; and exchange rates.
import { accessible, expect, signIn, test } from "../world";

test("a manager reads the forecast, opens a number and adjusts it with a reason", async ({ page, demo }) => {
  await signIn(page, demo, "tomasz");
  await page.goto(`${demo.url}/forecast`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Forecast");
  await accessible(page);
  const commit = page.locator("table tfoot a[href*='commit']").first();
  await commit.click();
  await page.waitForURL(/\/deals\?filter=/);
  await page.goBack();
  await page.getByRole("link", { name: "Team", exact: true }).click();
  await page.waitForURL(/by=team/);
  await page.getByRole("link", { name: "Adjust" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Amount" }).fill("-2500");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Two hotels have put their budgets off.");
  await page.keyboard.press("Control+Enter");
  await expect(dialog).toBeHidden();
  await page.goto(`${demo.url}/forecast`);
  await expect(page.locator("table tfoot").first().locator("a[href^='/forecast_adjustments']")).toBeVisible();
  await accessible(page);
});

test("an administrator sends the file of the European Central Bank", async ({ page, demo }) => {
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/settings/rates`);
  await accessible(page);
  const day = new Date().toISOString().slice(0, 10);
  const file = { name: "eurofxref-hist.csv", mimeType: "text/csv", buffer: Buffer.from(`Date,USD,JPY,\n${day},1.0891,163.06,\n`) };
  await page.getByLabel("CSV file").setInputFiles(file);
  await page.getByRole("button", { name: "Read the file" }).click();
  await expect(page.locator("#toasts")).toContainText("2 added");
  await expect(page.getByRole("row", { name: /USD/ })).toContainText("1.0891");
  await accessible(page);
});
