// Rights on every face: who reads only, who has a hidden field, who loses a right while the page is open.
import { expect, signIn, test, type Server } from "../world";
import type { Page } from "@playwright/test";

/** A role like another one, with a change; and somebody of the demo company who has it. */
async function role(page: Page, demo: Server, key: string, change: object, who?: string): Promise<void> {
  const origin = { origin: demo.url };
  const roles = (await (await page.request.get(`${demo.url}/api/v1/roles`)).json()).data as { key: string }[];
  const like = roles.find((r) => r.key === "member");
  expect((await page.request.put(`${demo.url}/api/v1/roles/${key}`, { headers: origin, data: { ...like, key, label: key, ...change } })).status()).toBeLessThan(300);
  if (!who) return;
  const found = await (await page.request.get(`${demo.url}/api/v1/users?filter=${encodeURIComponent(`email = "${who}@marlow.example"`)}`)).json();
  expect((await page.request.patch(`${demo.url}/api/v1/users/${found.data[0].id}`, { headers: origin, data: { roles: [key] } })).status()).toBe(200);
}

test("who may only read sees no way to change on any page, and no page of the settings", async ({ page, demo }) => {
  await signIn(page, demo, "oskar");
  for (const path of ["/", "/contacts", "/deals?as=board", "/tasks?as=calendar", "/search?q=hotel", "/bin", "/notices"]) {
    await page.goto(`${demo.url}${path}`);
    await expect(page.locator("main h1").first()).toBeVisible();
    await expect(page.getByRole("link", { name: /^New / })).toHaveCount(0);
    await expect(page.getByRole("button", { name: /^(Delete|Import|Assign)/ })).toHaveCount(0);
  }
  await page.goto(`${demo.url}/contacts`);
  await page.keyboard.press("Control+k");
  await page.keyboard.type(">new");
  await expect(page.locator("#palette-list").getByRole("option", { name: /^New / })).toHaveCount(0);
  for (const path of ["/contacts/new", "/contacts/export?format=csv", "/settings/log", "/settings/roles", "/settings/people/invite"]) {
    expect([403, 404], path).toContain((await page.request.get(`${demo.url}${path}`)).status());
  }
  await page.goto(`${demo.url}/imports`);
  await expect(page.locator("main input[type=file]")).toHaveCount(0);
});

test("a hidden field is on no page, in no palette, export, feed or timeline", async ({ page, browser, demo }) => {
  await signIn(page, demo, "ines");
  await role(page, demo, "blind", { fields: { "contact.title": "hide" } }, "priya");
  const made = await page.request.post(`${demo.url}/api/v1/contacts`, { headers: { origin: demo.url }, data: { name: "Hilda Hidden", title: "Secretmaster" } });
  const id = (await made.json()).id as string;
  const context = await browser.newContext();
  const other = await context.newPage();
  await signIn(other, demo, "priya");
  for (const path of [`/contacts/${id}`, `/contacts/${id}/edit`, "/contacts?q=Hilda", "/search?q=Secretmaster", "/search?q=Hilda", "/palette?q=Hilda", `/contacts/${id}?as_of=2030-01-01`, `/contacts?sort=-created_at&columns=name,title`]) {
    const text = await (await other.request.get(`${demo.url}${path}`)).text();
    // What one asked for oneself is said again; what the record has is not.
    expect(text.replaceAll("q=Secretmaster", "").replaceAll('value="Secretmaster"', "").replaceAll("“Secretmaster”", ""), path).not.toContain("Secretmaster");
  }
  for (const path of [`/api/v1/contacts/${id}`, `/api/v1/contacts/${id}/timeline`, "/api/v1/events?limit=200", "/api/v1/search?q=Hilda"]) {
    expect(await (await other.request.get(`${demo.url}${path}`)).text(), path).not.toContain("Secretmaster");
  }
  await other.goto(`${demo.url}/contacts/${id}`);
  await page.request.patch(`${demo.url}/api/v1/contacts/${id}`, { headers: { origin: demo.url }, data: { title: "Othersecret", name: "Hilda Shown" } });
  await expect(other.getByRole("heading", { name: "Hilda Shown", level: 1 })).toBeVisible();
  expect(await other.content()).not.toContain("secret");
  await context.close();
});

test("a right taken while a page is open takes the page with it", async ({ page, browser, demo }) => {
  await signIn(page, demo, "ines");
  await role(page, demo, "passing", {}, "jonas");
  const context = await browser.newContext();
  const other = await context.newPage();
  await signIn(other, demo, "jonas");
  await other.goto(`${demo.url}/products`);
  await expect(other.locator("tbody tr").first()).toBeVisible();
  const none = { read: "none", create: "none", update: "none", delete: "none", destroy: "none", export: "none", import: "none" };
  const roles = (await (await page.request.get(`${demo.url}/api/v1/roles`)).json()).data as { key: string; objects: object }[];
  const objects = { ...roles.find((r) => r.key === "passing")?.objects, product: none };
  await role(page, demo, "passing", { objects });
  await expect(other.locator("main tbody tr")).toHaveCount(0);
  await expect(other.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Products" })).toHaveCount(0);
  await context.close();
});
