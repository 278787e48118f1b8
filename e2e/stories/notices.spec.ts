// Notices: somebody is spoken to on one screen, and the bell of another counts.
import { accessible, expect, signIn, test } from "../world";

test("who is spoken to in a note sees the bell count, opens it and it is read", async ({ page, browser, demo }) => {
  await signIn(page, demo, "tomasz");
  await page.goto(`${demo.url}/notices`);
  const other = await (await browser.newContext()).newPage();
  await signIn(other, demo, "ines");
  await other.goto(`${demo.url}/contacts?sort=-name`);
  await other.locator("a[data-grid-target=link]").first().click();
  await other.locator("#note").fill("@Tomasz Wilk can you call them back?");
  await other.keyboard.press("Control+Enter");
  await expect(other.locator("#timeline")).toContainText("call them back");
  await other.context().close();
  await expect(page.locator("main")).toContainText("Ines Albrecht mentioned you");
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /Notices.*1$/ })).toBeVisible();
  await accessible(page);
  await page.locator("main li a", { hasText: "mentioned you" }).first().click();
  await expect(page.locator("#timeline")).toContainText("call them back");
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /Notices.*\d$/ })).toHaveCount(0);
});
