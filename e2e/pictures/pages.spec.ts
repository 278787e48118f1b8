// A picture of every page: light, dark and 390 px wide. What is reached step by step is gone through once and looked at in
// each way; the rest is opened anew in each.
import type { Page } from "@playwright/test";
import { signIn, test } from "../world";

const LOOKS = [["light", 1440], ["dark", 1440], ["light", 390]] as const;
const height = (width: number) => (width < 500 ? 844 : 900);

/** Waits for what comes by itself: fonts, frames, moves. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForLoadState("networkidle", { timeout: 5_000 }).catch(() => undefined);
  // What runs for ever, or by scrolling, is never finished.
  await page.evaluate(() => {
    const ends = (a: Animation) => a.playState === "running" && a.timeline === document.timeline && a.effect?.getTiming().iterations !== Infinity;
    return Promise.all(document.getAnimations().filter(ends).map((a) => a.finished.catch(() => undefined)));
  });
}

async function picture(page: Page, name: string, scheme: string, width: number): Promise<void> {
  await settled(page);
  await page.screenshot({ path: `screenshots/${name}-${scheme}-${width}.png` });
}

/** The page as it stands, in each look. */
async function inEachLook(page: Page, name: string): Promise<void> {
  for (const [scheme, width] of LOOKS) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: height(width) });
    await picture(page, name, scheme, width);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** The Monday of this week. */
function monday(): string {
  const day = new Date();
  day.setDate(day.getDate() - ((day.getDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}

const PAGES: Record<string, string> = {
  contacts: "/contacts?sort=name", "contacts-filtered": "/contacts?filter=lifecycle+IN+(customer,opportunity)&sort=name", deals: "/deals", board: "/deals?as=board", tasks: "/tasks",
  calendar: "/tasks?as=calendar", week: `/notes?as=calendar&by=happened_at:week&on=${monday()}`, day: `/notes?as=calendar&by=happened_at:day&on=${monday()}`, agenda: "/tasks?as=calendar&by=due:agenda",
  "contact-new": "/contacts/new", imports: "/imports", bin: "/bin", search: "/search?q=kowalska", "settings-objects": "/settings/objects", "settings-object": "/settings/objects/deal",
  "settings-roles": "/settings/roles", "settings-role": "/settings/roles/member", "settings-people": "/settings/people", "settings-log": "/settings/log", "settings-pipelines": "/settings/pipelines",
  dashboards: "/dashboards", dashboard: "/dashboards/sales", "dashboard-leads": "/dashboards/leads", "dashboard-revenue": "/dashboards/revenue", metrics: "/dashboards/metrics", metric: "/dashboards/metrics/won_revenue?by=month&then=owner",
  goals: "/goals", forecast: "/forecast", subscriptions: "/subscriptions",
  profile: "/profile", "no-match": "/contacts?filter=name+%3D+%22nobody%22", "filter-wrong": "/contacts?filter=lifecycle+%3D+customer+AND+companny.name+~+%22x%22", 404: "/contacts/0000000000000",
};

for (const [scheme, width] of LOOKS) {
  test(`${scheme} at ${width}`, async ({ browser, demo }) => {
    test.setTimeout(400_000);
    const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: height(width) } });
    const page = await context.newPage();
    const shot = (name: string) => picture(page, name, scheme, width);
    await page.goto(`${demo.url}/login`);
    await shot("login");
    await signIn(page, demo, "ines");
    await shot("home");
    for (const [name, path] of Object.entries(PAGES)) {
      await page.goto(`${demo.url}${path}`);
      await shot(name);
    }
    for (const [name, list] of [["contact", "contacts?sort=name"], ["deal", "deals"], ["company", "companies"]] as const) {
      await page.goto(`${demo.url}/${list.split("?")[0]}`);
      await page.goto(`${demo.url}${await page.locator("tbody td.pin-2 a").first().getAttribute("href")}`);
      await shot(name);
    }
    // Boxes over a page.
    await page.goto(`${demo.url}/contacts?sort=name`);
    if (width > 500) {
      await page.keyboard.press("j");
      await page.keyboard.press(" ");
      await page.locator("#peek header.topbar").waitFor();
      await shot("peek");
      await page.keyboard.press("Escape");
      for (const key of ["x", "j", "j", "Shift+X"]) await page.keyboard.press(key);
      await shot("selected");
      await page.keyboard.press("Escape");
      await page.getByRole("link", { name: "Columns" }).click();
      await page.locator("#tool-box li").first().waitFor();
      await shot("columns");
      await page.keyboard.press("Escape");
      await page.keyboard.press("f");
      await page.locator("#tool-box li").first().waitFor();
      await shot("filter");
      await page.keyboard.press("Escape");
    } else {
      await page.locator("tbody td.pin-2 a").first().focus();
      await page.keyboard.press(" ");
      await page.locator("#peek header.topbar").waitFor();
      await shot("peek");
      await page.keyboard.press("Escape");
    }
    await page.keyboard.press("ControlOrMeta+k");
    await page.locator("#palette [role=option]").first().waitFor();
    await shot("palette");
    await page.keyboard.press("Escape");
    await page.goto(`${demo.url}/contacts`);
    await page.keyboard.press("c");
    await page.locator("dialog[open] turbo-frame form").waitFor();
    await shot("dialog");
    await page.goto(`${demo.url}/contacts/new`);
    await page.locator("#f-email, [name='email.0'], [name^=email]").first().fill("not an address");
    await page.locator("main form button.btn-primary").first().click();
    await page.getByRole("alert").first().waitFor();
    await shot("problems");
    // The connection is gone.
    await page.goto(`${demo.url}/contacts`);
    await page.evaluate(() => document.querySelectorAll<HTMLElement>("[data-live-target=banner], [data-live-target=off]").forEach((e) => (e.hidden = false)));
    await shot("offline");
    await context.clearCookies();
    await signIn(page, demo, "oskar");
    await page.goto(`${demo.url}/settings/roles`);
    await shot("denied");
    await context.close();
  });
}

test("an import", async ({ page, demo }) => {
  test.setTimeout(300_000);
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/imports?object=contacts`);
  const people = Array.from({ length: 40 }, (_, n) => `Person ${n},person${n}@import.example,${n === 3 ? "Kunde" : "Lead"}`);
  const csv = ["Name,E-mail,Status", ...people, "Ole Brandt,ole at brandt,Lead"].join("\n");
  await page.locator("#f-file").setInputFiles({ name: "trade fair.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await page.getByRole("button", { name: "Upload" }).click();
  await page.getByLabel("What Kunde means").waitFor();
  await inEachLook(page, "import-mapping");
  await page.getByLabel("What Kunde means").selectOption("Customer");
  await page.getByRole("button", { name: /^Check \d+ rows/ }).click();
  await page.getByText("Nothing is written yet").waitFor();
  await inEachLook(page, "import-check");
  await page.getByRole("button", { name: /^Import \d+ rows/ }).click();
  await page.getByRole("heading", { name: "Rows to fix" }).waitFor();
  await inEachLook(page, "import-result");
});

test("the first visit", async ({ page, empty }) => {
  test.setTimeout(300_000);
  await page.goto(empty.url);
  await inEachLook(page, "setup-1");
  await page.getByLabel("Your name").fill("Ana Silva");
  await page.getByLabel("E-mail").fill("ana@tandem.example");
  await page.getByLabel("Password").fill("a bicycle for two");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("Company").fill("Tandem Bikes");
  await inEachLook(page, "setup-2");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel(/Win more customers/).check();
  await inEachLook(page, "setup-3");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel(/Services and projects/).check();
  await inEachLook(page, "setup-4");
  await page.getByRole("button", { name: "Continue" }).click();
  await inEachLook(page, "setup-5");
  await page.getByRole("button", { name: "Open Rondo" }).click();
  await page.waitForURL(`${empty.url}/`);
  await inEachLook(page, "first-home");
  await page.goto(`${empty.url}/deals`);
  await inEachLook(page, "empty");
});
