// A list at work: a filter built by clicks, saved as a view; a cell changed in place and put back; rows that come by scrolling.
import { accessible, expect, signIn, test } from "../world";

test("a filter is built by clicks, saved as a view and found again", async ({ page, demo }) => {
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/contacts`);
  await page.keyboard.press("f");
  await page.locator("#filter-pop").getByRole("link", { name: "Lifecycle" }).click();
  await page.locator("#filter-pop").getByLabel("Customer").check();
  await page.locator("#filter-pop").getByLabel("Advocate").check();
  await page.locator("#filter-pop").getByRole("button", { name: "Show" }).click();
  await expect(page.getByRole("group", { name: /Filter: Lifecycle is any of/ })).toBeVisible();
  await accessible(page);
  await page.locator("summary", { hasText: "Save view" }).click();
  await page.getByLabel("Name of the view").fill("Fans");
  await page.getByRole("button", { name: "Save view" }).click();
  await expect(page.locator("#toasts")).toContainText("Fans");
  await expect(page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Fans" })).toHaveAttribute("aria-current", "page");
  await page.getByRole("link", { name: /Remove filter Lifecycle/ }).click();
  await page.getByRole("link", { name: "Reset" }).first().click();
  await expect(page.getByRole("group", { name: /Filter: Lifecycle is any of/ })).toBeVisible();
});

test("a cell is changed in place by keys, and undone; more rows come by scrolling", async ({ page, demo }) => {
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/contacts?sort=name&columns=name,title`);
  const rows = page.locator("tbody tr[data-grid-target=row]");
  const cell = rows.first().locator("td[data-field=title]");
  const before = (await cell.innerText()).trim();
  await page.keyboard.press("j");
  await page.keyboard.press("e");
  await expect(cell.locator("input[name=title]")).toBeFocused();
  await page.keyboard.type("Head of roasting");
  await page.keyboard.press("Enter");
  await expect(cell).toHaveText("Head of roasting");
  await page.locator("#toasts").getByRole("button", { name: /Undo/ }).click();
  await expect(cell).toHaveText(before);
  await accessible(page);
  const first = await rows.count();
  await rows.last().scrollIntoViewIfNeeded();
  await expect.poll(() => rows.count()).toBeGreaterThan(first);
});
