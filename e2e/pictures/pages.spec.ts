// A picture of each page: light, dark and 390 px wide.
import { signIn, test } from "../world";

for (const [scheme, width] of [["light", 1440], ["dark", 1440], ["light", 390]] as const) {
  test(`${scheme} at ${width}`, async ({ browser, demo }) => {
    const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: width < 500 ? 844 : 900 } });
    const page = await context.newPage();
    const picture = (name: string) => page.screenshot({ path: `screenshots/${name}-${scheme}-${width}.png` });
    await page.goto(`${demo.url}/login`);
    await picture("login");
    await signIn(page, demo, "ines");
    await picture("home");
    for (const path of ["contacts", "companies", "deals", "tasks", "imports", "bin", "settings", "contacts/new"]) {
      await page.goto(`${demo.url}/${path}`);
      await picture(path.replace("/", "-"));
    }
    for (const path of ["contacts", "deals"]) {
      await page.goto(`${demo.url}/${path}`);
      const href = await page.locator("tbody a").first().getAttribute("href");
      await page.goto(`${demo.url}${href}`);
      await picture(`${path}-record`);
    }
    await context.close();
  });
}
