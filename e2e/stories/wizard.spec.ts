// Imports and forms, as people use them: a file with mistakes is mended in the browser, two browsers change one record,
// a linked record is made in passing, a form works without scripts.
import { accessible, expect, signIn, test } from "../world";

test("a file with mistakes is matched, imported and mended in the browser", async ({ page, demo }) => {
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/imports?object=contacts`);
  const csv = "Name,E-mail,Status\nMila Novak,mila@novak.example,Kunde\nOle Brandt,ole at brandt,Lead\nTess Aalto,tess@aalto.example,Lead\n";
  await page.locator("#f-file").setInputFiles({ name: "messy.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await page.getByRole("button", { name: "Upload" }).click();
  await expect(page.getByText("1 of 2 values not in the list of Lifecycle")).toBeVisible();
  await accessible(page);
  await page.getByLabel("What Kunde means").selectOption("Customer");
  await page.getByRole("button", { name: /^Check 3 rows/ }).click();
  await expect(page.getByText("Nothing is written yet")).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: /^Import 3 rows/ }).click();
  await expect(page.getByRole("heading", { name: "Rows to fix" })).toBeVisible();
  await accessible(page);
  await page.getByLabel("E-mail in line 3").fill("ole@brandt.example");
  await page.getByRole("button", { name: /^Try again this one/ }).click();
  await expect(page.locator("#toasts")).toContainText("1 row imported");
  await expect(page.getByRole("heading", { name: "Rows to fix" })).toBeHidden();
  await page.getByRole("button", { name: "Undo this import" }).click();
  await expect(page.getByText("3 records were put back")).toBeVisible();
});

test("two browsers change one record: three versions, and a choice for each field", async ({ page, browser, demo }) => {
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/companies/new`);
  await page.getByLabel("Name", { exact: false }).first().fill("Conflict Coffee");
  await page.getByRole("button", { name: /^Create company/ }).click();
  await expect(page).toHaveURL(/companies\/[0-9A-Z]{13}$/);
  const edit = `${page.url()}/edit`;
  const other = await (await browser.newContext()).newPage();
  await signIn(other, demo, "tomasz");
  await Promise.all([page.goto(edit), other.goto(edit)]);
  // What is being written here stays when the other's change arrives.
  await page.locator("#f-name").fill("Mine Coffee");
  await other.locator("#f-name").fill("Theirs Coffee");
  await other.getByRole("button", { name: /^Save ⌘/ }).click();
  await expect(other).not.toHaveURL(/edit/);
  await page.locator("#f-name").focus();
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.getByText(/saved this company/)).toBeVisible();
  for (const version of ["Conflict Coffee", "Theirs Coffee", "Mine Coffee"]) await expect(page.locator("main")).toContainText(version);
  await accessible(page);
  await page.getByRole("radio", { name: /Theirs Coffee/ }).check();
  await page.getByRole("button", { name: /^Save what is chosen/ }).click();
  await expect(page.locator("main")).toContainText("Theirs Coffee");
  await other.context().close();
});

test("a deal is made with a company that is made in its picker, and a draft survives", async ({ page, demo }) => {
  await signIn(page, demo, "leila");
  await page.goto(`${demo.url}/deals/new`);
  await page.locator("#f-name").fill("Grinders for Nora");
  await expect(page.getByText("Kept as a draft on this device")).toBeVisible();
  await page.goto("about:blank").catch(() => undefined);
  page.on("dialog", (dialog) => void dialog.accept());
  await page.goto(`${demo.url}/deals/new`);
  await page.getByRole("button", { name: "Restore it" }).click();
  await expect(page.locator("#f-name")).toHaveValue("Grinders for Nora");
  await page.locator("#f-company").fill("Nora Roasting");
  await page.getByRole("option", { name: "Create “Nora Roasting”" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Name")).toHaveValue("Nora Roasting");
  await accessible(page);
  await dialog.getByRole("button", { name: /^Create company/ }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator("#f-company")).toHaveValue("Nora Roasting");
  await page.getByRole("button", { name: /^Create deal/ }).click();
  await expect(page).toHaveURL(/\/deals\/[0-9A-Z]{13}$/);
  await expect(page.locator("main")).toContainText("Nora Roasting");
  await page.goto(`${demo.url}/deals/new`);
  await expect(page.getByRole("button", { name: "Restore it" })).toBeHidden();
});

test("a form works without scripts", async ({ browser, demo }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/deals/new`);
  await page.getByRole("button", { name: /^Create deal/ }).click();
  await expect(page.getByText(/The deal was not saved/)).toBeVisible();
  await page.locator("#f-name").fill("Plain deal");
  await page.locator("#f-description").fill("Written without a script");
  await page.getByRole("button", { name: /^Create deal/ }).click();
  await expect(page.locator("main")).toContainText("Plain deal");
  await page.context().close();
});
