// A lead's way: a stranger sends the form of the company, a seller qualifies and converts, and takes it all back.
import { accessible, expect, signIn, test } from "../world";

test("a stranger's form becomes a lead, a contact, a company and a deal, and one undo takes it back", async ({ page, browser, demo }) => {
  const outside = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  const stranger = await outside.newPage();
  await stranger.goto(`${demo.url}/f/request-a-tasting`);
  await stranger.getByLabel("Name", { exact: false }).first().fill("Petra Novotná");
  await stranger.getByLabel("Company name").fill("Kavárna Most");
  await stranger.getByLabel("E-mail").fill("petra at most");
  await stranger.getByLabel("Message").fill("Forty cups a day");
  await stranger.waitForTimeout(1_600);
  await stranger.getByRole("button", { name: "Request a tasting" }).click();
  await expect(stranger.getByRole("alert")).toContainText("This was not sent");
  await expect(stranger.getByLabel("Message")).toHaveValue("Forty cups a day");
  await stranger.getByLabel("E-mail").fill("petra@most.example");
  await stranger.getByLabel("You may use what I write").check();
  await stranger.getByRole("button", { name: "Request a tasting" }).click();
  await expect(stranger.getByRole("heading", { name: "Thank you" })).toBeVisible();
  await outside.close();

  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/leads?q=Petra`);
  await page.getByRole("link", { name: "Petra Novotná" }).first().click();
  await expect(page.getByRole("heading", { name: "Petra Novotná" }).first()).toBeVisible();
  await accessible(page);
  const lead = page.url();
  await page.getByRole("button", { name: "Qualified" }).first().click();
  await expect(page.locator("#toasts")).toContainText("Qualified");
  await page.keyboard.press("v");
  await expect(page.getByRole("heading", { name: "What does Petra Novotná become?" })).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: "Convert the lead" }).click();
  await expect(page).toHaveURL(lead);
  await expect(page.locator("#toasts")).toContainText("converted, with a deal");
  await expect(page.getByRole("link", { name: "Kavárna Most" }).first()).toBeVisible();
  await page.locator("#toasts").getByRole("button", { name: /Undo/ }).click();
  await expect(page.locator("#toasts")).toContainText("4 records are as they were");
  await page.goto(`${demo.url}/contacts?q=Petra+Novotná`);
  await expect(page.getByRole("link", { name: "Petra Novotná" })).toHaveCount(0);
});

test("forms, questions, settings and cards are accessible in the dark and on a phone", async ({ page, demo }) => {
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/forms`);
  await page.getByRole("link", { name: "Request a tasting" }).first().click();
  await expect(page.getByRole("link", { name: "Questions Q" })).toBeVisible();
  await page.keyboard.press("q");
  await expect(page).toHaveURL(/\/questions$/);
  const questions = new URL(page.url()).pathname;
  for (const look of ["dark", "phone"]) {
    await page.emulateMedia({ colorScheme: look === "dark" ? "dark" : "light" });
    if (look === "phone") await page.setViewportSize({ width: 390, height: 844 });
    for (const path of [questions, "/settings/leads", "/leads/cards", "/leads?as=board", "/f/request-a-tasting"]) {
      await page.goto(demo.url + path);
      await accessible(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(wide, `${path} scrolls sideways`).toBe(false);
    }
  }
});
