// Settings as administrators use them: an own field made and used at once; every page of the settings accessible.
import { accessible, expect, signIn, test } from "../world";

test("an own field with options is made after a look at the plan, used at once, and moved", async ({ page, demo }) => {
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/settings/objects/contact`);
  await page.getByRole("link", { name: "New field" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Brew preference");
  await page.getByLabel("Kind").selectOption("choices");
  await page.getByLabel("Options, one a line").fill("Espresso\nFilter\nDecaf");
  await page.getByLabel("Group").fill("Preferences");
  await page.getByRole("button", { name: "Add field" }).click();
  await expect(page.getByText("This is what changes")).toBeVisible();
  await page.getByRole("button", { name: /^Apply/ }).click();
  await expect(page.getByRole("heading", { name: "Brew preference" })).toBeVisible();
  await page.goto(`${demo.url}/contacts/new`);
  await expect(page.getByText("Brew preference")).toBeVisible();
  await expect(page.getByText("Decaf")).toBeVisible();
  await page.goto(`${demo.url}/settings/objects/contact`);
  await page.getByLabel("Find a field").fill("brew");
  await expect(page.locator("tbody tr[data-key]:visible")).toHaveCount(1);
});

for (const [scheme, width] of [["light", 1440], ["dark", 1440], ["light", 390]] as const) {
  test(`the settings are accessible and do not scroll sideways, ${scheme} at ${width}`, async ({ browser, demo }) => {
    test.setTimeout(400_000);
    const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    await signIn(page, demo, "ines");
    const places = ["", "/objects", "/objects/deal", "/objects/deal/details", "/objects/deal/fields/stage", "/objects/deal/new", "/objects/new", "/pipelines",
      "/people", "/people/invite", "/teams", "/roles", "/roles/member", "/roles/member/deal", "/see-as?role=member&object=deal", "/why", "/tokens", "/log"];
    await page.goto(`${demo.url}/settings/pipelines`);
    const playbook = await page.getByRole("link", { name: "Playbook" }).first().getAttribute("href");
    for (const path of [...places.map((p) => `/settings${p}`), playbook ?? "", "/profile"]) {
      await page.goto(`${demo.url}${path}`);
      await accessible(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wide, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
    }
    await context.close();
  });
}
