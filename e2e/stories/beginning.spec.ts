// The first minutes: making the administrator, bringing data in, taking it back.
import { accessible, expect, test } from "../world";

test("the first visit makes the administrator, then a file comes in and goes out again", async ({ page, empty }) => {
  await page.goto(empty.url);
  await expect(page).toHaveURL(/setup/);
  await accessible(page);
  await page.getByLabel(/company/i).first().fill("Tandem Bikes");
  await page.getByLabel(/your name|^name/i).first().fill("Ana Silva");
  await page.getByLabel(/e-mail/i).first().fill("ana@tandem.example");
  await page.locator("input[type=password]").first().fill("a bicycle for two");
  const again = page.locator("input[type=password]").nth(1);
  if (await again.count()) await again.fill("a bicycle for two");
  await page.locator("form button").last().click();
  await expect(page).toHaveURL(`${empty.url}/`);

  await page.goto(`${empty.url}/imports`);
  await page.locator("select").first().selectOption({ label: "Companies" });
  const csv = "Name,Industry,Employees\nNordwind,Design,12\nKestrel,Consulting,40\nVela,Coworking,many\n";
  await page.locator("input[type=file]").first().setInputFiles({ name: "companies.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await page.locator("main form button").last().click();
  await expect(page.getByRole("heading", { name: "companies.csv", exact: true })).toBeVisible();
  await expect(page.locator("main")).toContainText(/Undo|write nothing|Import 3|would/i);
  await accessible(page);
});
