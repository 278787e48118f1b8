// The shell: a working stretch by keyboard alone, what a page does without a connection, the first pages of a workspace.
import { accessible, expect, signIn, test } from "../world";

test("by keyboard alone: a contact from the palette, a note, a task, and the task ticked off on Home", async ({ page, demo }) => {
  await signIn(page, demo, "leila");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Search and commands" })).toBeVisible();
  await page.keyboard.type("zelda winter");
  await expect(page.getByRole("option", { name: "New contact “Zelda Winter”" })).toBeVisible();
  while ((await page.locator('#palette-list [aria-selected="true"]').textContent())?.includes("New contact “Zelda") !== true) await page.keyboard.press("ArrowDown");
  await accessible(page);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "New contact" });
  await expect(dialog.getByLabel("Name", { exact: true })).toBeFocused();
  await expect(dialog.getByLabel("Name", { exact: true })).toHaveValue("Zelda Winter");
  await accessible(page);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("heading", { name: "Zelda Winter", level: 1 })).toBeVisible();
  await expect(dialog).toBeHidden();
  // Keys belong to the page again.
  await page.keyboard.press("n");
  await page.keyboard.type("Wants the autumn blend");
  await page.keyboard.press("Control+Enter");
  await expect(page.locator("#timeline")).toContainText("Wants the autumn blend");
  await page.locator("body").press("Escape");
  await page.keyboard.press("t");
  const task = page.getByRole("dialog", { name: "New task" });
  await expect(task.getByLabel("Subject")).toBeFocused();
  await page.keyboard.type("Send Zelda a sample");
  await task.getByLabel("Due").fill(new Date(Date.now() - 86_400_000).toISOString().slice(0, 10));
  await page.keyboard.press("Control+Enter");
  await expect(task).toBeHidden();
  await expect(page.getByRole("heading", { name: "Zelda Winter", level: 1 })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await expect(page).toHaveURL(`${demo.url}/`);
  const done = page.getByRole("button", { name: "Mark “Send Zelda a sample” as done" });
  await done.focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#toasts")).toContainText("Send Zelda a sample");
  await expect(done).toBeHidden();
  await page.keyboard.press("z");
  await expect(done).toBeVisible();
});

test("without a connection the page stays, says so, and loses nothing that is typed", async ({ page, demo, context }) => {
  await signIn(page, demo, "jonas");
  await page.goto(`${demo.url}/companies/new`);
  await page.locator("#f-name").fill("Lost & Found");
  await context.setOffline(true);
  const banner = page.getByText(/No connection since \d\d:\d\d/);
  await expect(banner).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: /Create company/ }).click();
  await expect(page.locator("#toasts")).toContainText("Not saved: no connection");
  await expect(page.locator("#f-name")).toHaveValue("Lost & Found");
  await context.setOffline(false);
  await expect(banner).toBeHidden();
  await page.getByRole("button", { name: /Create company/ }).click();
  await expect(page.getByRole("heading", { name: "Lost & Found", level: 1 })).toBeVisible();
});

for (const [scheme, width] of [["light", 1440], ["dark", 1440], ["light", 390]] as const) {
  test(`Home, search, the palette and what is not there are accessible and do not scroll sideways, ${scheme} at ${width}`, async ({ browser, demo }) => {
    const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    await signIn(page, demo, "ines");
    for (const path of ["/", "/?whose=everyone&tasks=upcoming", "/search", "/search?q=hotel", "/search?q=zzzz", "/nowhere/at/all/x", "/profile/password"]) {
      await page.goto(`${demo.url}${path}`);
      await accessible(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wide, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
    }
    await page.goto(`${demo.url}/deals`);
    await page.keyboard.press("Control+k");
    await expect(page.locator("#palette-list").getByRole("option").first()).toBeVisible();
    await accessible(page);
    await context.close();
  });
}
