// What every story stands on: a server of its own with a fresh workspace, and a page that is signed in.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

export type Databases = { database: "sqlite" | "postgres" };
export type Server = { url: string; args: string[]; run: (...args: string[]) => string };
type Worlds = Databases & { demo: Server; empty: Server };

const rondo = process.env.RONDO ?? "target/debug/rondo";
export const password = "rondo-demo-2026";

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`rondo serve ended with ${server.exitCode}`);
    try {
      if ((await fetch(`${url}/readyz`)).ok) return;
    } catch {
      await new Promise((again) => setTimeout(again, 50));
    }
  }
}

/** A server on a fresh workspace, ended and removed afterwards. */
async function withServer(database: Databases["database"], more: string[], use: (server: Server) => Promise<void>) {
  const dir = mkdtempSync(join(tmpdir(), "rondo-e2e-"));
  const name = `e2e_${process.pid}_${Math.random().toString(36).slice(2)}`;
  const admin = process.env.TEST_POSTGRES ?? "";
  const sql = (text: string) => execFileSync("psql", ["-q", admin, "-c", text]);
  if (database === "postgres") sql(`CREATE DATABASE ${name}`);
  const args = database === "postgres" ? ["--database", admin.replace(/\/[^/]*$/, `/${name}`)] : ["--data", dir];
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(rondo, [...args, "serve", "--listen", `127.0.0.1:${port}`, ...more], { stdio: ["ignore", "ignore", "inherit"] });
  try {
    await answering(url, child);
    await use({ url, args, run: (...rest) => execFileSync(rondo, [...args, ...rest], { encoding: "utf8" }) });
  } finally {
    child.kill("SIGTERM");
    await new Promise((ended) => (child.exitCode === null ? child.once("exit", ended) : ended(null)));
    rmSync(dir, { recursive: true, force: true });
    if (database === "postgres") sql(`DROP DATABASE ${name} WITH (FORCE)`);
  }
}

export const test = base.extend<object, Worlds>({
  database: ["sqlite", { option: true, scope: "worker" }],
  demo: [async ({ database }, use) => withServer(database, ["--demo"], use), { scope: "worker" }],
  empty: [async ({ database }, use) => withServer(database, [], use), { scope: "worker" }],
});

/** Signs in one of the demo company's people: ines (admin), tomasz (manager), leila, jonas, priya (members), oskar (reads). */
export async function signIn(page: Page, server: Server, who: string): Promise<void> {
  await page.goto(`${server.url}/login`);
  await page.getByLabel("E-mail").fill(`${who}@marlow.example`);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(`${server.url}/`);
}

/** No violation of WCAG 2.2 AA and of best practice on the page as it is. */
export async function accessible(page: Page): Promise<void> {
  // What fades in has no contrast yet. What runs for ever, or by scrolling, is not waited for.
  await page.waitForFunction(() => {
    const fades = (a: Animation) => a.playState === "running" && a.timeline === document.timeline && a.effect?.getComputedTiming().iterations !== Infinity;
    return !document.getAnimations().some(fades);
  });
  const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  // A live refresh under way says so on the root element, as Turbo does, and axe knows no such attribute there.
  const busy = (v: (typeof found.violations)[number]) => v.id === "aria-allowed-attr" && v.nodes.every((n) => n.target.join() === "html");
  const said = found.violations.filter((v) => !busy(v)).map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => n.target.join(" ")).join("\n  ")}`);
  expect(said).toEqual([]);
}

export { expect };
