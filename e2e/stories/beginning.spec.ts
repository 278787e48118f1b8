// The first minutes: making the administrator, bringing data in, taking it back.
import { accessible, expect, test } from "../world";

test("the first visit makes the administrator, then a file comes in and goes out again", async ({ page, empty }) => {
  await page.goto(empty.url);
  await expect(page).toHaveURL(/setup/);
  await accessible(page);
  await page.getByLabel("Your name").fill("Ana Silva");
  await page.getByLabel("E-mail").fill("ana@tandem.example");
  await page.getByLabel("Password").fill("a bicycle for two");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(/company/);
  // What the browser knows is filled in.
  await expect(page.getByLabel("Time zone")).toHaveValue("Europe/Berlin");
  await accessible(page);
  await page.getByLabel("Company").fill("Tandem Bikes");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel(/Win more customers/).check();
  await accessible(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel(/Services and projects/).check();
  await accessible(page);
  await page.getByRole("link", { name: "Back" }).click();
  await expect(page.getByLabel(/Win more customers/)).toBeChecked();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel(/Services and projects/).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await accessible(page);
  // A look at the demo company, and it is gone again.
  await page.getByLabel(/Demo data/).check();
  await page.getByRole("button", { name: "Open Rondo" }).click();
  await expect(page.getByRole("button", { name: "Remove the demo data" })).toBeVisible();
  await expect(page.locator("main")).toContainText("Scoping");
  await page.getByRole("button", { name: "Remove the demo data" }).click();
  await expect(page.locator("#toasts")).toContainText("The demo data is gone");
  await expect(page.getByRole("link", { name: "Add the first deal" })).toBeVisible();
  await accessible(page);

  await page.goto(`${empty.url}/imports`);
  await page.locator("select").first().selectOption({ label: "Companies" });
  const csv = "Name,Industry,Employees\nNordwind,Design,12\nKestrel,Consulting,40\nVela,Coworking,many\n";
  await page.locator("input[type=file]").first().setInputFiles({ name: "companies.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await page.locator("main form button").last().click();
  await expect(page.getByRole("heading", { name: "Import companies" })).toBeVisible();
  await page.getByRole("button", { name: /^Check 3 rows/ }).click();
  await expect(page.locator("main")).toContainText("Nothing is written yet");
  await accessible(page);
});
