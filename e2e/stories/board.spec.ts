// Boards and calendars at work: one dragged card on two screens, a card carried by keys, an entry on another day, what a lane asks.
import { accessible, expect, signIn, test } from "../world";

test("a card dragged on one screen moves on another, where somebody goes on writing", async ({ page, browser, demo }) => {
  await signIn(page, demo, "ines");
  const other = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(other, demo, "tomasz");
  await page.goto(`${demo.url}/deals?as=board`);
  await other.goto(`${demo.url}/deals?as=board`);
  const card = page.locator("#l-qualified .tile").first();
  const id = (await card.getAttribute("id")) ?? "";
  const find = other.getByRole("searchbox", { name: "Find in this view" });
  await find.fill("half a wo");
  await expect(other.locator('[data-live-target="here"]').first()).toContainText("Ines Albrecht is here");
  await expect(other.locator('[data-live-target="on"]')).toBeVisible();
  const to = (await page.locator("#l-proposal").boundingBox())!;
  await card.hover();
  await page.mouse.down();
  await page.mouse.move(to.x + 60, to.y + 120, { steps: 6 });
  await expect(page.getByText("Drop here to close")).toBeVisible();
  await page.mouse.move(to.x + 80, to.y + 160, { steps: 6 });
  await page.mouse.up();
  await expect(page.locator("#toasts")).toContainText("moved to Proposal");
  await expect(other.locator(`#l-proposal #${id}`)).toBeVisible();
  await expect(find).toHaveValue("half a wo");
  await expect(find).toBeFocused();
  await accessible(page);
  await other.context().close();
});

test("a card is carried to another stage by keys, and the lost one is asked why", async ({ page, demo }) => {
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/deals?as=board`);
  const card = page.locator("#l-engaging .tile").first();
  const id = (await card.getAttribute("id")) ?? "";
  await card.getByRole("link").first().focus();
  await page.keyboard.press("Space");
  await expect(page.locator('[data-board-target="said"]')).toContainText("lifted from Engaging");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator('[data-board-target="said"]')).toContainText("over Proposal");
  await page.keyboard.press("Escape");
  await expect(page.locator(`#l-engaging #${id}`)).toBeVisible();
  await page.keyboard.press("Shift+ArrowRight");
  await page.locator("#toasts").getByRole("button", { name: /Undo/ }).click();
  await expect(page.locator(`#l-engaging #${id}`)).toBeVisible();
  await page.locator(`#l-engaging #${id}`).getByRole("link").first().focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect(page.locator("#toasts")).toContainText("moved to Proposal");
  await expect(page.locator(`#l-proposal #${id}`).getByRole("link").first()).toBeFocused();
  await page.locator(`#l-proposal #${id}`).getByRole("link", { name: /^Move / }).click();
  const dialog = page.getByRole("dialog", { name: "Move" });
  await dialog.getByRole("button", { name: "Lost" }).click();
  await dialog.getByRole("button", { name: "Move to Lost" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Lost asks for this");
  await dialog.getByRole("combobox", { name: "Reason for loss" }).selectOption({ label: "Price" });
  await dialog.getByRole("button", { name: "Move to Lost" }).click();
  await expect(page.locator("#toasts")).toContainText("moved to Lost");
  await expect(page.locator(`#${id}`)).toHaveCount(0);
});

test("an entry is dragged to another day of the calendar and put back by keys", async ({ page, demo }) => {
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/tasks?as=calendar`);
  const item = page.locator("td [data-calendar-target=item]").first();
  const record = (await item.getAttribute("data-id")) ?? "";
  const days = page.locator("td[data-day]");
  const from = await item.evaluate((li) => li.closest<HTMLElement>("td[data-day]")?.dataset.day);
  const at = (await days.evaluateAll((all) => all.map((d) => (d as HTMLElement).dataset.day))).indexOf(from);
  const next = days.nth(at + 1);
  const box = (await next.boundingBox())!;
  await item.hover();
  await page.mouse.down();
  await page.mouse.move(box.x + 40, box.y + 60, { steps: 8 });
  await page.mouse.up();
  await expect(page.locator("#toasts")).toContainText("moved to");
  const moved = next.locator(`[data-id="${record}"]`);
  await expect(moved).toBeVisible();
  await moved.getByRole("link").focus();
  await page.keyboard.press("Shift+ArrowLeft");
  await expect(days.nth(at).locator(`[data-id="${record}"]`)).toBeVisible();
  await accessible(page);
});

test("boards and calendars are accessible in the dark and on a phone", async ({ page, demo }) => {
  // What is judged card by card takes its time.
  test.setTimeout(240_000);
  await signIn(page, demo, "ines");
  for (const look of ["dark", "phone"]) {
    await page.emulateMedia({ colorScheme: look === "dark" ? "dark" : "light" });
    if (look === "phone") await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ["/deals?as=board&filter=owner+%3D+me", "/tasks?as=calendar", "/tasks?as=calendar&by=due:agenda"]) {
      await page.goto(demo.url + path);
      await accessible(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(wide, `${path} scrolls sideways`).toBe(false);
    }
  }
});

test("a meeting is dragged to another hour of the week, and moved by keys", async ({ page, demo }) => {
  await signIn(page, demo, "ines");
  const monday = new Date();
  monday.setDate(monday.getDate() - ((monday.getDay() + 6) % 7));
  const day = monday.toISOString().slice(0, 10);
  for (const [text, at] of [["Cupping with Nora", "10:00"], ["Lease of two machines", "10:15"]]) {
    await page.goto(`${demo.url}/notes/new?kind=meeting&happened_at=${day}T${at}`);
    await page.locator("textarea[name=body]").fill(text!);
    await page.locator("main form button.btn-primary").first().click();
    await expect(page).toHaveURL(/\/notes\/\w+$/);
  }
  await page.goto(`${demo.url}/notes?as=calendar&by=happened_at:week&on=${day}`);
  const item = page.locator("[data-column] li", { hasText: "Cupping with Nora" });
  const other = page.locator("[data-column] li", { hasText: "Lease of two machines" });
  // What overlaps stands side by side.
  const [left, right] = [(await item.boundingBox())!, (await other.boundingBox())!];
  expect(left.x + left.width).toBeLessThanOrEqual(right.x + 1);
  await accessible(page);
  const column = page.locator("[data-column]").nth(1);
  const to = (await column.boundingBox())!;
  await page.mouse.move(left.x + 10, left.y + 4);
  await page.mouse.down();
  await page.mouse.move(to.x + 20, left.y + 4 + 96, { steps: 8 });
  await page.mouse.up();
  await expect(page.locator("#toasts")).toContainText("12:00");
  const moved = column.locator("li", { hasText: "Cupping with Nora" });
  await expect(moved).toHaveAttribute("data-at", "12:00");
  await moved.getByRole("link").focus();
  await page.keyboard.press("Shift+ArrowDown");
  await expect(moved).toHaveAttribute("data-at", "12:30");
  await expect(page.locator("#toasts")).toContainText("12:30");
});
