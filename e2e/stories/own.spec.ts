// What a workspace makes its own: an object with fields used everywhere at once, options put in order, a view for the team.
import { accessible, expect, signIn, test } from "../world";

test("an own object with own fields is used in list, board, form and API at once", async ({ page, demo }) => {
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/settings/objects/new`);
  await page.locator("#f-label").fill("Machine");
  await page.locator("#f-labels").fill("Machines");
  await page.locator("main form").getByRole("button", { name: /object/i }).last().click();
  await page.getByRole("button", { name: /^Apply/ }).click();
  await expect(page).toHaveURL(/settings\/objects\/machine/);
  await page.goto(`${demo.url}/settings/objects/machine/new`);
  await page.getByLabel("Name", { exact: true }).fill("State");
  await page.getByLabel("Kind").selectOption("choice");
  await page.getByLabel("Options, one a line").fill("In stock\nRented\nIn repair");
  await page.getByRole("button", { name: "Add field" }).click();
  await page.getByRole("button", { name: /^Apply/ }).click();
  await expect(page.getByRole("heading", { name: "State" })).toBeVisible();
  // The form, from the sidebar.
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Machines" }).click();
  await page.getByRole("link", { name: "New machine" }).first().click();
  await page.locator("#f-name").fill("Grinder 7");
  await page.locator("#f-state").selectOption({ label: "Rented" });
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.getByRole("heading", { name: "Grinder 7", level: 1 })).toBeVisible();
  // The API knows it as a field of its own, and a second one made there shows in list and board.
  const read = await (await page.request.get(`${demo.url}/api/v1/machines`)).json();
  expect(read.data).toMatchObject([{ name: "Grinder 7", state: "rented" }]);
  const made = await page.request.post(`${demo.url}/api/v1/machines`, { headers: { origin: demo.url }, data: { name: "Grinder 8", state: "in_stock" } });
  expect(made.status()).toBe(201);
  await page.goto(`${demo.url}/machines?sort=name`);
  await expect(page.locator("tbody tr[data-grid-target=row]")).toHaveCount(2);
  await page.goto(`${demo.url}/machines?as=board&by=state`);
  await expect(page.locator("#l-in_stock")).toContainText("Grinder 8");
  await expect(page.locator("#l-rented")).toContainText("Grinder 7");
});

test("the options of a field are put in order by keys and by dragging", async ({ page, demo }) => {
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/settings/objects/contact/fields/lifecycle`);
  const names = page.locator("#f-choices li[data-key] input[name$='.label']");
  const first = await names.nth(0).inputValue();
  const second = await names.nth(1).inputValue();
  const grips = page.locator("#f-choices li[data-key] button[draggable]");
  await grips.nth(0).focus();
  await page.keyboard.press("ArrowDown");
  await expect(names.nth(1)).toHaveValue(first);
  await expect(grips.nth(1)).toBeFocused();
  await expect(page.locator("#f-choices [role=status]")).toContainText("Place 2 of");
  await grips.nth(2).dragTo(names.nth(0), { targetPosition: { x: 5, y: 2 } });
  await expect(names.nth(1)).toHaveValue(second);
  const order = await names.evaluateAll((inputs) => inputs.map((i) => (i as HTMLInputElement).value).filter(Boolean));
  await accessible(page);
  await page.getByRole("button", { name: /^Save/ }).click();
  await page.getByRole("button", { name: /^Apply/ }).click();
  await expect(page.getByRole("heading", { name: "Lifecycle" })).toBeVisible();
  expect(await names.evaluateAll((inputs) => inputs.map((i) => (i as HTMLInputElement).value).filter(Boolean))).toEqual(order);
});

test("a view shared with the team is in another's tabs, and the log says so", async ({ page, browser, demo }) => {
  await signIn(page, demo, "ines");
  await page.goto(`${demo.url}/deals?sort=-amount`);
  await page.locator("summary", { hasText: "Save view" }).click();
  await page.getByLabel("Name of the view").fill("Largest first");
  await page.getByLabel("Who sees it").selectOption({ label: "Everyone" });
  await page.getByRole("button", { name: "Save view" }).click();
  await expect(page.locator("#toasts")).toContainText("Largest first");
  const other = await (await browser.newContext()).newPage();
  await signIn(other, demo, "leila");
  await other.goto(`${demo.url}/deals`);
  await other.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Largest first" }).click();
  await expect(other).toHaveURL(/view=/);
  await other.context().close();
  await page.goto(`${demo.url}/settings/log?object=view`);
  await expect(page.locator("main tbody")).toContainText("Shared the view Largest first");
});
