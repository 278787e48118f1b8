// Browser stories: one per job a person does, on SQLite and on PostgreSQL where TEST_POSTGRES names a server.
import { defineConfig } from "@playwright/test";
import type { Databases } from "./world";

const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";

export default defineConfig<object, Databases>({
  testDir: "./stories",
  outputDir: "./results",
  timeout: 120_000,
  expect: { timeout: 20_000 },
  fullyParallel: false,
  // A story that passes when told once more is named as flaky; it does not stop a change.
  retries: 1,
  workers: 2,
  forbidOnly: !!process.env.CI,
  reporter: [["line"]],
  use: {
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    // A trace costs as much as the story: TRACE=1 for one that fails.
    trace: process.env.TRACE ? "retain-on-failure" : "off",
    launchOptions: {
      executablePath: chromium,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
  projects: [
    { name: "sqlite", use: { database: "sqlite" } },
    // How a page looks does not depend on the database.
    ...(process.env.TEST_POSTGRES ? [{ name: "postgres", grepInvert: /are accessible/, use: { database: "postgres" as const } }] : []),
  ],
});
