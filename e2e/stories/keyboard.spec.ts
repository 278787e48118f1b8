// A whole working day by the keyboard alone: no pointer, no focus set by the script.
import { expect, password, test } from "../world";
import type { Locator, Page } from "@playwright/test";

/** Presses Tab until the focus is there. */
async function tab(page: Page, to: Locator, most = 120): Promise<void> {
  await expect(to).toBeVisible();
  const there = () => to.evaluate((e) => e === document.activeElement);
  for (let n = 0; n < most; n++) {
    if (await there()) return;
    await page.keyboard.press("Tab");
  }
  expect(await there(), `Tab does not reach ${to}`).toBe(true);
}

/** Types into the palette and takes what it puts first. */
async function palette(page: Page, words: string, option: RegExp): Promise<void> {
  await page.keyboard.press("ControlOrMeta+k");
  const box = page.getByRole("dialog").getByRole("combobox").first();
  await expect(box).toBeFocused();
  await page.keyboard.type(words);
  await expect(page.locator("#palette-list [role=option][aria-selected=true]")).toContainText(option);
  await page.keyboard.press("Enter");
}

test("a whole working day by keyboard alone", async ({ page, demo }) => {
  test.setTimeout(120_000);
  const keys = page.keyboard;
  await page.goto(`${demo.url}/login`);
  await tab(page, page.getByLabel("E-mail"));
  await keys.type("leila@marlow.example");
  await tab(page, page.getByLabel("Password"));
  await keys.type(password);
  await keys.press("Enter");
  await expect(page).toHaveURL(`${demo.url}/`);

  // In the morning: what is due, and the sheet that says which keys there are.
  await keys.press("?");
  await expect(page.getByRole("dialog")).toContainText("Search");
  await keys.press("Escape");
  await keys.press("g");
  await keys.press("t");
  await expect(page).toHaveURL(/\/tasks/);

  // A new contact, made from anywhere.
  await palette(page, "new contact", /contact/i);
  const dialog = page.getByRole("dialog");
  await tab(page, dialog.getByLabel("First name"));
  await keys.type("Zdenka");
  await tab(page, dialog.getByLabel("Last name"));
  await keys.type("Hrubá");
  await keys.press("ControlOrMeta+Enter");
  await expect(page.locator("#toasts")).toContainText("Zdenka Hrubá");

  // The list: two rows are chosen, tagged and put back.
  await palette(page, "contacts", /^\s*Contacts/);
  await page.waitForURL(/\/contacts/);
  const rows = page.locator("tbody tr[data-grid-target=row]");
  await expect(rows.first()).toBeVisible();
  await keys.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toContainText("Select up to this row");
  await keys.press("Escape");
  await keys.press("j");
  await keys.press("x");
  await keys.press("j");
  await keys.press("x");
  await expect(page.getByRole("region", { name: "Bulk actions" })).toContainText("2 selected");
  await keys.press("Escape");
  await expect(page.getByRole("region", { name: "Bulk actions" })).toBeHidden();
  // A look beside the list, then the record itself.
  await keys.press("Space");
  await expect(page.getByRole("complementary", { name: "Record beside the list" })).toBeVisible();
  await keys.press("Escape");
  await keys.press("Enter");
  await page.waitForURL(/\/contacts\/[0-9A-Z]+/i);

  // A task for it, and a note.
  await keys.press("t");
  await tab(page, dialog.getByLabel("Subject"));
  await keys.type("Send the samples");
  await keys.press("ControlOrMeta+Enter");
  await expect(page.locator("#toasts")).toContainText("Send the samples");

  // The board: the first deal that one may move goes a stage on, and back. Which it is hangs on what others did to the demo company.
  await page.goto(`${demo.url}/deals?as=board`);
  const card = page.locator("#l-qualified .tile:not([data-still])").first();
  const id = (await card.getAttribute("id")) ?? "";
  await tab(page, card.getByRole("link").first(), 400);
  await keys.press("Shift+ArrowRight");
  await expect(page.locator("#toasts")).toContainText("moved to Engaging");
  await keys.press("z");
  await expect(page.locator(`#l-qualified #${id}`)).toBeVisible();

  // The day's calendar and the forecast; then home.
  await palette(page, "my calendar", /My calendar/);
  await expect(page).toHaveURL(/as=calendar/);
  await palette(page, "forecast", /Forecast/);
  await expect(page).toHaveURL(/\/forecast/);
  await keys.press("g");
  await keys.press("h");
  await expect(page).toHaveURL(`${demo.url}/`);
  await palette(page, "sign out", /Sign out/);
  await expect(page).toHaveURL(/\/login/);
});
