// A record at work: values changed in place by keys alone, a note that speaks to somebody with a file beside it, the past
// step by step and one change undone.
import { accessible, expect, signIn, test } from "../world";

async function open(page: import("@playwright/test").Page, url: string): Promise<void> {
  await page.goto(`${url}/contacts?sort=name`);
  await page.locator("a[data-grid-target=link]").first().click();
  await expect(page.locator("[data-record]")).toBeVisible();
}

test("values are changed in place by keys, field after field, and one is put back", async ({ page, demo }) => {
  await signIn(page, demo, "ines");
  await open(page, demo.url);
  const title = page.locator("dd[data-field=title]");
  await title.locator("[data-edit]").focus();
  await page.keyboard.press("Enter");
  await expect(title.locator("input[name=title]")).toBeFocused();
  await accessible(page);
  await page.keyboard.press("Control+A");
  await page.keyboard.type("Head of roasting");
  await page.keyboard.press("Tab");
  await expect(title).toContainText("Head of roasting");
  await expect(page.locator("dd[data-field=lifecycle] select")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.locator("dd[data-field=lifecycle] [data-edit]")).toBeFocused();
  await page.locator("dt", { hasText: "Job title" }).getByRole("link").click();
  const why = page.locator("#why-box");
  await expect(why).toContainText("Ines Albrecht");
  await accessible(page);
  await why.getByRole("button", { name: "Put back" }).last().click();
  await expect(page.locator("#toasts")).toContainText("Job title");
  await expect(title).not.toContainText("Head of roasting");
  await expect(why).toBeHidden();
});

test("a note speaks to somebody, a file comes with it, and what was not saved is still there", async ({ page, demo }) => {
  await signIn(page, demo, "ines");
  await open(page, demo.url);
  const note = page.locator("#note");
  await note.fill("Half a thought");
  await page.reload();
  await expect(note).toHaveValue("Half a thought");
  await note.fill("Service terms are here. @tom");
  await note.press("End");
  await page.keyboard.type("a");
  await expect(page.getByRole("listbox", { name: "People" }).getByRole("option").first()).toContainText("Tomasz");
  await page.keyboard.press("Enter");
  await page.keyboard.type("can you look?");
  await page.keyboard.press("Control+Enter");
  const feed = page.locator("ol.feed");
  await expect(feed.getByText("@Tomasz Wilk")).toBeVisible();
  await expect(note).toHaveValue("");
  await page.locator("#files-input").setInputFiles({ name: "terms.txt", mimeType: "text/plain", buffer: Buffer.from("Terms of service") });
  await expect(page.locator("#files")).toContainText("terms.txt");
  await expect(feed).toContainText("added a file");
  await accessible(page);
});

test("the past is walked step by step, and one change is undone", async ({ page, demo }) => {
  await signIn(page, demo, "ines");
  await open(page, demo.url);
  const language = page.locator("dd[data-field=language]");
  for (const value of ["Basque", "Catalan"]) {
    await language.evaluate((dd) => dd.closest("details")?.setAttribute("open", ""));
    await language.locator("[data-edit]").focus();
    await page.keyboard.press("F2");
    await language.locator("input[name=language]").fill(value);
    await page.keyboard.press("Enter");
    await expect(language).toContainText(value);
  }
  const here = page.url().replace(/[?#].*/, "");
  await page.goto(`${here}?as_of=${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}`);
  const slider = page.getByRole("slider", { name: "Change by change" });
  await slider.focus();
  await slider.press("ArrowLeft");
  await expect(page.locator("dd", { hasText: "Today: Catalan" })).toContainText("Basque");
  await accessible(page);
  await page.goto(here);
  const item = page.locator("ol.feed > li", { hasText: "Basque → Catalan" }).first();
  await item.getByRole("button", { name: "Undo" }).click();
  await expect(page.locator("dd[data-field=language]")).toContainText("Basque");
});
