// German from the profile on: pages, shipped labels, numbers as Germans write them, and from right to left.
import { accessible, expect, signIn, test } from "../world";

test("somebody chooses Deutsch and works in it", async ({ page, demo }) => {
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/profile`);
  await page.getByLabel("Language").selectOption("de");
  await page.getByRole("button", { name: "Save profile" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.locator("#toasts")).toContainText("gespeichert");
  await accessible(page);
  await page.goto(`${demo.url}/deals/new`);
  await page.getByLabel("Name", { exact: false }).first().fill("Großauftrag");
  await page.locator("input[name=amount]").fill("12.345,60");
  await page.locator("form[data-controller~=form] button.btn-primary").first().click();
  await expect(page.locator("main")).toContainText("12.345,60");
  await accessible(page);
  await page.goto(`${demo.url}/deals`);
  await expect(page.getByRole("navigation", { name: "Ansichten" })).toContainText("Alle Geschäfte");
  await accessible(page);
  // From right to left, nothing runs out of the page.
  await page.goto(`${demo.url}/profile`);
  await page.evaluate(() => {
    const select = document.querySelector<HTMLSelectElement>("select[name=language]")!;
    select.add(new Option("Pseudo", "ar-XB"));
    select.value = "ar-XB";
  });
  await page.locator("form[action='/profile'] button.btn-primary").click();
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await accessible(page);
  await page.goto(`${demo.url}/contacts`);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider).toBeLessThanOrEqual(1);
  await page.goto(`${demo.url}/profile`);
  await page.locator("select[name=language]").selectOption("");
  await page.locator("form[action='/profile'] button.btn-primary").click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});
