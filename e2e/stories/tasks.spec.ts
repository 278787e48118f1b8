// Tasks that repeat, are put off and skipped; a record that is followed up; a calendar that gets an address and loses it.
import { accessible, expect, signIn, test } from "../world";

test("a task that repeats is made, put off, skipped and undone", async ({ page, demo }) => {
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/tasks/new`);
  await page.getByLabel("Subject").fill("Check the grinder");
  await page.getByLabel("Due", { exact: true }).fill(new Date().toISOString().slice(0, 10));
  const repeats = page.locator("#f-recurrence");
  await expect(page.getByLabel("Or how many times")).toBeHidden();
  await repeats.selectOption({ label: "Every week" });
  await page.getByLabel("Or how many times").fill("3");
  await page.getByRole("button", { name: /^Create task/ }).click();
  await expect(page.getByRole("heading", { name: "Check the grinder" }).first()).toBeVisible();
  await expect(page.getByText("every week, 3 times in all from here").first()).toBeVisible();
  await accessible(page);

  await page.keyboard.press("s");
  await page.getByRole("button", { name: /Tomorrow morning/ }).click();
  await expect(page.locator("#toasts")).toContainText("Snoozed until");

  await page.getByRole("button", { name: "More actions" }).first().click();
  await page.getByRole("menuitem", { name: "Skip this one" }).click();
  await expect(page.locator("#toasts")).toContainText("this is the next one");
  await expect(page.getByText("every week, 2 times in all from here").first()).toBeVisible();
  await page.locator("#toasts").getByRole("button", { name: /Undo/ }).click();
  await expect(page.getByText("every week, 3 times in all from here").first()).toBeVisible();
});

test("a record is followed up from its page, and a calendar gets an address", async ({ page, demo }) => {
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/companies`);
  await page.locator("tbody a").first().click();
  await expect(page.locator("#composer")).toBeVisible();
  await page.keyboard.press("u");
  await page.getByRole("button", { name: /In 7 days/ }).click();
  await expect(page.locator("#toasts")).toContainText("You will follow up on");

  await page.goto(`${demo.url}/profile/calendars`);
  await page.getByRole("button", { name: "Make an address" }).first().click();
  const address = await page.getByLabel(/The address; whoever/).inputValue();
  await accessible(page);
  const calendar = await page.request.get(address.replace(/^https?:\/\/[^/]+/, demo.url));
  expect(calendar.status()).toBe(200);
  expect(await calendar.text()).toContain("BEGIN:VCALENDAR");
  await page.getByRole("button", { name: "Switch off" }).first().click();
  await expect(page.locator("#toasts")).toContainText("switched off");
  expect((await page.request.get(address.replace(/^https?:\/\/[^/]+/, demo.url))).status()).toBe(404);

  for (const look of ["dark", "phone"]) {
    await page.emulateMedia({ colorScheme: look === "dark" ? "dark" : "light" });
    if (look === "phone") await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ["/tasks/new", "/tasks?as=calendar&by=due:week", "/profile/calendars"]) {
      await page.goto(demo.url + path);
      await accessible(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(wide, `${path} scrolls sideways`).toBe(false);
    }
  }
});
